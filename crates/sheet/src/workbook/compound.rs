//! XLS workbooks before the library sees them. It makes room for every cell between the first and the
//! last of each sheet, and for as many as a sheet says it has; room that cannot be had would end the
//! process. So what it is given is a copy, in which the sheets were measured first.
//!
//! What the library does not tell of cells is told here too: their number formats, and what is struck
//! through.
//!
//! The layout is that of MS-XLS: records of a type and a length (2.1.4), a stream of which begins at
//! each place that a record of a sheet (`BoundSheet8`, 2.4.28) names.

mod styles;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

pub(super) use self::styles::Styles;
use super::formats::CellStyle;
use super::runs::Runs;
use super::texts::{SHARED_TEXTS, Texts};
use crate::source::Source;
use crate::{Error, Result, limits};

/// The streams that are read: the workbook, of Excel 97 on and before, and its properties.
const STREAMS: [&str; 3] = ["/Workbook", "/Book", "/\u{5}DocumentSummaryInformation"];

/// A workbook that was measured.
pub(super) struct Measured {
    /// The workbook with nothing in it but the streams that are read.
    pub(super) bytes: Vec<u8>,
    /// What is known of its cells beside their values.
    pub(super) told: Told,
}

/// What the records of a workbook tell of its cells.
#[derive(Default)]
pub(super) struct Told {
    /// What there is to say of a cell of each style.
    pub(super) styles: Vec<Option<CellStyle>>,
    /// The cells of each sheet of which there is anything to say, by row and column.
    pub(super) sheets: Vec<Cells>,
    /// Whether texts tell what is struck through in them: before Excel 97 they do it elsewhere.
    pub(super) tells_parts: bool,
}

/// Cells by row and column: the style of each, and what is struck through of its text.
pub(super) type Cells = BTreeMap<(u32, u32), (u16, Option<Runs>)>;

/// Measures a workbook, the texts of whose cells may take so many bytes.
pub(super) fn measured(name: &str, source: Source<'_>, room: usize) -> Result<Measured> {
    let damaged = |error: std::io::Error| Error::damaged(name, error);
    let mut from = cfb::CompoundFile::open(source.reader()).map_err(damaged)?;
    let mut to = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new()))
        .map_err(damaged)?;
    let mut told = None;
    for path in STREAMS {
        if !from.is_stream(path) {
            continue;
        }
        let mut content = Vec::new();
        from.open_stream(path).and_then(|mut it| it.read_to_end(&mut content)).map_err(damaged)?;
        if !path.starts_with("/\u{5}") {
            // Of two, the library reads the first.
            let measured = measure(name, &mut content, room)?;
            told.get_or_insert(measured);
        }
        to.create_stream(path).and_then(|mut it| it.write_all(&content)).map_err(damaged)?;
    }
    to.flush().map_err(damaged)?;
    Ok(Measured { bytes: to.into_inner().into_inner(), told: told.unwrap_or_default() })
}

const BOUND_SHEET: u16 = 0x0085;
/// A defined name (`Lbl`, 2.4.150).
const NAME: u16 = 0x0018;
/// What follows is encrypted, in whichever way (`FilePass`, 2.4.117): where cells stand cannot be told.
const ENCRYPTED: u16 = 0x002f;
const BEGIN: u16 = 0x0809;
const EXCEL_97: [u8; 2] = 0x0600_u16.to_le_bytes();
const END: u16 = 0x000a;
const DIMENSIONS: u16 = 0x0200;
/// What a sheet says of its size is not needed: no reader looks at a record of this type.
const IGNORED: u16 = 0x0201;
const FORMULA: u16 = 0x0006;
/// Stands where the formula before it stands, or in the first cell.
const TEXT_OF_FORMULA: u16 = 0x0207;
const SEVERAL_NUMBERS: u16 = 0x00bd;
const SHOWS_SHARED: u16 = 0x00fd;
/// Further records of a cell: row and column stand first in each.
const CELLS: [u16; 5] = [0x0203, 0x0204, 0x00d6, 0x0205, 0x027e];

/// Refuses a workbook whose sheets span too many cells, lie over one another, or repeat more text than
/// there is room for. Tells what is known of its cells.
fn measure(name: &str, stream: &mut [u8], room: usize) -> Result<Told> {
    let (mut sheets, mut texts, mut styles) = (Vec::new(), Texts::default(), Styles::default());
    let (mut at, mut told) = (0, Told::default());
    while let Some((kind, data)) = record(stream, at) {
        at = data.end;
        match kind {
            BOUND_SHEET => {
                let data = &stream[data];
                sheets.extend(data.first_chunk().map(|p| u32::from_le_bytes(*p)));
                texts.name(data.get(6));
            }
            NAME => texts.name(stream[data].get(3)),
            SHARED_TEXTS => texts.share(stream, data, &styles),
            ENCRYPTED => return Err(Error::password_protected(name)),
            BEGIN => told.tells_parts = stream[data].starts_with(&EXCEL_97),
            END => break,
            other => styles.take(other, &stream[data]),
        }
    }
    told.styles = styles.told();
    let (mut walked, mut spanned, mut shown) = (0, 0, 0);
    for start in sheets {
        let sheet = sheet(stream, start as usize, &texts, &told.styles);
        walked += sheet.bytes;
        shown += sheet.texts;
        spanned += sheet.cells.count() + sheet.formulas.count();
        if walked > stream.len() {
            return Err(Error::damaged(name, "its sheets overlap"));
        }
        if spanned > limits::SPANNED {
            let what = format!("its sheets span more than {} cells", limits::SPANNED);
            return Err(Error::too_large(name, what));
        }
        if sheet.longest_formula > limits::CELL {
            let what = format!("a formula in it may come to more than {} characters", limits::CELL);
            return Err(Error::too_large(name, what));
        }
        if shown > room {
            let room = room.div_ceil(1 << 20);
            let what = format!("the texts in its cells may come to more than {room} MB");
            return Err(Error::too_large(name, what));
        }
        told.sheets.push(sheet.told);
    }
    Ok(told)
}

/// The type of the record at a place, and where its data stands.
pub(super) fn record(stream: &[u8], at: usize) -> Option<(u16, std::ops::Range<usize>)> {
    let [kind, length] = [at, at + 2]
        .map(|at| stream.get(at..).and_then(<[u8]>::first_chunk).map(|n| u16::from_le_bytes(*n)));
    let (start, length) = (at + 4, usize::from(length?));
    (start + length <= stream.len()).then_some((kind?, start..start + length))
}

#[derive(Default)]
struct Sheet {
    bytes: usize,
    /// Bytes that shared texts and formulas come to.
    texts: usize,
    /// Characters that the longest formula comes to.
    longest_formula: usize,
    cells: Span,
    formulas: Span,
    told: Cells,
}

impl Sheet {
    /// Takes note of a cell of which there is anything to say. Its row and column, and in most cells its
    /// style, begin the data.
    fn tell(&mut self, cell: &[u8], styles: &[Option<CellStyle>], runs: Option<&Runs>) {
        let Some([a, b, c, d, e, f]) = cell.first_chunk() else { return };
        let [row, column, style] =
            [[a, b], [c, d], [e, f]].map(|[a, b]| u16::from_le_bytes([*a, *b]));
        let tells = runs.is_some() || matches!(styles.get(usize::from(style)), Some(Some(_)));
        // A sheet of more cells is refused once it is measured.
        if tells && self.told.len() <= limits::SPANNED {
            self.told.insert((row.into(), column.into()), (style, runs.cloned()));
        }
    }

    /// The same for number cells beside one another (`MulRk`), each of which has its style before
    /// a value of four bytes.
    fn tell_several(&mut self, cells: &[u8], styles: &[Option<CellStyle>]) {
        let Some(([a, b, c, d], rest)) = cells.split_first_chunk() else { return };
        let columns = u16::from_le_bytes([*c, *d])..=u16::MAX;
        for (column, cell) in columns.zip(rest.chunks_exact(6)) {
            let [c, d] = column.to_le_bytes();
            self.tell(&[*a, *b, c, d, cell[0], cell[1]], styles, None);
        }
    }
}

/// Measures the sheet that begins at a place. Charts that are embedded in it are passed over, as
/// readers do.
fn sheet(stream: &mut [u8], start: usize, texts: &Texts, styles: &[Option<CellStyle>]) -> Sheet {
    let mut measured = Sheet::default();
    let (mut at, mut begun, mut depth) = (start, false, 0_usize);
    while let Some((kind, data)) = record(stream, at) {
        let begin = at;
        at = data.end;
        measured.bytes += at - begin;
        match kind {
            BEGIN if begun => depth += 1,
            BEGIN => begun = true,
            END if depth == 0 => break,
            END => depth -= 1,
            _ if depth > 0 => {}
            DIMENSIONS => stream[begin..begin + 2].copy_from_slice(&IGNORED.to_le_bytes()),
            SEVERAL_NUMBERS => {
                let data = &stream[data];
                measured.cells.add(data);
                // The last column stands last.
                if let (Some(row), Some(last)) = (data.get(..2), data.last_chunk::<2>()) {
                    measured.cells.add(&[row, last].concat());
                }
                measured.tell_several(data, styles);
            }
            FORMULA => {
                let data = &stream[data];
                measured.cells.add(data);
                measured.formulas.add(data);
                measured.tell(data, styles, None);
                let length = texts.written_out(data);
                measured.texts += length;
                measured.longest_formula = measured.longest_formula.max(length);
            }
            SHOWS_SHARED => {
                let data = &stream[data];
                measured.cells.add(data);
                measured.texts += texts.shown(data);
                measured.tell(data, styles, texts.runs(data));
            }
            TEXT_OF_FORMULA if measured.formulas.0.is_none() => measured.cells.add(&[0; 4]),
            kind if CELLS.contains(&kind) => {
                measured.cells.add(&stream[data.clone()]);
                measured.tell(&stream[data], styles, None);
            }
            _ => {}
        }
    }
    measured
}

/// The rows and columns between the first and the last cell.
#[derive(Default)]
struct Span(Option<[[u16; 2]; 2]>);

impl Span {
    /// Takes in the cell whose row and column (two bytes each) begin the data.
    fn add(&mut self, data: &[u8]) {
        let Some([a, b, c, d]) = data.first_chunk() else { return };
        let place = [u16::from_le_bytes([*a, *b]), u16::from_le_bytes([*c, *d])];
        let span = self.0.get_or_insert(place.map(|at| [at, at]));
        for ([first, last], at) in span.iter_mut().zip(place) {
            (*first, *last) = (at.min(*first), at.max(*last));
        }
    }

    fn count(&self) -> usize {
        let sides = self.0.map(|sides| sides.map(|[first, last]| usize::from(last - first) + 1));
        sides.map_or(0, |[rows, columns]| rows * columns)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(stream: &mut Vec<u8>, kind: u16, data: &[u8]) {
        stream.extend(kind.to_le_bytes());
        stream.extend(u16::try_from(data.len()).unwrap().to_le_bytes());
        stream.extend(data);
    }

    /// A workbook stream with sheets of number cells (row, column).
    fn workbook(sheets: &[&[(u16, u16)]], share: bool) -> Vec<u8> {
        let mut stream = Vec::new();
        let globals = 4 + sheets.len() * 8 + 4;
        let mut body = Vec::new();
        put(&mut stream, BEGIN, &[]);
        for cells in sheets {
            let start = u32::try_from(globals + if share { 0 } else { body.len() }).unwrap();
            put(&mut stream, BOUND_SHEET, &start.to_le_bytes());
            if share && !body.is_empty() {
                continue;
            }
            put(&mut body, BEGIN, &[]);
            put(&mut body, DIMENSIONS, &[0xff; 14]);
            for (row, column) in *cells {
                put(&mut body, 0x0203, &[row.to_le_bytes(), column.to_le_bytes()].concat());
            }
            put(&mut body, END, &[]);
        }
        put(&mut stream, END, &[]);
        stream.extend(body);
        stream
    }

    #[test]
    fn cells_in_far_corners_are_refused_and_a_full_sheet_of_a_roster_is_not() {
        let said = |mut stream: Vec<u8>| {
            measure("x.xls", &mut stream, usize::MAX).map(drop).map_err(|e| e.message)
        };
        assert_eq!(said(workbook(&[&[(0, 0), (65_535, 14)], &[(3, 3)]], false)), Ok(()));
        let corners = said(workbook(&[&[(0, 0), (65_535, 255)]], false)).unwrap_err();
        assert!(corners.contains("span more than"), "{corners}");
        let both = said(workbook(&[&[(0, 0), (65_535, 40)], &[(0, 0), (65_535, 40)]], false));
        assert!(both.unwrap_err().contains("span more than"));
        let shared = said(workbook(&[[(1, 1)].as_slice(); 9], true)).unwrap_err();
        assert!(shared.contains("overlap"), "{shared}");
        // Cut off anywhere it is read as far as it goes.
        for end in 0..60 {
            said(workbook(&[&[(1, 1)], &[(2, 2)]], false)[..end].to_vec()).ok();
        }
    }

    #[test]
    fn what_cells_repeat_has_to_find_room() {
        let text = [&[0; 8], [200, 0, 0].as_slice(), &[b'a'; 200]].concat();
        let globals = [(SHARED_TEXTS, text.as_slice()), (NAME, &[0, 0, 0, 250])];
        let said = |cells: &[(u16, &[u8])], room| {
            let mut stream = Vec::new();
            put(&mut stream, BEGIN, &[]);
            for (kind, data) in globals {
                put(&mut stream, kind, data);
            }
            let start = u32::try_from(stream.len() + 12).unwrap();
            put(&mut stream, BOUND_SHEET, &start.to_le_bytes());
            put(&mut stream, END, &[]);
            put(&mut stream, BEGIN, &[]);
            for (kind, data) in cells {
                put(&mut stream, *kind, data);
            }
            put(&mut stream, END, &[]);
            measure("x.xls", &mut stream, room).map(drop).map_err(|error| error.message)
        };
        let cell = (SHOWS_SHARED, [0; 10].as_slice());
        assert_eq!(said(&[cell; 10], 4_000), Ok(()));
        assert!(said(&[cell; 11], 4_000).unwrap_err().contains("more than 1 MB"));
        let none = (SHOWS_SHARED, [1; 10].as_slice());
        assert_eq!(said(&[none; 11], 0), Ok(()));
        let named = [0x23, 1, 0, 0, 0].repeat(20);
        assert_eq!(said(&[(FORMULA, &named)], 5_800), Ok(()));
        assert!(said(&[(FORMULA, &named)], 5_799).unwrap_err().contains("more than 1 MB"));
        let spaces = [0x19, 0x40, 0, 0xff].repeat(100);
        let long = said(&[(FORMULA, &spaces)], usize::MAX).unwrap_err();
        assert!(long.contains("a formula in it may come to more than 32767 characters"), "{long}");
    }

    #[test]
    fn an_encrypted_workbook_is_said_to_be_one_whatever_its_cells_look_like() {
        for way in [0_u16, 1] {
            let mut stream = Vec::new();
            put(&mut stream, BEGIN, &[]);
            put(&mut stream, ENCRYPTED, &way.to_le_bytes());
            stream.extend(workbook(&[&[(0, 0), (65_535, 255)]], false));
            let kind =
                measure("x.xls", &mut stream, usize::MAX).map(drop).map_err(|error| error.kind);
            assert_eq!(kind, Err(crate::ErrorKind::PasswordProtected));
        }
    }

    #[test]
    fn cells_are_told_whose_style_has_anything_to_say() {
        let told = |version: u16| {
            let mut stream = Vec::new();
            put(&mut stream, BEGIN, &version.to_le_bytes());
            put(&mut stream, 0x041e, b"\xa4\x00\x07\x00\x000000000");
            put(&mut stream, 0x00e0, &[0; 4]);
            put(&mut stream, 0x00e0, &[0, 0, 0xa4, 0]);
            let start = u32::try_from(stream.len() + 12).unwrap();
            put(&mut stream, BOUND_SHEET, &start.to_le_bytes());
            put(&mut stream, END, &[]);
            put(&mut stream, BEGIN, &[]);
            put(&mut stream, 0x0203, &[1, 0, 2, 0, 1, 0]);
            put(&mut stream, 0x0203, &[1, 0, 3, 0, 0, 0]);
            let values = [[0; 6], [1, 0, 0, 0, 0, 0]].concat();
            put(&mut stream, SEVERAL_NUMBERS, &[&[2, 0, 2, 0][..], &values, &[3, 0]].concat());
            put(&mut stream, END, &[]);
            measure("x.xls", &mut stream, usize::MAX).map_err(|error| error.message).unwrap()
        };
        let all = told(0x0600);
        assert_eq!(all.sheets[0].keys().collect::<Vec<_>>(), [&(1, 2), &(2, 3)]);
        let format = |about: &Option<CellStyle>| about.as_ref()?.number_format.clone();
        assert_eq!(
            all.styles.iter().map(format).collect::<Vec<_>>(),
            [None, Some("0000000".into())]
        );
        assert_eq!([all.tells_parts, told(0x0500).tells_parts], [true, false]);
    }

    #[test]
    fn what_a_sheet_says_of_its_size_is_left_out() {
        let mut stream = workbook(&[&[(1, 1)]], false);
        measure("x.xls", &mut stream, usize::MAX).unwrap();
        let mut at = 0;
        let mut kinds = Vec::new();
        while let Some((kind, data)) = record(&stream, at) {
            kinds.push(kind);
            at = data.end;
        }
        assert_eq!(kinds, [BEGIN, BOUND_SHEET, END, BEGIN, IGNORED, 0x0203, END]);
    }
}
