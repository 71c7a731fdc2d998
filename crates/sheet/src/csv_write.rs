//! Comma separated text as RFC 4180 has it, with a byte order mark so that spreadsheet programs take
//! it for UTF-8, and no cell that one of them would run as a formula.

use std::borrow::Cow;
use std::io::Write;

use tollgate_model::{Class, Written};

/// Writes rows as CSV: byte order mark, comma, CRLF, every cell guarded.
pub fn write_csv<'c, R, C>(to: &mut impl Write, rows: R) -> std::io::Result<()>
where
    R: IntoIterator<Item = C>,
    C: IntoIterator<Item = &'c str>,
{
    to.write_all("\u{feff}".as_bytes())?;
    let mut line = String::new();
    for row in rows {
        line.clear();
        csv_line(&mut line, row);
        to.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// Adds one row to a text.
pub fn csv_line<'c>(line: &mut String, cells: impl IntoIterator<Item = &'c str>) {
    for (column, cell) in cells.into_iter().enumerate() {
        if column > 0 {
            line.push(',');
        }
        let cell = guarded(cell);
        let parts = |byte| matches!(byte, b',' | b'"' | b'\r' | b'\n');
        // Looked at to the end, and not left at the first: that goes many at a time.
        let parted = cell.bytes().fold(false, |any, byte| any | parts(byte));
        if parted || cell.starts_with(' ') || cell.ends_with(' ') {
            line.push('"');
            line.push_str(&cell.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(&cell);
        }
    }
    line.push_str("\r\n");
}

/// A cell with `'` before it where a spreadsheet program would take it for a formula.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if is_risky(cell) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// A cell without the `'` that [`guarded`] put before it.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(cell)
}

/// Whether a cell would run, or has marks before one that would: so that what comes back is what was
/// written.
fn is_risky(cell: &str) -> bool {
    let cell = cell.trim_start_matches('\'');
    match cell.as_bytes().first() {
        Some(b'=' | b'-' | b'@' | b'\t' | b'\r') => true,
        Some(b'+') => !is_number(cell),
        _ => false,
    }
}

/// A number whose punctuation is no arithmetic: `+1-206-555-0100` would be a sum.
fn is_number(cell: &str) -> bool {
    if Class::of(cell) == Class::Number {
        return true;
    }
    !cell.contains(['-', '/', '.'])
        && Written::take_apart(cell).is_ok_and(|written| {
            written.plus && written.extension.is_none() && (7..=15).contains(&written.digits.len())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_runs_and_every_cell_comes_back() {
        let cells = [
            "=1+1",
            "-1",
            "@x",
            "+1+1",
            "+1 206 555 0100",
            "0712",
            "a\"b",
            "x,y",
            "\tz",
            "'q",
            "",
            "'=x",
            "+1-206-555-0100",
        ];
        let mut line = String::new();
        csv_line(&mut line, cells);
        assert_eq!(
            line,
            "'=1+1,'-1,'@x,'+1+1,+1 206 555 0100,0712,\"a\"\"b\",\"x,y\",'\tz,'q,,''=x,'+1-206-555-0100\r\n"
        );
        let marks = "'".repeat(32_000) + "=1";
        for cell in cells.into_iter().chain([&*marks]) {
            assert_eq!(unguarded(&guarded(cell)), cell);
        }
    }
}
