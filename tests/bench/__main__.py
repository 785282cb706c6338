"""``make bench``: builds, plays, measures, and writes its tables in Markdown.

On SQLite, or on PostgreSQL and Redis where ``.ci/services`` has set their
addresses. All servers of a run stand side by side and take turns, so that
whatever else the machine does falls on each alike.
"""

import argparse
import os
import platform
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from tests.bench.measuring import STEPS, Costs, load, percentiles
from tests.bench.reader import Failed, Reader
from tests.server import ROOT, Server


def say(*lines):
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def note(text):
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")


def table(head, rows):
    say(
        "",
        "| " + " | ".join(head) + " |",
        "| " + " | ".join(["---"] + ["---:"] * (len(head) - 1)) + " |",
    )
    for row in rows:
        say("| " + " | ".join(row) + " |")
    say("")


class Case:
    """One size of the quiz: its database and its server."""

    def __init__(self, folder, questions, answers):
        self.questions, self.answers = questions, answers
        self.name = f"{questions:,} questions, {answers:,} answers"
        data = folder / f"{questions}-{answers}"
        data.mkdir()
        self.server = Server(data, DJANGO_SETTINGS_MODULE="tests.bench.settings")

    def build(self):
        note(f"building {self.name}")
        began = time.perf_counter()
        self.server.prepare()
        command = [sys.executable, "-m", "tests.bench.filling"]
        subprocess.run(
            [*command, str(self.questions), str(self.answers)],
            cwd=ROOT, env=self.server.environment, check=True,
        )  # fmt: skip
        self.server.manage("housekeeping", "-v0")  # so that nothing is left for it to do
        note(f"built in {time.perf_counter() - began:.0f} s")

    def count(self):
        """Queries and bytes of each step, from a server that counts and is not timed."""
        self.server.environment["BENCH_COUNT"] = "1"
        self.server.start()
        reader = Reader(self.server.port, 0)
        reader.home()
        reader.load_files()
        reader.bank()
        reader.start()
        reader.turn()
        reader.load_files()
        cold = list(reader.samples)
        for seed in range(12):
            player = Reader(self.server.port, seed)
            player.home()
            player.bank()
            player.play()
            reader.samples += player.samples
            reader.errors += player.errors
        self.server.stop()
        del self.server.environment["BENCH_COUNT"]
        if reader.errors:
            raise SystemExit(f"A reader met what no reader should: {reader.errors}")
        self.samples, self.cold = reader.samples, cold
        first = [sample for sample in cold if sample.step in ("turn", "files")]
        self.first = len(first), sum(sample.weight for sample in first)

    def upkeep(self, rounds):
        """Rounds a second that one housekeeping counts and deletes, while nobody plays."""
        command = [sys.executable, "-m", "tests.bench.upkeep", str(rounds)]
        ran = subprocess.run(
            command,
            cwd=ROOT,
            env=self.server.environment,
            check=True,
            capture_output=True,
            text=True,
        )
        return map(float, ran.stdout.split())

    def of(self, step, name):
        return [getattr(sample, name) for sample in self.samples if sample.step == step]


def machine(stack):
    processor = platform.processor() or platform.machine()
    with suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        processor = next(line.split(": ")[1] for line in lines if line.startswith("model name"))
    system = platform.platform()
    with suppress(OSError):
        system = platform.freedesktop_os_release()["PRETTY_NAME"]
    say(
        f"# {stack}",
        "",
        f"{time.strftime('%-d %B %Y')} · {os.cpu_count()} × {processor} · {system} · "
        f"Python {platform.python_version()} · load before: {os.getloadavg()[0]:.1f}",
    )


def stack_of(case):
    if case.server.postgresql:
        (version,) = case.server.query("SHOW server_version")[0]
        return f"PostgreSQL {version.split()[0]} and Redis"
    return f"SQLite {sqlite3.sqlite_version}"


def report_costs(cases, costs):
    say(
        "",
        "## What a step costs",
        "",
        "In N, the cost of a view that does nothing, measured around each step.",
    )
    head = [
        "step",
        *(case.name for case in cases),
        "largest / smallest",
        "queries",
        "bytes (mean, most)",
    ]
    rows = []
    for step in (*STEPS, "round"):
        whole = step == "round"
        ratios = [each.round(each.ratio) if whole else each.ratio(step) for each in costs]
        weights, queries = cases[-1].of(step, "weight"), cases[-1].of(step, "queries")
        rows.append([
            "**a whole round**" if whole else step,
            *(f"{ratio:.1f}" for ratio in ratios),
            f"{ratios[-1] / ratios[0]:.2f}",
            f"{min(queries)}–{max(queries)}" if queries else "",
            f"{sum(weights) / len(weights):,.0f}, {max(weights):,}" if weights else "",
        ])  # fmt: skip
    table(head, rows)
    nothing = [each.milliseconds("turn", 2) for each in costs]
    total = [each.round(each.milliseconds) for each in costs]
    say(
        "N is " + ", ".join(f"{n:.2f}" for n in nothing) + " ms of processor time; a round "
        + ", ".join(f"{ms:.0f}" for ms in total) + " ms."
    )  # fmt: skip
    if cases[0].server.postgresql:
        database = [each.round(lambda step, e=each: e.milliseconds(step, 1)) for each in costs]
        say(
            "PostgreSQL’s own processes: "
            + ", ".join(f"{ms:.0f}" for ms in database)
            + " ms a round."
        )
    requests, weight = cases[-1].first
    say(f"The first question with its files: {weight:,} bytes in {requests} requests.")
    errors = [error for each in costs for error in each.errors]
    say(f"Errors: {len(errors)}. " + ", ".join(sorted(set(errors))))


def report_waits(cases, seconds):
    say(
        "",
        "## How long readers wait",
        "",
        "Milliseconds, median and 99th percentile, and in brackets their ratio to N’s.",
    )
    steps = ("turn", "answer", "result")
    head = ["connections", "N", *steps, "requests a second (N)", "errors"]

    def nothing(reader, until):
        with suppress(Failed):
            reader.nothing()

    for case in cases:
        rows = []
        for connections in (1, 8, 32, 64):
            base, base_took, _ = load(case.server, connections, seconds / 4, nothing)
            waits, took, errors = load(case.server, connections, seconds, Reader.play)
            more, more_took, _ = load(case.server, connections, seconds / 4, nothing)
            idle = percentiles(base["nothing"] + more["nothing"])
            cells = []
            for step in steps:
                middle, most = percentiles(waits[step])
                cells.append(
                    f"{middle:.1f}, {most:.1f} ({middle / idle[0]:.1f}, {most / idle[1]:.1f})"
                )
            rate = sum(map(len, waits.values())) / took
            base_rate = (len(base["nothing"]) + len(more["nothing"])) / (base_took + more_took)
            rows.append([
                str(connections), f"{idle[0]:.1f}, {idle[1]:.1f}", *cells,
                f"{rate:.0f} ({base_rate:.0f})", str(len(errors)),
            ])  # fmt: skip
            for error in sorted(set(errors)):
                note(f"{case.name}, {connections} connections: {errors.count(error)} × {error}")
        say("", f"### {case.name}")
        table(head, rows)


def report_upkeep(cases, rounds):
    say(
        "",
        "## What the housekeeping keeps up with",
        "",
        f"Finished rounds of ten a second, of {rounds:,} that waited.",
    )
    rows = []
    for case in cases:
        note(f"housekeeping of {case.name}")
        rows.append([case.name, *(f"{rate:,.0f}" for rate in case.upkeep(rounds))])
    table(["", "counted", "deleted"], rows)


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--questions", type=int, nargs="+", default=[100, 100_000])
    parser.add_argument("--answers", type=int, nargs="+", default=[0, 10_000_000])
    parser.add_argument("--readers", type=int, default=40, help="in each batch of a step")
    parser.add_argument("--repeat", type=int, default=7, help="batches of each step")
    parser.add_argument("--seconds", type=float, default=8, help="of load; 0 leaves it out")
    parser.add_argument("--rounds", type=int, default=5_000, help="to count; 0 leaves it out")
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="quiz-bench-"))
    cases = []
    try:
        for answers in options.answers:
            for questions in options.questions:
                cases.append(Case(folder, questions, answers))
                cases[-1].build()
                cases[-1].count()
        for case in cases:
            case.server.start()
        costs = [Costs(case.server, options.readers) for case in cases]
        for turn in range(options.repeat + 1):
            note(f"costs, {turn} of {options.repeat}" if turn else "warming up")
            # There and back, so that no case always comes after the same one.
            for each in costs if turn % 2 else reversed(costs):
                each.once()
                if not turn:
                    each.steps.clear()
        machine(stack_of(cases[0]))
        report_costs(cases, costs)
        for case in cases:
            case.server.stop()
        if options.rounds:
            report_upkeep(cases, options.rounds)
        if options.seconds:
            for case in cases:
                case.server.start()
            report_waits(dict.fromkeys([cases[0], cases[-1]]), options.seconds)
    finally:
        for case in cases:
            case.server.discard()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
