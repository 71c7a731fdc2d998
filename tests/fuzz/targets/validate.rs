//! Everything that a reply is judged by: a good reply in which cells are changed. A line is a row, a
//! comma, a column, a comma and the new text of that cell.

use std::sync::LazyLock;

use super::{bytes_of, fixture, world};

static GOOD: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let text = String::from_utf8(fixture("replies/pandas.csv")).expect("the good reply is UTF-8");
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
});

pub(super) fn run(bytes: &[u8]) {
    let mut rows = GOOD.clone();
    for line in String::from_utf8_lossy(bytes).split('\n') {
        let mut parts = line.splitn(3, ',');
        let mut place = || parts.next().and_then(|part| part.parse::<usize>().ok());
        let (Some(row), Some(column), Some(text)) = (place(), place(), parts.next()) else {
            continue;
        };
        if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(column)) {
            *cell = format!("\"{}\"", text.replace('"', "\"\""));
        }
    }
    let text: String = rows.iter().map(|row| row.join(",") + "\r\n").collect();
    if let Ok(table) = world::reply(text.as_bytes(), None) {
        world::judge(&table);
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    bytes_of(&[
        "",
        "1,8,12345",
        "2,6,206 555 0100\n3,6,+1 (206) 555-0100 x5",
        "1,7,+18005550199; +18005550198\n2,7,see above",
        "2,0,R1-0001-AAAAAAAA\n3,1,nobody@contoso.example",
        "1,8,1.234567E+6\n2,8,'0712\n3,8,#N/A\n4,8,1234567.0",
        "0,8,Passcode\n0,6,Toll",
        "3,3,\u{1b}[31mred\u{7}\n3,4,XX",
    ])
}
