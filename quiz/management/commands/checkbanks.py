"""``manage.py checkbanks``: check bank files for everything that a program can judge."""

import datetime
import re
from argparse import ArgumentParser
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from quiz.content import bank_validation, standard, validation
from quiz.content.markdown import plain
from quiz.core.kinds import KINDS
from quiz.exchange.bank_file import read_path
from quiz.exchange.bank_shape import BankFile, Question
from quiz.exchange.load import written_out
from quiz.exchange.strict_yaml import Lines, Refusal, line_of
from quiz.management.commands.loadbanks import SHIPPED

SOURCE_WORDS = 160  # quoted from one source, over all questions of a bank
SCENE = re.compile(r"\byour?\b", re.I)  # told as the reader's own
Fault = tuple[int, str, str, str]  # line, level, code, sentence


class Command(BaseCommand):
    help = (
        "Checks bank files: evidence, wording, overlap, balance, dates, and whether guessing "
        "pays. A warning may stand where the question gives the reason under “allow”."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="bank files (default: the shipped)")
        parser.add_argument("--on", type=datetime.date.fromisoformat, help="the day to judge by")
        parser.add_argument("--today", action="store_true", help="overdue checks are errors")
        parser.add_argument("--article", type=Path, help="the article, as plain text")
        parser.add_argument("--strict", action="store_true", help="warnings need a reason")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = 0
        for path in options["files"] or sorted(SHIPPED.glob("*.yaml")):
            try:
                file, lines = read_path(path)
            except (OSError, Refusal) as refusal:
                self.stderr.write(str(refusal))
                failed += 1
                continue
            on = options["on"] or timezone.localdate()
            faults = list(faults_of(file, lines, on, options["today"]))
            if options["article"] and file.bank.article:
                faults += from_article(file, lines, options["article"].read_text("utf-8"))
            for line, level, code, sentence in sorted(faults):
                self.stdout.write(f"{path.name}:{line}: {level} ({code}): {sentence}")
            weighs = {"error"} | ({"warning"} if options["strict"] else set())
            failed += sum(level in weighs and code != "overdue" for _, level, code, _ in faults)
            failed += sum(level == "error" and code == "overdue" for _, level, code, _ in faults)
            if options["verbosity"]:
                self.stdout.write("\n".join(figures(file)))
        if failed:
            raise CommandError(f"{failed} faults that must not stay.")


def faults_of(file: BankFile, lines: Lines, on: datetime.date, today: bool) -> Iterator[Fault]:
    """The faults of a file's questions, but for warnings that the file allows with a reason."""
    for number, question in enumerate(file.questions):
        at = ("questions", number)
        used = set()
        content = written_out(question, file)
        for finding in validation.findings(question.kind, content, question.check.said(), on):
            used.add(finding.code)
            level = finding.level
            if finding.code == "overdue":
                level = "error" if today else "warning"
            elif finding.code == "no-page":  # a check of an old file says a day only
                level = "warning"
            if level == "warning" and finding.code in question.allow:
                continue
            line = line_of(lines, (*at, *finding.field.split(".")))
            yield line, level, finding.code, f"{question.ref}: {finding.sentence}"
        for finding in standard.findings(question.kind, content):
            used.add(finding.code)
            level = "error" if finding.code == "prompt-words" else "warning"
            if level == "error" or finding.code not in question.allow:
                line = line_of(lines, (*at, *finding.field.split(".")))
                yield line, level, finding.code, f"{question.ref}: {finding.sentence}"
        for sentence in standard.off_the_shelf(question.kind, content) if question.hook else ():
            line = line_of(lines, (*at, "hook"))
            yield line, "error", "hook", f"{question.ref} cannot be on the shelf: {sentence}"
        for code in set(question.allow) - used - {"overlap"}:
            line = line_of(lines, (*at, "allow", code))
            yield line, "error", "allow", f"{question.ref}: nothing to allow under “{code}”"
    yield from _of_the_whole(file, lines)


def bank_items(file: BankFile) -> list[bank_validation.Item]:
    return [
        bank_validation.Item(q.ref, q.fact, q.topic, q.kind, q.prompt, q.spec)
        for q in file.questions
    ]


def _of_the_whole(file: BankFile, lines: Lines) -> Iterator[Fault]:
    place = {q.ref: ("questions", n) for n, q in enumerate(file.questions)}
    allowed = {q.ref for q in file.questions if "overlap" in q.allow}
    for one, other, share in bank_validation.overlaps(bank_items(file)):
        if not {one.ref, other.ref} & allowed:
            sentence = f"{other.ref} shares {share:.0%} of its words with {one.ref}, another fact"
            yield line_of(lines, place[other.ref]), "warning", "overlap", sentence
    quoted: Counter[str] = Counter()
    for question in file.questions:
        quoted[question.evidence.source] += validation.words(plain(question.evidence.passage))
    for ref, n in quoted.items():
        if n > SOURCE_WORDS:
            sentence = f"{n} words are quoted from {ref}, more than {SOURCE_WORDS}"
            yield line_of(lines, ("sources", ref)), "warning", "quoting", sentence
    for name in bank_validation.TACTICS:
        outcome = bank_validation.tactic(name, bank_items(file))
        if outcome.pays:
            sentence = (
                f"“{name}” earns {outcome.earned:.1f} of {outcome.n}; "
                f"guessing earns {outcome.guessed:.1f}, at most {outcome.high:.1f}"
            )
            yield 1, "error", "tactic", sentence
    if bank_validation.solution_longest(bank_items(file)).pays:
        yield 1, "error", "long-key", "the right answer is the longest more often than by chance"
    yield from _proportions(file)


def _proportions(file: BankFile) -> Iterator[Fault]:
    whole = len(file.questions)
    kinds = bank_validation.counted(file.questions, "kind")
    for kind, n in kinds.items():
        if n < 4:
            yield 1, "warning", "kinds", f"only {n} questions of the kind {kind}"
    for topic, n in bank_validation.counted(file.questions, "topic").items():
        if n > whole / 3:
            yield 1, "warning", "topics", f"{n} of {whole} questions are about {topic}"
    several = sum(n > 1 for n in bank_validation.counted(file.questions, "fact").values())
    if several < file.bank.variants:
        yield 1, "warning", "variants", f"{several} facts have variants, not {file.bank.variants}"
    told, shown = len(scenes(file)), sum(q.exhibit is not None for q in file.questions)
    if told < whole * standard.SCENES:
        yield 1, "warning", "scenes", f"only {told} of {whole} are told as a scene"
    if shown < whole * standard.EXHIBITS:
        yield 1, "warning", "exhibits", f"only {shown} of {whole} have something to look at"
    if (fit := len(fit_for_shelf(file))) < whole * standard.HOOKS:
        yield 1, "warning", "hooks", f"only {fit} of {whole} could be on the shelf"
    stances = bank_validation.counted(file.questions, "stance")
    if stances["risk"] and stances["fine"] < whole / 4:
        yield 1, "warning", "stance", f"only {stances['fine']} of {whole} say that a thing is fine"
    for level, n in bank_validation.counted(file.questions, "difficulty").items():
        if level != "–" and not whole / 5 <= n <= whole / 2:
            yield 1, "warning", "difficulty", f"{n} of {whole} are {level}; aim at a third"


def from_article(file: BankFile, lines: Lines, article: str) -> Iterator[Fault]:
    """Whether what is quoted from the article is in it, and not too much of it."""
    text, quoted = _plain(article), 0
    for number, question in enumerate(file.questions):
        if question.evidence.source == file.bank.article and question.evidence.passage:
            quoted += validation.words(plain(question.evidence.passage))
            for part in re.split(r"\[?…\]?", _plain(plain(question.evidence.passage))):
                if part.strip(' ".') not in text:
                    line = line_of(lines, ("questions", number, "evidence", "passage"))
                    sentence = f"{question.ref}: the passage is not in the article"
                    yield line, "error", "article", sentence
    if quoted > validation.words(article) / 4:
        yield 1, "error", "article", f"{quoted} words are quoted from the article: over a quarter"


def _plain(text: str) -> str:
    quotes = str.maketrans("“”‘’", "\"\"''")
    return " ".join(text.translate(quotes).split())


def fit_for_shelf(file: BankFile) -> list[Question]:
    """The questions that may be a day's own: easy, of one tap and short."""
    return [q for q in file.questions if not [*standard.off_the_shelf(q.kind, q.model_dump())]]


def scenes(file: BankFile) -> list[Question]:
    """The questions that tell the reader's own case, or show something to judge."""
    return [q for q in file.questions if q.exhibit or SCENE.search(q.prompt)]


def of_the_standard(file: BankFile) -> Iterator[str]:
    """Lines that count what a bank has and lacks by the standard of a single question."""
    short = Counter(
        finding.code
        for question in file.questions
        for finding in standard.findings(question.kind, written_out(question, file))
    )
    yield f"  short of the standard: {', '.join(f'{k} {n}' for k, n in sorted(short.items()))}"
    shelf, fit = sum(q.hook for q in file.questions), len(fit_for_shelf(file))
    yield f"  on the shelf: {shelf} of {fit} that are easy, of one tap, 20 words at most"
    yield f"  told as a scene (“you”, or something to look at): {len(scenes(file))}"
    paged = sum(bool(q.check.pages) for q in file.questions)
    days = Counter(str(q.check.checked_on) for q in file.questions)
    yield (
        f"  checks that name a page: {paged} of {len(file.questions)}; by day: "
        + ", ".join(f"{day} {n}" for day, n in sorted(days.items()))
    )
    due = Counter(q.check.review_by for q in file.questions)
    yield f"  most checks that fall due on one day: {max(due.values(), default=0)}"


def figures(file: BankFile) -> Iterator[str]:
    """Lines of figures about a bank: how its questions are distributed, and how guessing does."""
    questions = file.questions
    yield f"\n{file.bank.title}: {len(questions)} questions"
    for name in ("topic", "kind", "difficulty", "dimension", "stance"):
        shown = ", ".join(
            f"{key} {n}" for key, n in bank_validation.counted(questions, name).most_common()
        )
        yield f"  {name}: {shown}"
    variants: defaultdict[str, set[str]] = defaultdict(set)
    for question in questions:
        variants[question.fact].add(question.ref)
    several = sum(len(refs) > 1 for refs in variants.values())
    yield f"  facts: {len(variants)}, {several} of them with variants"
    easy = sum(q.difficulty == "easy" and KINDS[q.kind].one_tap for q in questions)
    exhibits = [q.exhibit for q in questions if q.exhibit]
    told = sum(bool(each.tell) for each in exhibits)
    yield (
        f"  to begin with: easy and of one tap {easy}, with something to look at {len(exhibits)}, "
        f"in which the tell is marked afterwards: {told}"
    )
    years = sorted(validation.school_year(plain(f"{q.prompt} {q.explanation}")) for q in questions)
    if len(years) > 1:
        tenths = quantiles(years, n=10)
        yield (
            f"  reading (school year by ARI): a tenth up to {tenths[0]:.1f}, half up to "
            f"{tenths[4]:.1f}, nine tenths up to {tenths[8]:.1f}, hardest {years[-1]:.1f}"
        )
    yield from of_the_standard(file)
    longest = bank_validation.solution_longest(bank_items(file))
    yield (
        f"  right answer strictly the longest: {longest.earned:.0f} of {longest.n} "
        f"(chance {longest.guessed:.1f}, at most {longest.high:.1f})"
    )
    for name in bank_validation.TACTICS:
        outcome = bank_validation.tactic(name, bank_items(file))
        if outcome.n:
            yield (
                f"  tactic “{name}”: {outcome.earned:.1f} of {outcome.n} "
                f"(guessing {outcome.guessed:.1f}, at most {outcome.high:.1f})"
            )
