use tollgate_model::Table;

use crate::{ErrorKind, Purpose, ReadOptions};

fn is_heading(text: &str) -> bool {
    matches!(text.trim(), "Row ID" | "Toll number" | "Conference ID" | "SIP address")
}

fn is_secret(text: &str) -> bool {
    text.contains("PIN")
}

fn read_with(bytes: &[u8], expected: &[String]) -> crate::Result<Table> {
    let options = ReadOptions {
        is_heading: &is_heading,
        is_secret,
        purpose: Purpose::Reply,
        kind: None,
        sheet: None,
        expected,
    };
    crate::read_bytes("reply.csv", bytes, &options)
}

fn read(text: &str) -> Table {
    read_with(text.as_bytes(), &[]).unwrap()
}

fn cells(table: &Table) -> Vec<Vec<String>> {
    (0..table.len()).map(|row| table.grid.row(row).map(str::to_owned).collect()).collect()
}

fn places(table: &Table) -> Vec<(u32, u32)> {
    (0..table.len()).map(|row| (table.at(row).number, table.at(row).line)).collect()
}

#[test]
fn the_delimiter_is_the_one_under_which_our_headings_appear() {
    for delimiter in [',', ';', '\t', '|'] {
        let text = "Row ID,Toll number,Conference ID\nR7,a;b;c;d;e;f,0712\n"
            .replace("a;b;c;d;e;f", "x")
            .replace(',', &delimiter.to_string());
        let table = read(&text);
        assert_eq!(table.facts.delimiter, Some(delimiter));
        assert_eq!(cells(&table)[1], ["R7", "x", "0712"]);
    }
    // The most regular delimiter is not ours.
    let table = read("Row ID,Toll number,Conference ID\n\"a;b\",\"c;d\",\"e;f\"\n");
    assert_eq!(table.facts.delimiter, Some(','));
}

#[test]
fn a_sep_line_tells_the_delimiter_and_is_no_row() {
    let table = read("sep=;\r\nRow ID;Conference ID\r\nR7;0712\r\n");
    assert_eq!(cells(&table)[1], ["R7", "0712"]);
    assert_eq!(places(&table), [(1, 2), (2, 3)]);
    assert!(table.facts.sep_line);
    // One that lies is passed over.
    assert_eq!(read("sep=;\nRow ID,Conference ID\nR7,1\n").facts.delimiter, Some(','));
}

#[test]
fn rows_and_lines_are_counted_as_they_are_seen_whatever_ends_a_line() {
    for end in ["\n", "\r\n", "\r"] {
        let text =
            ["Row ID,Conference ID", "", "R7,0712", "\"R8\nx\",\"9\"", "", "", "R9,1"].join(end);
        let table = read(&text.replace("R8\n", &format!("R8{end}")));
        assert_eq!(places(&table), [(1, 1), (3, 3), (4, 4), (7, 8)], "{end:?}");
        assert_eq!(table.get(2, 0), format!("R8{end}x"));
    }
}

#[test]
fn headings_are_found_below_a_title() {
    let table = read("Contoso,,\n,,\nRow ID,Toll number,Conference ID\nR7,x,0712\n");
    assert_eq!(table.heading_row, Some(1));
    assert_eq!(places(&table)[1], (3, 3));
}

#[test]
fn a_line_that_is_too_long_is_told_in_any_encoding_before_it_is_decoded() {
    let overlong = |bytes: Vec<u8>| crate::encoding::has_overlong_line(&bytes);
    let line = |byte: u8, length: usize| vec![byte; length];
    let wide = |length: usize| [b"\xff\xfe".as_slice(), &b"a\0".repeat(length)].concat();
    let most = crate::limits::LINE;
    assert!(
        [line(b'a', most + 1), line(b'\xe9', most + 1), wide(most + 1)].into_iter().all(overlong)
    );
    let lines = [line(b'a', most), line(b'b', most), line(b'c', 9)].join(&b'\n');
    assert!(![lines, line(b'\xe9', most), wide(most - 1)].into_iter().any(overlong));
    let last = [line(b'a', 9), line(b'b', most + 1)].join(&b'\r');
    assert!(overlong(last));
}

#[test]
fn values_under_a_secret_heading_never_enter_the_table() {
    let table = read("Row ID,Leader PIN,Conference ID\nR7,99887766,0712\n");
    assert_eq!(cells(&table), [["Row ID", "Leader PIN", "Conference ID"], ["R7", "", "0712"]]);
    assert_eq!(table.facts.dropped, ["Leader PIN"]);
    assert!(!table.grid.parts().0.contains("99887766"));
    // A heading may count, but one that may be a code itself is seen by nobody.
    let table = read("Row ID,PIN 2,Conference ID,PIN 9988\nR7,1,0712,2\n");
    assert_eq!(cells(&table), [["Row ID", "PIN 2", "Conference ID", ""], ["R7", "", "0712", ""]]);
    assert_eq!(table.facts.dropped, ["PIN 2", "column 4"]);
    // Neither where no headings are found, nor as a heading itself.
    let table = read("Name,Access\nAda,PIN 99887766\n");
    assert!(!table.grid.parts().0.contains("99887766"));
    assert_eq!(table.facts.dropped, ["column 2"]);
    let table = read("a,PIN\nb,99887766\n");
    assert!(!table.grid.parts().0.contains("99887766"));
}

#[test]
fn every_usual_encoding_is_read() {
    let text = "Row ID,SIP address,Conference ID\nR7,Zoë Müller,0712\n";
    let utf16 = |big: bool, bom: bool| -> Vec<u8> {
        let units = bom.then_some(0xfeff).into_iter().chain(text.encode_utf16());
        units
            .flat_map(|unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    };
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let with_bom = format!("\u{feff}{text}").into_bytes();
    let cases = [
        (text.as_bytes().to_vec(), "utf-8", false),
        (with_bom, "utf-8", false),
        (utf16(false, true), "utf-16le", false),
        (utf16(true, true), "utf-16be", false),
        (utf16(false, false), "utf-16le", false),
        (utf16(true, false), "utf-16be", false),
        (latin, "windows-1252", true),
    ];
    for (bytes, name, guessed) in cases {
        let table = read_with(&bytes, &["Zoë Müller".into()]).unwrap();
        let encoding = table.facts.encoding.clone().unwrap();
        assert_eq!((encoding.name.as_str(), encoding.guessed), (name, guessed));
        assert_eq!(cells(&table)[1], ["R7", "Zoë Müller", "0712"], "{name}");
    }
}

#[test]
fn names_that_were_sent_prove_a_code_page() {
    let mut bytes = b"Row ID,SIP address\nR7,".to_vec();
    bytes.extend([0xd8, 0x65, 0x68, 0x6f, 0xf8]); // Řehoř in windows-1250
    let table = read_with(&bytes, &["Řehoř".into()]).unwrap();
    assert_eq!(table.get(1, 1), "Řehoř");
    assert_eq!(table.facts.encoding.unwrap().name, "windows-1250");
    // Also where a name holds what parts cells, and in code pages of DOS and of old Macintoshes.
    let sent = ["Ibáñez, Begoña".to_owned(), "Muñoz, José".to_owned()];
    for (bytes, page) in [
        (&b"Ib\xe1\xf1ez, Bego\xf1a"[..], "windows-1252"),
        (b"Ib\xa0\xa4ez, Bego\xa4a", "ibm850"),
        (b"Ib\x87\x96ez, Bego\x96a", "macintosh"),
    ] {
        let file = [b"Row ID,SIP address\nR7,\"", bytes, b"\"\n"].concat();
        let table = read_with(&file, &sent).unwrap();
        let encoding = table.facts.encoding.clone().unwrap();
        assert_eq!((table.get(1, 1), &*encoding.name), ("Ibáñez, Begoña", page));
        assert!(encoding.guessed);
    }
}

#[test]
fn what_we_write_ourselves_is_never_too_long_to_be_read() {
    let name = format!("={}", "x".repeat(32_766));
    let mut file = Vec::new();
    crate::write_csv(&mut file, [["Row ID", "SIP address"], ["R7", &name]]).unwrap();
    let table = read_with(&file, &[]).unwrap();
    assert_eq!(crate::unguarded(table.get(1, 1)), name);
    let file = format!("Row ID,SIP address\nR7,{}\n", "x".repeat(32_768));
    assert_eq!(read_with(file.as_bytes(), &[]).unwrap_err().kind, ErrorKind::TooLarge);
}

#[test]
fn a_few_bad_bytes_in_utf8_are_damage_and_no_other_encoding() {
    let file = [&b"Row ID,SIP address\nR7,"[..], "Zoë".as_bytes(), b"\nR8,Zo\xeb\n"].concat();
    let table = read_with(&file, &["Zoë".into()]).unwrap();
    assert_eq!(table.facts.encoding.clone().unwrap().name, "utf-8");
    assert_eq!(table.facts.bytes_not_text, Some((32, 3)));
    // Where no name is known, there must be more that is UTF-8.
    let many = "R7,Zoë\n".repeat(4);
    let file = [b"Row ID,SIP address\n", many.as_bytes(), b"R8,Zo\xeb\n"].concat();
    assert_eq!(read_with(&file, &[]).unwrap().facts.encoding.unwrap().name, "utf-8");
    let latin = b"Row ID,SIP address\nR7,Zo\xeb\nR8,Zo\xeb\n";
    let table = read_with(latin, &["Zoë".into()]).unwrap();
    assert_eq!(table.facts.encoding.unwrap().name, "windows-1252");
}

#[test]
fn a_quote_that_swallows_rows_is_found_where_it_opens() {
    let table =
        read("Row ID,Toll number,Conference ID\nR7-0001-AAAAAAAA,\"x,1\nR7-0002-BBBBBBBB,y,2\n");
    assert_eq!(table.facts.unclosed_quote, Some((2, 18)));
    let table = read("Row ID,Toll number,Conference ID\nR7,\"x\ny\",1\n");
    assert_eq!(table.facts.unclosed_quote, None);
    let table =
        read("Row ID,Conference ID,Notes\nR7,1,\"Called Anna.\nThen Bob, Carl, and Dave.\"\n");
    assert_eq!(table.facts.unclosed_quote, None);
    let many = "R7-0009-AAAAAAAA,x,2\n".repeat(3000);
    let table = read(&format!("Row ID,Toll number,Conference ID\nR7-0001-AAAAAAAA,\"x,1\n{many}"));
    assert_eq!((table.facts.unclosed_quote, table.len()), (Some((2, 18)), 3002));
    assert_eq!(table.at(3001).number, 3002);
    let table = read("Row ID,Toll number,Conference ID\nR7,5\"x,1\n");
    assert_eq!((table.facts.unclosed_quote, table.get(1, 1)), (None, "5\"x"));
}

#[test]
fn hostile_text_is_refused_or_read_but_never_slow_or_fatal() {
    let kind = |bytes: &[u8]| read_with(bytes, &[]).map(|table| table.len()).map_err(|e| e.kind);
    assert_eq!(kind(b""), Err(ErrorKind::Empty));
    assert_eq!(kind(b"\xef\xbb\xbf\r\n \n"), Err(ErrorKind::Empty));
    assert_eq!(kind(&vec![b'a'; 50 << 20]), Err(ErrorKind::TooLarge));
    assert_eq!(kind(&vec![0; 10_000]), Err(ErrorKind::WrongKind));
    assert_eq!(kind(&vec![b','; 100_000]), Err(ErrorKind::Empty));
    assert_eq!(kind(&vec![b'\n'; 1_000_000]), Err(ErrorKind::Empty));
    assert_eq!(
        kind("Row ID,Conference ID\n".repeat(1_048_577).as_bytes()),
        Err(ErrorKind::TooLarge)
    );
    assert_eq!(kind(b"<html><table>"), Err(ErrorKind::WrongKind));
    assert_eq!(kind(b"%PDF-1.7 ..."), Err(ErrorKind::WrongKind));
    assert_eq!(kind(&vec![b'"'; 10_001]), Ok(1));
    assert_eq!(kind(b"\xff\xfea\0,\0b"), Ok(1));
    assert_eq!(kind(format!("R7,1{}\n", ",".repeat(5_000_000)).as_bytes()), Ok(1));
    assert_eq!(kind(b"{\"value\": []}"), Err(ErrorKind::WrongKind));
    assert_eq!(kind(b"[Confidential]\nRow ID,Conference ID\nR7,1\n"), Ok(3));
}

#[test]
fn text_past_the_last_column_is_refused_also_behind_a_blank() {
    let row = |cells: &str| format!("Row ID,Conference ID\nR7{cells}\n");
    let error = read_with(row(&(",".repeat(513) + "x")).as_bytes(), &[]).unwrap_err();
    assert_eq!(error.kind, ErrorKind::TooLarge);
    assert_eq!(cells(&read(&row(&",".repeat(600))))[1].len(), 512);
}
