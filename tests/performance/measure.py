"""Measures every step of the program beside what it is built on: both in turn, in the same run, on
the same file. Started by tests/performance/run, which builds what this needs."""

import argparse
import datetime
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import report
from child import Failed
from job import HERE, Measuring
from steps import STEPS

ROOT = HERE.parent.parent


def numbers(text):
    return sorted({int(word.replace("_", "")) for word in text.split(",")})


def options():
    words = argparse.ArgumentParser(prog="tests/performance/run", description=__doc__)
    words.add_argument(
        "--sizes",
        type=numbers,
        default="10000,100000,1000000",
        metavar="N,…",
        help="people, as CSV; the largest is measured beside the peers [%(default)s]",
    )
    words.add_argument("--xlsx", type=int, default=200_000, metavar="N", help="people, as XLSX [%(default)s]")
    words.add_argument("--times", type=int, default=5, metavar="N", help="rounds [%(default)s]")
    words.add_argument("--only", metavar="STEP,…", help=f"of {', '.join(STEPS)} [all]")
    words.add_argument("--seed", type=int, default=1, help="another one invents other people [%(default)s]")
    words.add_argument(
        "--folder", help="where stores and files are made, and removed after [a temporary folder]"
    )
    words.add_argument(
        "--keep", action="store_true", help="write what was measured to docs/performance/DATE.md"
    )
    words.add_argument("--program", required=True, help=argparse.SUPPRESS)
    words.add_argument("--peers", required=True, help=argparse.SUPPRESS)
    words.add_argument("--duckdb", default="", help=argparse.SUPPRESS)
    given = words.parse_args()
    given.only = given.only.split(",") if given.only else list(STEPS)
    if unknown := set(given.only) - set(STEPS):
        words.error(f"there is no step {', '.join(sorted(unknown))}: {', '.join(STEPS)}")
    return given


def machine(folder):
    """Where it was measured, in a few lines."""

    def said(*command):
        try:
            return subprocess.run(
                command, capture_output=True, text=True, check=True, cwd=ROOT
            ).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            return ""

    processor = platform.processor() or platform.machine()
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
        processor = (names or [processor])[0]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    commit = said("git", "rev-parse", "--short", "HEAD") + (
        "" if not said("git", "status", "--porcelain", "crates") else ", with changes"
    )
    return (
        f"{os.cpu_count()} × {processor}, {memory / 2**30:.0f} GiB, {platform.system()} {platform.release()}, "
        f"files on {said('stat', '-f', '-c', '%T', folder) or 'a disk'}; load when it began {os.getloadavg()[0]:.1f}. "
        f"Commit {commit}; {said('rustc', '--version')}."
    )


def main():
    given = options()
    if given.folder:
        os.makedirs(given.folder, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="tollgate-performance-", dir=given.folder))
    where = machine(folder)
    try:
        measuring = Measuring(given, folder)
        for name, step in STEPS.items():
            if name in given.only:
                print(f"{name}:", file=sys.stderr)
                try:
                    step(measuring)
                except (Failed, subprocess.CalledProcessError) as failed:
                    # What was measured before is kept.
                    measuring.without(name, str(failed))
        page = written(measuring, where)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(page, end="")
    if given.keep:
        kept = ROOT / "docs" / "performance" / f"{datetime.date.today()}.md"
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(page, encoding="utf-8")
        print(f"Written to {kept}.", file=sys.stderr)


def written(measuring, where):
    sizes = {people: place.reply.stat().st_size for people, place in measuring.places.items()}
    largest = [row for row in measuring.rows if row.people in (measuring.most, measuring.given.xlsx)]
    once = list({id(row.ours): row for row in largest}.values())
    parts = [
        f"# Measured on {datetime.date.today()}\n",
        f"{where} Each side {measuring.given.times} times, in turn; the seed was {measuring.given.seed}.\n",
        "## Steps\n",
        report.steps(measuring.rows),
    ]
    if grown := report.growth(measuring.rows, 1.25):
        parts += ["## Growth\n", grown]
    parts += ["## Memory\n", report.memory(once, sizes)]
    if measuring.left_out:
        parts += ["## Left out\n", *(f"- {line}" for line in measuring.left_out), ""]
    return "\n".join(parts)


if __name__ == "__main__":
    main()
