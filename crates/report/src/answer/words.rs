//! What a clerk is asked to do about each cause.

use tollgate_model::FindingView;

/// What to do, by code.
const WORDS: &[(&str, &str)] = &[
    ("F001", "This file answers another roster. Please send the answer to this one."),
    ("F002", "The answer columns are as we sent them. Please fill them in."),
    ("F004", "Please send the rows with their row IDs, as they were in our file."),
    ("F005", "Please check that names are spelt right, and save the file as an Excel workbook."),
    (
        "F008",
        "A quotation mark in the file swallows rows. Please send the file as an Excel workbook.",
    ),
    ("F009", "The file ends early. Please send it again as a whole."),
    ("F010", "Two sheets hold people. Please keep only the one that is right."),
    ("F011", "Please unhide and unfilter all rows and columns, and check them."),
    ("F012", "Please save the file as an Excel workbook and send it again."),
    ("H001", "Please put the headings back as they were in our file."),
    ("H002", "Please put this column back, under its heading in our file."),
    ("H003", "Please keep only one column under this heading."),
    ("H006", "Please exchange the two columns, or their headings."),
    ("R001", "Please fill in the row at the end of the sheet."),
    ("R002", "Please keep only the row that is right."),
    ("R003", "We did not ask for this person. Please remove the row."),
    ("R004", "Please copy the row ID from the last column of the row, or from our file."),
    (
        "R005",
        "Some columns were sorted or moved without the others. Please go back to the file as it was before that.",
    ),
    ("R006", "Please put the cell back as it was in our file, or tell us that it is wrong there."),
    ("R007", "The row has too few or too many fields. Please fill it in again."),
    (
        "R010",
        "The answers seem to have moved up or down, or into another order. Please put each back beside its person.",
    ),
    (
        "R011",
        "These people seem to have one another's conference IDs. Please check, and put them back.",
    ),
    (
        "R012",
        "Some columns were sorted or moved without the others. Please go back to the file as it was before that.",
    ),
    ("R013", "Please check whose row this is."),
    ("C001", "Please write the ID again with its zeros in front, in a cell formatted as text."),
    (
        "C003",
        "The spreadsheet program shortened the number. Please write all its digits again, in a cell formatted as text.",
    ),
    (
        "C004",
        "The spreadsheet program rounded the number. Please write all its digits again, in a cell formatted as text.",
    ),
    (
        "C005",
        "The spreadsheet program made a date of it. Please write the digits again, in a cell formatted as text.",
    ),
    ("C006", "Please give one value, without a line break or a tab."),
    ("C007", "Please write the cell again: it holds a character that cannot be seen."),
    ("C011", "Please write the value itself in place of the formula."),
    ("C012", "Please write the value in place of the error."),
    ("C013", "Please write the value itself in place of the formula."),
    ("C014", "Please fill in the value."),
    ("C015", "Please take the merged cells apart and fill in each."),
    ("C016", "The value is struck through. Please write the one that counts."),
    ("T001", "Please fill in the toll number."),
    ("T002", "Please write the number with + and its country code."),
    ("T003", "Please use one of the numbers you publish, or tell us that this one is new."),
    ("T004", "This is a toll-free number. Please fill in the toll number here."),
    ("T005", "Please exchange the two cells."),
    ("T006", "Please leave one toll number in the cell."),
    ("T007", "Please write the number with + and its country code."),
    ("T010", "Please check the number: it is of a kind that callers may not be able to dial."),
    ("T012", "Please remove the number that is here twice."),
    ("T013", "This is a toll number. Please leave only toll-free numbers here."),
    (
        "T014",
        "Please use one of the toll-free numbers you publish, or tell us that this one is new.",
    ),
    ("T015", "Please leave the extension out: it cannot be kept."),
    ("T017", "Please fill in the toll-free number again, or tell us that it is gone."),
    ("I001", "Please fill in the conference ID."),
    ("I002", "Please check the digits of the conference ID."),
    ("I003", "Please write the conference ID in digits alone."),
    ("I004", "Please give each of these people a conference ID of their own."),
    ("I005", "This conference ID is taken. Please give another one."),
    (
        "I006",
        "With its zeros this is another person's conference ID. Please check both, and write them in cells formatted as text.",
    ),
    ("I007", "This conference ID is easy to guess. Please give another one if you can."),
    ("I008", "This is a telephone number. Please fill in the conference ID."),
    ("I009", "Please check the digits of the conference ID: hardly any other ID has that many."),
    ("I010", "This conference ID was another person's before. Please check it."),
    ("P001", "A number was dragged down, and counts up. Please fill in each person's number."),
    (
        "P002",
        "A number was dragged down, and its country code counts up. Please fill in each person's number.",
    ),
    ("P003", "A number was dragged down, and became a count. Please fill in each person's number."),
    ("P004", "A conference ID was copied down. Please give each person one of their own."),
    (
        "P005",
        "The conference IDs count up over some rows only. Please check that they were not dragged down.",
    ),
    ("P006", "The rows from here on are blank. Please fill them in."),
    ("P007", "Everyone has the same conference ID. Please give each person one of their own."),
    (
        "P008",
        "The digits at the end seem to be rounded away. Please write them again, in cells formatted as text.",
    ),
];

/// What to do in a file as it was sent back, where the workbook has what it has not.
const IN_A_LETTER: &[(&str, &str)] =
    &[("R001", "Please add a row for this person, with the numbers and the conference ID.")];

/// What to do about a finding in a letter.
pub(super) fn to_do_by_letter(finding: FindingView<'_>) -> &'static str {
    let known = IN_A_LETTER.iter().find(|(code, _)| *code == finding.code);
    known.map_or_else(|| to_do(finding), |(_, words)| words)
}

/// What to do about a finding, in the workbook.
pub(super) fn to_do(finding: FindingView<'_>) -> &'static str {
    let known = WORDS.iter().find(|(code, _)| *code == finding.code);
    known.map_or("Please check it.", |(_, words)| words)
}
