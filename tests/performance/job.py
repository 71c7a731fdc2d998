"""The job at one size: its files, the store at each stage, and the commands that are measured."""

import sys
from functools import cached_property
from pathlib import Path

from child import fresh, run, run_peer, warm
from report import Row

HERE = Path(__file__).resolve().parent
PROVIDER = "Contoso Conferencing"


class Measuring:
    """What all steps share."""

    def __init__(self, given, folder):
        self.given, self.folder = given, folder
        self.rows, self.left_out, self.places = [], [], {}
        self.out = folder / "out"
        warm(given.program, given.peers)

    @property
    def most(self):
        return max(self.given.sizes)

    def at(self, people):
        """The files and stores of so many people, made when they are first asked for."""
        if people not in self.places:
            self.places[people] = Place(self, people)
        return self.places[people]

    def tollgate(self, store, *words, code=0):
        url = store if "://" in str(store) else f"sqlite:{store}"
        return run(self.given.program, "--store", url, "--no-progress", *words, to=self.out, code=code)

    def peer(self, *words):
        return run_peer(self.given.peers, *words, to=self.out)

    def invent(self, to, *words):
        run(sys.executable, HERE / "data.py", *words, to=to)

    def row(self, *cells, **goal):
        self.rows.append(Row(*cells, **goal))

    def without(self, what, why):
        print(f"tests/performance/run: {why}; this leaves out: {what}", file=sys.stderr)
        self.left_out.append(f"{what}: {why.splitlines()[0]}.")


class Place:
    """So many people: a dump, a roster, its reply, and stores at each stage of the job."""

    def __init__(self, measuring, people):
        self.measuring, self.people = measuring, people
        self.folder = measuring.folder / str(people)
        self.folder.mkdir()
        print(f"inventing {people:,} people", file=sys.stderr)
        path = self.folder.joinpath
        self.dump, self.profile, self.roster, self.reply = map(
            path, ["dump.csv", "contoso.toml", "roster.csv", "reply.csv"]
        )
        self.empty, self.loaded, self.sent, self.copy = map(
            path, ["empty.db", "loaded.db", "sent.db", "copy.db"]
        )
        measuring.invent(self.dump, "dump", people, measuring.given.seed)
        measuring.invent(self.profile, "profile")
        measuring.tollgate(self.empty, "init")
        measuring.tollgate(self.empty, "provider", "set", self.profile)
        fresh(self.empty, self.loaded)
        measuring.tollgate(self.loaded, "load", self.dump)
        fresh(self.loaded, self.sent)
        measuring.tollgate(self.sent, "export", "--provider", PROVIDER, "-o", self.roster)
        measuring.invent(self.reply, "reply", self.roster, measuring.given.seed)
        warm(self.dump, self.roster, self.reply)

    @cached_property
    def imported(self):
        store = self.folder / "imported.db"
        fresh(self.sent, store)
        self.measuring.tollgate(store, "import", self.reply)
        return store

    @cached_property
    def workbook(self):
        workbook = self.folder / "reply.xlsx"
        self.measuring.peer("make-xlsx", self.reply, workbook)
        return workbook

    def on_a_copy(self, store, *words):
        fresh(store, self.copy)
        return self.measuring.tollgate(self.copy, *words)

    # The steps of the job, each on the stage of the store that it begins with.

    def validate(self, reply=None):
        return self.measuring.tollgate(self.sent, "validate", reply or self.reply)

    def export(self, extension):
        to = self.folder / f"written.{extension}"
        to.unlink(missing_ok=True)
        return self.on_a_copy(self.loaded, "export", "--provider", PROVIDER, "-o", to)

    def import_(self):
        return self.on_a_copy(self.sent, "import", self.reply)

    def undo(self):
        """Of the import that ran before."""
        return self.measuring.tollgate(self.copy, "undo", 2)

    def load(self):
        return self.on_a_copy(self.empty, "load", self.dump)

    def people_csv(self):
        return self.measuring.tollgate(self.imported, "people", "--format", "csv")
