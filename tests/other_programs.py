"""Fills in a roster as a provider would, with programs other than ours.

usage: other_programs.py HOW ROSTER REPLY

HOW is one of
  openpyxl-inside   openpyxl, in the workbook itself
  openpyxl-new      openpyxl, in a workbook of its own, all cells text
  pandas-xlsx       pandas, read as text and written as a workbook
  pandas-csv        pandas, read as text and written as CSV
  libreoffice-EXT   openpyxl-inside, then opened and saved by LibreOffice as EXT (xlsx, ods, xls, csv)
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl
import pandas

TOLL = {"US": "+12065550100", "DE": "+4930901820", "GB": "+442079460100", "FR": "+33155010100"}


def answers(row, country):
    free = "+18005550100" if country == "US" else ""
    return TOLL[country], free, f"{(row * 611953 + 71234) % 9999991:07}"


def fill(sheet):
    for row in range(2, sheet.max_row + 1):
        country = sheet.cell(row, 5).value
        if country:
            for column, value in zip((7, 8, 9), answers(row, country)):
                sheet.cell(row, column).value = value or None


def main(how, roster, reply):
    if how == "openpyxl-inside":
        book = openpyxl.load_workbook(roster)
        fill(book["Roster"])
        book.save(reply)
    elif how == "openpyxl-new":
        book, new = openpyxl.load_workbook(roster), openpyxl.Workbook()
        fill(book["Roster"])
        for row in book["Roster"].iter_rows(values_only=True):
            new.active.append(["" if value is None else str(value) for value in row])
        new.save(reply)
    elif how.startswith("pandas"):
        frame = pandas.read_excel(roster, sheet_name="Roster", dtype=str).fillna("")
        for at in range(len(frame)):
            frame.iloc[at, 6:9] = answers(at + 2, frame.iloc[at, 4])
        if how == "pandas-xlsx":
            frame.to_excel(reply, index=False)
        else:
            frame.to_csv(reply, index=False)
    else:
        extension = how.removeprefix("libreoffice-")
        with tempfile.TemporaryDirectory() as folder:
            filled = Path(folder) / "in" / "reply.xlsx"
            filled.parent.mkdir()
            main("openpyxl-inside", roster, filled)
            subprocess.run(
                ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless",
                 "--convert-to", extension, "--outdir", folder, str(filled)],
                check=True, capture_output=True, timeout=300,
            )
            shutil.copy(Path(folder) / f"reply.{extension}", reply)


if __name__ == "__main__":
    main(*sys.argv[1:])
