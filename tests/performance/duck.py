"""DuckDB beside `tollgate validate`: reads a reply and does four of the checks, with two threads;
prints the seconds that took. To start Python and load the library is not counted."""

import sys
import time

import duckdb

CHECKS = """
SELECT
  count(*) FILTER (NOT coalesce(regexp_matches("Toll number", '^\\+[1-9][0-9]{6,14}$'), false)),
  count(*) FILTER (NOT coalesce(regexp_matches("Conference ID", '^[0-9]{8}$'), false)),
  count(*) - count(DISTINCT "Conference ID"),
  count(*) - count(DISTINCT "SIP address")
FROM read_csv(?, all_varchar = true, header = true, delim = ',', quote = '"', escape = '"')
"""

started = time.perf_counter()
found = duckdb.connect(config={"threads": 2}).execute(CHECKS, [sys.argv[1]]).fetchone()
spent = time.perf_counter() - started
if any(found):
    sys.exit(f"the reply is clean, and DuckDB found {found}")
print(f"seconds {spent:.6f}")
