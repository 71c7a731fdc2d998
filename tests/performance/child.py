"""Runs a child process and says what it took. This process stays small: the system counts a child's
memory from what its parent had when the child began."""

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field


class Failed(Exception):
    """A command did not end as it should; what it said."""


@dataclass
class Sample:
    """One run: wall time, and the most memory that was in use, in bytes."""

    seconds: float
    memory: int


def run(*command, to=os.devnull, code=0, environment=None):
    """Runs a command as a whole process, its output to a file. Another exit code is the end."""
    command = [str(word) for word in command]
    with open(to, "wb") as out:
        started = time.perf_counter()
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE, env=environment
        )
        said = child.stderr.read()
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    child.stderr.close()
    if child.returncode != code:
        said = said.decode(errors="replace").strip()
        raise Failed(f"`{' '.join(command)}` ended with {child.returncode}, not {code}: {said}")
    unit = 1 if sys.platform == "darwin" else 1024
    return Sample(seconds, usage.ru_maxrss * unit)


def run_peer(*command, to):
    """Runs a peer, which counts its own time: what it needs to begin is not held against it."""
    sample = run(*command, to=to)
    with open(to, encoding="utf-8") as said:
        word, seconds = said.read().split()
    assert word == "seconds"
    return Sample(float(seconds), sample.memory)


@dataclass
class Side:
    """What is measured, again and again."""

    name: str
    run: Callable[[], Sample]
    samples: list = field(default_factory=list)

    @property
    def times(self):
        return [sample.seconds for sample in self.samples]

    @property
    def median(self):
        return statistics.median(self.times)

    @property
    def memory(self):
        return max(sample.memory for sample in self.samples)


def rounds(times, *sides):
    """Runs all sides in turn, so many times, and says how far it is."""
    for number in range(times):
        for side in sides:
            print(f"  {number + 1} of {times}: {side.name} ", end="", file=sys.stderr, flush=True)
            side.samples.append(side.run())
            print(f"{side.samples[-1].seconds:.3f} s", file=sys.stderr)


def warm(*paths):
    """Reads files, so that no side is the first to."""
    for path in paths:
        with open(path, "rb", buffering=0) as file:
            while file.read(1 << 20):
                pass


def fresh(path, to):
    """Copies a store, and waits until the copy is on the disk: neither is part of a measurement."""
    for end in ["", "-wal", "-shm"]:
        if os.path.exists(f"{to}{end}"):
            os.remove(f"{to}{end}")
    with open(path, "rb", buffering=0) as source, open(to, "wb", buffering=0) as copy:
        while part := source.read(1 << 20):
            copy.write(part)
        os.fsync(copy.fileno())
