//! How large a file may be. What is past a limit is refused before it costs time or memory.

/// Rows of a sheet, as spreadsheet programs have them.
pub const ROWS: u32 = 1_048_576;
/// Columns.
pub const COLUMNS: usize = 512;
/// Characters of a cell, as spreadsheet programs have them.
pub const CELL: usize = 32_767;
/// Styles of a workbook, of cells and those that have a name: twice as many as spreadsheet programs have
/// of each.
pub const STYLES: usize = 131_072;
/// Bytes of a tag that gives a style its number format or its font.
pub const STYLE_TAG: usize = 2_048;
/// Characters of a number format, as spreadsheet programs have them. What a longer one shows is not told.
pub const FORMAT: usize = 255;
/// Bytes of a file, and of one part of an archive once it is unpacked.
pub const FILE: u64 = 2 << 30;
/// Bytes of all parts of an archive once they are unpacked.
pub const UNPACKED: u64 = 4 << 30;
/// A part larger than this once unpacked ...
pub const SUSPICIOUS_PART: u64 = 32 << 20;
/// ... may be at most this many times larger than it is packed.
pub const RATIO: u64 = 200;
/// Cells between the first and the last of each sheet of an XLS workbook, for all of which the library
/// makes room: a full sheet of thirty columns, and its formulas.
pub const SPANNED: usize = 4 << 20;
/// Bytes that the table of a workbook may take beyond [`ROOM_RATIO`] times what the workbook unpacks to:
/// shared texts, repeated rows and gaps are honest in any number, but not in a small file.
pub const ROOM: usize = 64 << 20;
/// See [`ROOM`]. What spreadsheet programs write takes less room as a table than as a file.
pub const ROOM_RATIO: usize = 4;
/// Bytes between two line breaks: twice a full row of full cells.
pub const LINE: usize = 32 << 20;
/// Bytes of the beginning of a text by which its dialect is told.
pub const SAMPLE: usize = 1 << 20;
/// How many of the first rows are looked at for headings.
pub const HEADING_ROWS: usize = 50;
/// Characters of the title of a hint, as spreadsheet programs have them.
pub const HINT_TITLE: usize = 32;
