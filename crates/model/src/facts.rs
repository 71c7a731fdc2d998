//! What is known of a file beside its cells.

/// Kinds of file, told by their first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// Delimited text with commas, or another delimiter that is not a tab.
    Csv,
    /// Delimited text with tabs.
    Tsv,
    /// Office Open XML workbook, with or without macros.
    Xlsx,
    /// Binary Office workbook.
    Xlsb,
    /// Workbook of Excel 97–2003.
    Xls,
    /// OpenDocument spreadsheet.
    Ods,
    /// JSON; only for directory dumps.
    Json,
}

impl FileKind {
    /// The short name used in JSON and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xlsx => "xlsx",
            Self::Xlsb => "xlsb",
            Self::Xls => "xls",
            Self::Ods => "ods",
            Self::Json => "json",
        }
    }

    /// Whether this is a workbook, whose cells have addresses.
    pub fn is_workbook(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xlsb | Self::Xls | Self::Ods)
    }
}

/// How the bytes of a delimited text were read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// WHATWG name in lower case, or IANA's of a code page of DOS: `utf-8`, `windows-1252`, `ibm850`.
    pub name: String,
    /// Whether the name was guessed from the bytes, not told by a byte order mark or by being
    /// valid UTF-8.
    pub guessed: bool,
}

/// A rectangle of cells, all bounds zero-based and inclusive. Rows are sheet rows, not table rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// First and last sheet row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (u32, u32),
}

/// Something a format may be unable to tell, so that a rule that needs it is skipped and says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// Whether rows, columns or the sheet are hidden.
    Hidden,
    /// Whether cells are merged.
    Merged,
    /// Whether a value comes from a formula.
    Formulas,
    /// Whether a cell is struck through.
    StruckThrough,
    /// How a number cell is shown.
    NumberFormats,
}

/// What is known of the file beside its cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The file's name without its folder; `-` for standard input.
    pub name: String,
    /// SHA-256 of the bytes as they came, in lower-case hexadecimal.
    pub sha256: String,
    /// What kind of file it is.
    pub kind: Option<FileKind>,
    /// The sheet that was read.
    pub sheet: Option<String>,
    /// Every sheet that carries our headings and people, or a row ID of ours, in workbook order.
    pub candidates: Vec<String>,
    /// The address of the next page, where the file says that it is one page of a list.
    pub next_page: Option<String>,
    /// How delimited text was decoded.
    pub encoding: Option<Encoding>,
    /// The delimiter of a delimited text.
    pub delimiter: Option<char>,
    /// Whether a `sep=` line came first.
    pub sep_line: bool,
    /// The roster number in the workbook's document properties.
    pub roster_property: Option<u32>,
    /// Headings of columns that hold a PIN or a leader's code, whose values were dropped.
    pub dropped: Vec<String>,
    /// The physical line and one-based column (in characters) of a quote that is never closed, or
    /// that swallows following rows.
    pub unclosed_quote: Option<(u32, u32)>,
    /// Byte offset and physical line of the first bytes that are not valid in the encoding.
    pub bytes_not_text: Option<(u64, u32)>,
    /// Whether the last line ends without a line break.
    pub no_final_line_break: bool,
    /// Whether the sheet itself is hidden.
    pub hidden_sheet: bool,
    /// Sheet rows (zero-based) that are hidden or filtered away.
    pub hidden_rows: Vec<u32>,
    /// Columns (zero-based) that are hidden.
    pub hidden_columns: Vec<u32>,
    /// Merged areas.
    pub merged: Vec<Area>,
    /// What this format cannot tell.
    pub cannot_tell: Vec<Trait>,
}

impl Facts {
    /// Whether the file is a workbook, whose cells have addresses and types.
    pub fn is_workbook(&self) -> bool {
        self.kind.is_some_and(FileKind::is_workbook)
    }

    /// Whether it is a workbook of a format that does not tell something. Delimited text has none of it.
    pub fn is_untold(&self, what: Trait) -> bool {
        self.is_workbook() && self.cannot_tell.contains(&what)
    }
}
