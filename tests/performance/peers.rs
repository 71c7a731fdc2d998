//! The bare loops that `tests/performance/run` measures beside the program: each does with a
//! library alone what a command is built on, and prints the seconds that took.
#![allow(clippy::print_stdout, reason = "the seconds are for standard output")]

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::Path;
use std::time::{Duration, Instant};

use calamine::Reader as _;
use csv::ByteRecord;
use rusqlite::types::Value;
use rusqlite::{Connection, Params, Transaction, params_from_iter};
use rust_xlsxwriter::{Color, Format, FormatBorder, Workbook, Worksheet};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How many rows are at hand before the clock runs.
const CHUNK: usize = 10_000;

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let spent = match words[..] {
        ["read-csv", reply] => read_csv(reply.as_ref())?,
        ["read-sent", store] => read_sent(store.as_ref())?,
        ["read-csv-and-sent", reply, store] => {
            read_csv(reply.as_ref())? + read_sent(store.as_ref())?
        }
        // What is promised whoever checks, and however: the least that a check costs one core.
        ["read-all", reply, store] => {
            let reply = reply.as_ref();
            let (given, kept) = (read_csv(reply)? + digest(reply)?, read_sent(store.as_ref())?);
            given + kept + read_people(store.as_ref(), WHO_NEEDS_A_LOOK)?
        }
        ["write-csv-of-people", store, cells, to] => {
            read_people(store.as_ref(), "")? + write_csv(cells.as_ref(), to.as_ref())?
        }
        ["read-xlsx", reply] => read_xlsx(reply.as_ref())?,
        ["write-csv", cells, to] => write_csv(cells.as_ref(), to.as_ref())?,
        ["write-xlsx", cells, to] => write_xlsx(cells.as_ref(), to.as_ref(), Strings::InPlace)?,
        // No peer: how a reply in a workbook is made, saved as spreadsheet programs do.
        ["make-xlsx", cells, to] => write_xlsx(cells.as_ref(), to.as_ref(), Strings::Shared)?,
        ["insert-rows", store, imported] => insert_rows(store.as_ref(), imported.as_ref())?,
        // As `cargo bench` calls it.
        _ => {
            println!("These loops are run by tests/performance/run.");
            return Ok(());
        }
    };
    println!("seconds {:.6}", spent.as_secs_f64());
    Ok(())
}

/// One pass over the byte records.
fn read_csv(reply: &Path) -> Result<Duration> {
    let started = Instant::now();
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 16).from_path(reply)?;
    let (mut record, mut bytes) = (ByteRecord::new(), 0);
    while reader.read_byte_record(&mut record)? {
        bytes += black_box(&record).as_slice().len();
    }
    black_box(bytes);
    Ok(started.elapsed())
}

/// The newest roster out of the store, and unpacked; neither its digest nor its cells are looked at.
fn read_sent(store: &Path) -> Result<Duration> {
    let started = Instant::now();
    let connection = Connection::open(store)?;
    let sql = "SELECT cells FROM roster ORDER BY number DESC LIMIT 1";
    let packed: Vec<u8> = connection.query_row(sql, [], |row| row.get(0))?;
    black_box(unpacked(&packed)?);
    Ok(started.elapsed())
}

/// As `crates/store/src/queries.rs` asks for people when a reply is judged.
const WHO_NEEDS_A_LOOK: &str = "WHERE state <> 0 OR NOT enabled OR teams_only OR licensed = FALSE OR sip = (SELECT sip FROM person WHERE licensed IS NOT NULL LIMIT 1)";

/// People in the directory, and how they stand, by one query.
fn read_people(store: &Path, which: &str) -> Result<Duration> {
    let started = Instant::now();
    let connection = Connection::open(store)?;
    let columns = "sip, state, bridge, conference_id, user_principal_name, display_name, country, enabled, teams_only";
    let mut query =
        connection.prepare(&format!("SELECT {columns} FROM person {which} ORDER BY sip"))?;
    let count = query.column_count();
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        for column in 0..count {
            black_box(row.get_ref(column)?);
        }
    }
    Ok(started.elapsed())
}

/// The SHA-256 of a file, by which a journal knows it again.
fn digest(file: &Path) -> Result<Duration> {
    let bytes = std::fs::read(file)?;
    let started = Instant::now();
    black_box(tollgate_sheet::sha256(&bytes));
    Ok(started.elapsed())
}

/// As `crates/store/src/packed.rs` packs a roster.
fn unpacked(packed: &[u8]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    lz4_flex::frame::FrameDecoder::new(packed).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Every cell of every sheet.
fn read_xlsx(reply: &Path) -> Result<Duration> {
    let started = Instant::now();
    let mut workbook: calamine::Xlsx<BufReader<File>> = calamine::open_workbook(reply)?;
    for sheet in workbook.sheet_names() {
        let mut cells = workbook.worksheet_cells_reader(&sheet)?;
        while let Some(cell) = cells.next_cell()? {
            black_box(cell);
        }
    }
    Ok(started.elapsed())
}

/// The cells of a CSV file, headings and all.
fn cells(path: &Path) -> Result<Vec<ByteRecord>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path)?;
    Ok(reader.byte_records().collect::<std::result::Result<_, _>>()?)
}

fn write_csv(from: &Path, to: &Path) -> Result<Duration> {
    let rows = cells(from)?;
    let started = Instant::now();
    let mut builder = csv::WriterBuilder::new();
    builder.terminator(csv::Terminator::CRLF).buffer_capacity(1 << 16);
    let mut writer = builder.from_path(to)?;
    for row in &rows {
        writer.write_byte_record(row)?;
    }
    writer.flush()?;
    Ok(started.elapsed())
}

/// Where the texts of a workbook stand.
#[derive(Clone, Copy)]
enum Strings {
    /// In the cells, as a writer in constant memory has to.
    InPlace,
    /// In a table of their own, as spreadsheet programs save them.
    Shared,
}

/// The sheet of a roster in the formats that `tollgate export` gives it.
fn write_xlsx(from: &Path, to: &Path, strings: Strings) -> Result<Duration> {
    let rows = cells(from)?;
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|row| row.iter().map(std::str::from_utf8).collect::<std::result::Result<_, _>>())
        .collect::<std::result::Result<_, _>>()?;
    let started = Instant::now();
    let mut workbook = Workbook::new();
    let sheet = match strings {
        Strings::InPlace => workbook.add_worksheet_with_constant_memory()?,
        Strings::Shared => workbook.add_worksheet_with_low_memory()?,
    };
    fill(sheet.set_name("Roster")?, &rows)?;
    let mut to = BufWriter::new(File::create(to)?);
    workbook.save_to_writer(&mut to)?;
    to.flush()?;
    Ok(started.elapsed())
}

fn fill(sheet: &mut Worksheet, rows: &[Vec<&str>]) -> Result<()> {
    let text = || Format::new().set_num_format("@");
    let lined = |format: Format| {
        format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00D0_D5DD))
    };
    let heading = lined(text().set_bold().set_font_color(Color::White))
        .set_background_color(Color::RGB(0x0047_5467));
    let locked = lined(text())
        .set_background_color(Color::RGB(0x00F2_F4F7))
        .set_font_color(Color::RGB(0x0034_4054));
    let open = lined(text()).set_unlocked().set_background_color(Color::RGB(0x00FF_FBE6));
    let of = |column: u16| if (6..9).contains(&column) { &open } else { &locked };
    for column in 0..10 {
        sheet.set_column_width(column, 20.0)?.set_column_format(column, of(column))?;
    }
    for (number, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            let format = if number == 0 { &heading } else { of(column) };
            if cell.is_empty() {
                sheet.write_blank(number, column, format)?;
            } else {
                sheet.write_string_with_format(number, column, *cell, format)?;
            }
        }
    }
    Ok(())
}

/// What an import wrote, written again into a store from before it: the rows of the people, and
/// those of the journal, by one prepared statement each in one transaction as durable as ours.
fn insert_rows(store: &Path, imported: &Path) -> Result<Duration> {
    let made = Connection::open(imported)?;
    let mut connection = Connection::open(store)?;
    // What `crates/store/src/sqlite/mod.rs` asks for.
    connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = FILE; PRAGMA cache_size = -65536;")?;
    let batch: i64 = made.query_row("SELECT max(number) FROM batch", [], |row| row.get(0))?;
    let tx = connection.transaction()?;
    let people = "SELECT person.sip, person.state, person.bridge, person.conference_id, person.scope FROM change JOIN person USING (sip) WHERE batch = ?1 ORDER BY position";
    let update =
        "UPDATE person SET state = ?2, bridge = ?3, conference_id = ?4, scope = ?5 WHERE sip = ?1";
    let mut spent = pour(&made, people, [batch], &tx, update)?;
    for (table, of) in [
        ("bridge", "?1 = ?1"),
        ("batch", "number = ?1"),
        ("change", "batch = ?1"),
        ("image", "batch = ?1"),
        ("evidence", "batch = ?1"),
    ] {
        let width = made.prepare(&format!("SELECT * FROM {table}"))?.column_count();
        let marks = vec!["?"; width].join(", ");
        let rows = format!("SELECT * FROM {table} WHERE {of}");
        let insert = format!("INSERT INTO {table} VALUES ({marks})");
        spent += pour(&made, &rows, [batch], &tx, &insert)?;
    }
    let started = Instant::now();
    tx.execute("UPDATE meta SET revision = revision + 1", [])?;
    tx.commit()?;
    // The last one out moves what is in the log into the file, as at the end of an import.
    connection.close().map_err(|(_, error)| error)?;
    spent += started.elapsed();
    same(store, imported)?;
    Ok(spent)
}

/// Takes rows from one database, and gives them to a statement of another. Only what that takes is
/// counted.
fn pour(
    from: &Connection,
    rows: &str,
    of: impl Params,
    to: &Transaction<'_>,
    sql: &str,
) -> Result<Duration> {
    let mut rows = from.prepare(rows)?;
    let width = rows.column_count();
    let mut rows = rows.query(of)?;
    let mut statement = to.prepare(sql)?;
    let mut spent = Duration::ZERO;
    loop {
        let mut chunk: Vec<Vec<Value>> = Vec::with_capacity(CHUNK);
        while chunk.len() < CHUNK
            && let Some(row) = rows.next()?
        {
            chunk.push((0..width).map(|at| row.get(at)).collect::<rusqlite::Result<_>>()?);
        }
        if chunk.is_empty() {
            return Ok(spent);
        }
        let started = Instant::now();
        for row in &chunk {
            statement.execute(params_from_iter(row))?;
        }
        spent += started.elapsed();
    }
}

/// Fails where the rows are not those of the import.
fn same(store: &Path, imported: &Path) -> Result<()> {
    let connection = Connection::open(store)?;
    connection.execute("ATTACH ?1 AS made", [imported.to_str()])?;
    for table in ["person", "bridge", "batch", "change", "image"] {
        let sql = format!(
            "SELECT count(*) FROM (SELECT * FROM made.{table} EXCEPT SELECT * FROM main.{table})"
        );
        let other: i64 = connection.query_row(&sql, [], |row| row.get(0))?;
        if other > 0 {
            return Err(format!("{other} rows of {table} are not those of the import").into());
        }
    }
    Ok(())
}
