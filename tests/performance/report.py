"""What was measured, as Markdown."""

from dataclasses import dataclass

from child import Side


@dataclass
class Row:
    """A step of the program beside a peer, with what is allowed: times the peer, or seconds."""

    step: str
    people: int
    ours: Side
    peer: Side = None
    ratio: float = None
    seconds: float = None

    def cells(self):
        ours = [
            self.step,
            f"{self.people:,}" if self.people else "",
            spread(self.ours),
            megabytes(self.ours.memory),
        ]
        if self.peer is None:
            allowed = "" if self.seconds is None else f"under {short(self.seconds)}"
            met = "" if self.seconds is None else yes(self.ours.median < self.seconds)
            return ours + ["", "", "", "", allowed, met]
        ratio = self.ours.median / self.peer.median
        allowed = "" if self.ratio is None else f"at most {self.ratio:g} ×"
        met = "" if self.ratio is None else yes(ratio <= self.ratio)
        peer = [self.peer.name, spread(self.peer), megabytes(self.peer.memory)]
        return ours + peer + [f"{ratio:.2f}", allowed, met]


def yes(met):
    return "yes" if met else "**no**"


def short(seconds):
    return f"{seconds:.2f} s" if seconds >= 0.9995 else f"{seconds * 1000:.3g} ms"


def spread(side):
    return " / ".join(short(seconds) for seconds in [min(side.times), side.median, max(side.times)])


def megabytes(count):
    return f"{count / 1e6:.0f}"


def table(headings, rows):
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def steps(rows):
    headings = [
        "step", "people", "minimum / median / maximum", "MB", "beside", "minimum / median / maximum", "MB",
        "ratio", "goal", "met",
    ]  # fmt: skip
    return table(headings, [row.cells() for row in rows])


def growth(rows, most):
    """Time a row at each size, and how much of it the largest takes beside the smaller ones."""
    steps = {}
    for row in rows:
        if row.people:
            steps.setdefault(row.step, {})[row.people] = row.ours.median / row.people
    steps = {step: by_size for step, by_size in steps.items() if len(by_size) > 1}
    sizes = sorted({size for by_size in steps.values() for size in by_size})
    lines = []
    for step, by_size in steps.items():
        cells = [f"{by_size[size] * 1e6:.2f}" if size in by_size else "" for size in sizes]
        grows = by_size[max(by_size)] / min(by_size.values())
        lines.append([step, *cells, f"{grows:.2f}", f"at most {most:g} ×", yes(grows <= most)])
    headings = ["step", *(f"µs a row, {size:,}" for size in sizes), "largest beside best", "goal", "met"]
    return table(headings, lines) if lines else ""


def memory(rows, sizes):
    """The most memory each step took beside three times the reply as CSV; `sizes` are those of the
    replies. For few people the program itself is more than that."""
    lines = []
    for row in rows:
        limit = 3 * sizes[row.people]
        if row.people >= 1_000_000:
            limit = min(limit, 500_000_000)
        held = row.ours.memory
        judged = [megabytes(limit), yes(held <= limit)] if row.people >= 100_000 else ["", ""]
        lines.append([row.step, f"{row.people:,}", megabytes(held), *judged])
    return table(["step", "people", "MB", "at most", "met"], lines)
