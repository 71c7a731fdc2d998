"""What is measured beside what, and what is allowed."""

import shutil
from functools import partial

from child import Side, fresh, rounds, run, run_peer, warm
from job import HERE, PROVIDER
from server import programs, server


def validate(measuring):
    people = measuring.most
    place = measuring.at(people)
    ours = Side("validate CSV", place.validate)
    loops = Side(
        "csv records + sent roster", lambda: measuring.peer("read-csv-and-sent", place.reply, place.sent)
    )
    sides = [ours, loops]
    if measuring.given.duckdb:
        duck = Side(
            "DuckDB, four checks",
            lambda: run_peer(measuring.given.duckdb, HERE / "duck.py", place.reply, to=measuring.out),
        )
        sides.append(duck)
    else:
        measuring.without("validate beside DuckDB", "DuckDB is not there and cannot be installed")
    if shutil.which("qsv"):
        sides.append(Side("qsv validate", lambda: run("qsv", "validate", place.reply, to=measuring.out)))
    else:
        measuring.without("validate beside qsv, which has no goal", "qsv is not on the PATH")
    least = Side(
        "csv, SHA-256, sent roster and who needs a look, on one core",
        lambda: measuring.peer("read-all", place.reply, place.sent),
    )
    sides.append(least)
    rounds(measuring.given.times, *sides)
    for side in sides[1:]:
        goal = {"ratio": 4} if side is loops else {"ratio": 1} if side.name.startswith("DuckDB") else {}
        measuring.row("validate CSV", people, ours, side, **goal)


def validate_xlsx(measuring):
    place = measuring.at(measuring.given.xlsx)
    warm(place.workbook)
    ours = Side("validate XLSX", lambda: place.validate(place.workbook))
    cells = Side("calamine, every cell", lambda: measuring.peer("read-xlsx", place.workbook))
    rounds(measuring.given.times, ours, cells)
    measuring.row("validate XLSX", place.people, ours, cells, ratio=1.25)


def export(measuring):
    export_as(measuring, measuring.most, "csv", "csv, the same cells", 2)
    export_as(measuring, measuring.given.xlsx, "xlsx", "rust_xlsxwriter, the same cells", 1.25)


def export_as(measuring, people, extension, name, ratio):
    place = measuring.at(people)
    beside = place.folder / f"beside.{extension}"
    ours = Side(f"export {extension.upper()}", partial(place.export, extension))
    cells = Side(name, lambda: measuring.peer(f"write-{extension}", place.roster, beside))
    sides = [ours, cells]
    if extension == "csv":
        least = Side(
            "the people read, and csv",
            lambda: measuring.peer("write-csv-of-people", place.loaded, place.roster, beside),
        )
        sides.append(least)
    rounds(measuring.given.times, *sides)
    measuring.row(ours.name, people, ours, cells, ratio=ratio)
    for least in sides[2:]:
        measuring.row(ours.name, people, ours, least)


def import_(measuring):
    place = measuring.at(measuring.most)
    ours, undo = Side("import into SQLite", place.import_), Side("undo", place.undo)
    beside, imported = place.folder / "beside.db", place.imported

    def insert():
        fresh(place.sent, beside)
        return measuring.peer("insert-rows", beside, imported)

    rows = Side("rusqlite, the same rows", insert)
    rounds(measuring.given.times, ours, undo, rows)
    measuring.row(ours.name, place.people, ours, rows, ratio=1.5)
    measuring.row("undo", place.people, undo, ours, ratio=1)


# What an import changes of a person.
ANSWER = "state, bridge, conference_id, scope"


def postgres(measuring):
    bin = programs()
    if not bin:
        return measuring.without("import into PostgreSQL", "PostgreSQL is not there")
    place = measuring.at(measuring.most)
    with server(bin) as there:
        there.do("postgres", "CREATE DATABASE sent")
        measuring.tollgate(there.url("sent"), "init")
        run(
            measuring.given.program,
            "copy",
            "--force",
            f"sqlite:{place.sent}",
            there.url("sent"),
            to=measuring.out,
        )
        there.do("sent", "VACUUM ANALYZE")
        script = postgres_script(measuring, there, place)

        def ours():
            there.copy("sent", "copy")
            return measuring.tollgate(there.url("copy"), "import", place.reply)

        def theirs():
            there.copy("sent", "beside")
            return run(*there.psql, "-d", "beside", "-f", script, to=measuring.out)

        ours = Side("import into PostgreSQL", ours)
        undo = Side("undo on PostgreSQL", lambda: measuring.tollgate(there.url("copy"), "undo", 2))
        rows = Side("psql, COPY and one UPDATE", theirs)
        rounds(measuring.given.times, ours, undo, rows)
        measuring.row(ours.name, place.people, ours, rows, ratio=1.5)
        measuring.row(undo.name, place.people, undo, ours, ratio=1)


def postgres_script(measuring, there, place):
    """Writes what an import wrote to files, and a script that writes it into a store from before it."""
    there.copy("sent", "made")
    measuring.tollgate(there.url("made"), "import", place.reply)
    tables = {"bridge": "true", "batch": "number = 2"}
    tables |= {table: "batch = 2" for table in ["change", "image", "evidence"]}
    chosen = {table: f"SELECT * FROM tollgate.{table} WHERE {of}" for table, of in tables.items()}
    chosen["answer"] = f"SELECT sip, {ANSWER} FROM tollgate.person WHERE scope IS NOT NULL"
    file = {table: place.folder / f"{table}.txt" for table in chosen}
    for table, rows in chosen.items():
        there.do("made", f"\\copy ({rows}) TO '{file[table]}'")
    there.do("postgres", "DROP DATABASE made")
    warm(*file.values())
    values = ", ".join(f"{column} = answer.{column}" for column in ANSWER.split(", "))
    lines = [
        "SET search_path TO tollgate;",
        "BEGIN;",
        f"CREATE TEMPORARY TABLE answer AS SELECT sip, {ANSWER} FROM person WHERE false;",
        f"\\copy answer FROM '{file['answer']}'",
        f"UPDATE person SET {values} FROM answer WHERE person.sip = answer.sip;",
        *(f"\\copy {table} FROM '{file[table]}'" for table in tables),
        "UPDATE meta SET revision = revision + 1;",
        "COMMIT;",
    ]
    script = place.folder / "beside.sql"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return script


def findings(measuring):
    """Every conference ID is one digit short."""
    place = measuring.at(measuring.most)
    faulty = place.folder / "faulty.csv"
    measuring.invent(faulty, "reply", place.roster, measuring.given.seed, "--faulty")
    warm(faulty)
    clean = Side("the clean reply", place.validate)
    clean_json = Side(
        "the clean reply, JSON",
        lambda: measuring.tollgate(place.sent, "validate", place.reply, "--format", "json"),
    )
    text = Side("every row faulty, text", lambda: measuring.tollgate(place.sent, "validate", faulty, code=1))
    every = Side(
        "every row faulty, text, -v", lambda: measuring.tollgate(place.sent, "validate", faulty, "-v", code=1)
    )
    json = Side(
        "every row faulty, JSON",
        lambda: measuring.tollgate(place.sent, "validate", faulty, "--format", "json", code=1),
    )
    rounds(measuring.given.times, text, clean, every, json, clean_json)
    for side, beside in [(text, clean), (every, clean), (json, clean_json)]:
        measuring.row(side.name, place.people, side, beside, ratio=3)


def small(measuring):
    """A reply of a hundred people, alone and in the largest directory, and a process that does nothing."""
    place = measuring.at(100)
    sides = [Side("validate CSV, all of it", place.validate), Side("import, all of it", place.import_)]
    version = Side("--version", lambda: run(measuring.given.program, "--version", to=measuring.out))
    rounds(50, *sides, version)
    for side in sides:
        measuring.row(side.name, 100, side, seconds=0.020)
    measuring.row(version.name, 0, version, seconds=0.005)
    large = measuring.at(measuring.most)
    some, roster, reply, store = (large.folder / f"some.{end}" for end in ["txt", "roster.csv", "csv", "db"])
    with open(large.dump, encoding="utf-8") as dump:
        next(dump)
        some.write_text("".join(next(dump).split(",")[1] + "\n" for _ in range(100)), encoding="utf-8")
    fresh(large.loaded, store)
    measuring.tollgate(store, "export", "--provider", PROVIDER, "--people", some, "-o", roster)
    measuring.invent(reply, "reply", roster, measuring.given.seed)
    among = f"100 among {large.people:,}"
    sides = [
        Side(f"validate CSV, {among}", lambda: measuring.tollgate(store, "validate", reply)),
        Side(f"import, {among}", lambda: large.on_a_copy(store, "import", reply)),
    ]
    rounds(measuring.given.times, *sides)
    for side in sides:
        measuring.row(side.name, 100, side)


def growth(measuring):
    """The steps at each size, and those that stand beside nothing, where they are not measured yet."""
    known = {(row.step, row.people) for row in measuring.rows}
    sides = []
    for people in measuring.given.sizes:
        place = measuring.at(people)
        steps = {
            "load": place.load,
            "export CSV": partial(place.export, "csv"),
            "validate CSV": place.validate,
            "import into SQLite": place.import_,
            "undo": place.undo,
            "people": place.people_csv,
        }
        warm(place.imported)
        for name, step in steps.items():
            if (name, people) not in known:
                sides.append((name, people, Side(f"{name}, {people:,}", step)))
    rounds(measuring.given.times, *(side for _, _, side in sides))
    for name, people, side in sides:
        measuring.row(name, people, side)


# In this order: what is measured beside a peer is not measured again for its growth.
STEPS = {
    "validate": validate,
    "validate-xlsx": validate_xlsx,
    "export": export,
    "import": import_,
    "postgres": postgres,
    "findings": findings,
    "growth": growth,
    "small": small,
}
