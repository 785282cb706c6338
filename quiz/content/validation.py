"""What can be judged of a question before readers meet it.

The editors' desk and the check of the bank files ask here, so that both say the
same. An error keeps a question from being published; a warning is advice.
Every rule about dates takes the day as an argument.
"""

import datetime
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.content import exhibits, markdown, schema, sources
from quiz.content.checks import Checked
from quiz.core.kinds import KINDS

RULES = 6  # goes up with every change of these rules or the standard’s: all is judged again
PASSAGE_WORDS = 40
EXPLANATION_WORDS = (30, 80)
OF_SURVEY = ("group", "year", "source")  # what it needs beside its figure
HARDEST_YEAR = 10
SEEN_LONGER = 12  # letters: so much longer, about two words, an answer sticks out of its list

# By the field of the answers and what is wrong with it, or by that alone.
SPEC_SENTENCES: dict[str, Any] = {
    "missing": _("Please fill this in."),
    "right.missing": _("Write the right answer."),
    "true_false.right.missing": _("Say whether it is true or false."),
    "wrong.missing": _("Write the wrong answer that goes with this reason."),
    "items.missing": _("Write what this detail belongs to."),
    "pairs.missing": _("Write both halves of each pair."),
    "first.missing": _("Name this end of the order."),
    "last.missing": _("Name this end of the order."),
    "too_few": _("There are too few of these."),
    "right.too_few": _("Write a second right answer: two are needed at least."),
    "wrong.too_few": _("Write a wrong answer: one is needed, two to five are usual."),
    "items.too_few": _("Write three things to put in order, at least."),
    "pairs.too_few": _("Write three pairs at least."),
    "repeated": _("The same text is here twice."),
    "no_reason": _("Say why people get it wrong. One sentence is enough."),
    "wrong.no_reason": _("Say why somebody picks it. One sentence is enough."),
    "not_a_number": _("This must be a number."),
    "right.not_a_number": _("Write the right number."),
    "low.not_a_number": _("Write the number with which the line begins."),
    "high.not_a_number": _("Write the number with which the line ends."),
    "tolerance.not_a_number": _("Say how near is near enough for a full point."),
    "zero_at.not_a_number": _("Say how far off earns nothing."),
    "out_of_range": _("The right number must lie on the line."),
    "not_offered": _("This is not one of the values it may have."),
    "not_positive": _("This must be above 0."),
    "tolerance.too_small": _("This must be 0 or more; by so many times, 1 or more."),
    "zero_at.too_small": _("This must be more than what earns a full point."),
}


def spec_sentence(kind: str, field: str, code: str) -> Any:
    """What is to say of a problem with a field of the answers."""
    names = (f"{kind}.{field}.{code}", f"{field}.{code}", code)
    return next(SPEC_SENTENCES[name] for name in names if name in SPEC_SENTENCES)


FILING: dict[str, Any] = {
    "dimension": _("Say what knowledge it asks for, so that rounds have something of each."),
    "difficulty": _("Say how hard it is, so that rounds can go from easy to hard."),
    "stance": _("Say whether it warns of a real risk, says that something is fine, or neither."),
}

ABSOLUTES = re.compile(r"\b(always|never|every|all|none|only|completely|impossible)\b", re.I)
NEGATIONS = re.compile(r"\b(not|never|no|none|cannot|without)\b|n[’']t\b", re.I)
MARKUP_SENTENCES: dict[str, tuple[str, Any]] = {
    "link": (
        "error",
        _("A link here leads nowhere. Write [words](https://…), to an http or https address."),
    ),
    "markup": (
        "warning",
        _(
            "Readers would see a sign of markup here. Only *emphasis*, `code`, lists and "
            "[links](https://…) work; put \\ before a sign that is meant."
        ),
    ),
    "list": ("warning", _("This is one line for readers, so a list in it does not show as one.")),
}

CATCH_ALL = re.compile(r"\b(all|none|both|neither) of (the above|these|them)\b", re.I)


@dataclass(frozen=True)
class Finding:
    """One thing to say about a question: how grave, by which rule, about which field.

    ``option`` is the text of the answer that it is about, where the field is a list of them.
    """

    level: str
    code: str
    field: str
    sentence: Any
    option: str = ""

    @property
    def blocks(self) -> bool:
        return self.level == "error"


def words(said: str) -> int:
    return len(said.split())


def school_year(said: str) -> float:
    """The school year (US grade) that can read what is ``said``: the Automated Readability Index.

    Smith and Senter (1967): 4.71 letters a word, plus 0.5 words a sentence, less
    21.43. It counts no syllables, which programs can only guess at. A reader of
    14 is in year 8 or 9.
    """
    sentences = [part for part in re.split(r"(?<=[.!?])[\s”]+", said) if re.search(r"\w", part)]
    counted = [word for word in re.findall(r"[\w’'%£$€-]+", said) if re.search(r"\w", word)]
    if not counted:
        return 0.0
    letters = sum(map(len, counted))
    return 4.71 * letters / len(counted) + 0.5 * len(counted) / len(sentences) - 21.43


def findings(
    kind: str, content: dict[str, Any], check: Checked | None, on: datetime.date
) -> Iterator[Finding]:
    """Everything to say about one question: its kind, its ``content`` and its latest check."""
    yield from lasting(kind, content)
    yield from of_check(check, on, since="since" in content)


def of_check(check: Checked | None, on: datetime.date, *, since: bool) -> Iterator[Finding]:
    """What is to say of the latest check of a question, and whether anything happened ``since``."""
    if check is None:
        said = _("Compare it with its source: nobody has yet.")
        yield Finding("error", "unchecked", "pages", said)
        return
    if check.review_by < on:
        yield Finding("error", "overdue", "review_by", _("The check has run out: check it again."))
    if not check.pages:
        said = _("Give the address of the page that was opened for the check.")
        yield Finding("error", "no-page", "pages", said)
    elif "key" not in check.confirmed:
        said = _("Say what was confirmed there, the right answer at least.")
        yield Finding("error", "no-finding", "confirmed", said)
    elif since and "since" not in check.confirmed:
        said = _("What happened since was not confirmed by the check.")
        yield Finding("warning", "since-unconfirmed", "confirmed", said)


def lasting(kind: str, content: dict[str, Any]) -> Iterator[Finding]:
    """What is to say whatever the day."""
    yield from _spec(kind, content.get("spec", {}))
    yield from _evidence(content)
    yield from _wording(kind, content)
    yield from _markup(content)
    yield from _picture(content)
    for _place, sentence in exhibits.faults(content.get("exhibit") or {}):
        yield Finding("error", "tell", "exhibit", sentence)
    yield from _filing(content)


def _spec(kind: str, spec: dict[str, Any]) -> Iterator[Finding]:
    try:
        problems = KINDS[kind](**spec).problems()
    except TypeError:
        yield Finding("error", "no-answers", "spec", _("The answers are not filled in."))
        return
    for problem in problems:
        code = "no-reason" if problem.code == "no_reason" else "answers"
        said = spec_sentence(kind, problem.field, problem.code)
        yield Finding("error", code, f"spec.{problem.field}", said)


def _evidence(content: dict[str, Any]) -> Iterator[Finding]:
    evidence = content.get("evidence", {})
    if not evidence.get("source"):
        yield Finding("error", "no-source", "source", _("Every question needs a source."))
    for field, said in sources.unfinished(content):
        yield Finding("error", "unfinished-source", field, said)
    if not evidence.get("passage") and not evidence.get("claim"):
        yield Finding(
            "error",
            "no-evidence",
            "passage",
            _("Quote the source’s own words, or say in yours what it says."),
        )
    if (n := words(markdown.plain(evidence.get("passage")))) > PASSAGE_WORDS:
        said = _("Quote at most {most} words; these are {n}.")
        yield Finding(
            "error", "long-passage", "passage", format_lazy(said, most=PASSAGE_WORDS, n=n)
        )
    if "since" in content and not content["since"].get("source"):
        yield Finding(
            "error", "no-source", "since_source", _("What happened since needs its own source.")
        )
    if "action" in content and not content["action"].get("minutes"):
        yield Finding("error", "no-minutes", "minutes", _("Say how many minutes it takes."))
    for part in OF_SURVEY:
        if "survey" in content and not content["survey"].get(part):
            yield Finding(
                "error", "survey", f"survey_{part}", _("A survey needs its group, year and source.")
            )
    if content.get("dimension") == "law" and not content.get("jurisdiction"):
        yield Finding(
            "warning", "jurisdiction", "jurisdiction", _("Say where this law or policy holds.")
        )


def _markup(content: dict[str, Any]) -> Iterator[Finding]:
    for field in schema.FIELDS:
        if not field.markdown:
            continue
        said = schema.said_at(content, field.path) or ""
        for code in markdown.faults(said, line=field.markdown == "line"):
            level, sentence = MARKUP_SENTENCES[code]
            yield Finding(level, code, field.column, sentence)


def _picture(content: dict[str, Any]) -> Iterator[Finding]:
    picture = content.get("picture")
    if picture and bool(picture.get("alt")) == bool(picture.get("decorative")):
        sentence = _("Say what the picture shows, or that it only decorates: one of the two.")
        yield Finding("error", "picture", "picture_alt", sentence)


def _filing(content: dict[str, Any]) -> Iterator[Finding]:
    if "action" not in content:
        yield Finding("warning", "no-action", "action", _("Give one thing to do today."))
    for name, sentence in FILING.items():
        if not content.get(name):
            yield Finding("warning", "unfiled", name, sentence)
    if content.get("dimension") == "law" and not content.get("valid"):
        yield Finding("warning", "valid", "valid", _("Say from when this law or policy holds."))


def _wording(kind: str, content: dict[str, Any]) -> Iterator[Finding]:
    prompt = markdown.plain_line(content.get("prompt"))
    explanation = markdown.plain(content.get("explanation"))
    least, most = EXPLANATION_WORDS
    if not explanation:
        yield Finding(
            "error", "no-explanation", "explanation", _("Explain why it is so, and what it means.")
        )
    elif not least <= words(explanation) <= most:
        said = ngettext(
            "The explanation has {n} word; aim at {least} to {most}.",
            "The explanation has {n} words; aim at {least} to {most}.",
            words(explanation),
        )
        yield Finding(
            "warning",
            "explanation-length",
            "explanation",
            said.format(n=words(explanation), least=least, most=most),
        )
    if explanation and (grade := school_year(f"{prompt} {explanation}")) > HARDEST_YEAR:
        reads = _("This reads like school year {n:.0f} or later; use shorter sentences and words.")
        yield Finding("warning", "reading", "explanation", str(reads).format(n=grade))
    if len(NEGATIONS.findall(prompt)) > 1:
        yield Finding(
            "warning", "negations", "prompt", _("Two negations in one question are easily misread.")
        )
    spec = content.get("spec", {})
    if kind not in ("choice", "multiple") or "right" not in spec:
        return
    rights = [spec["right"]] if kind == "choice" else list(spec["right"])
    wrongs = [row["text"] for row in spec.get("wrong", ())]
    if caught := [each for each in (*rights, *wrongs) if CATCH_ALL.search(each)]:
        sentence = _("“All of these” and the like test reading, not knowing.")
        yield of_option("error", "catch-all", caught[0], rights, sentence)
    absolute = [each for each in wrongs if ABSOLUTES.search(each)]
    if len(absolute) > 1 and not any(ABSOLUTES.search(each) for each in rights):
        sentence = _("Words like “always” stand in wrong answers only.")
        yield of_option("warning", "absolutes", absolute[0], rights, sentence)
    if kind == "choice" and wrongs and len(rights[0]) > 12:
        lengths = [len(each) for each in wrongs]
        if len(rights[0]) > max(1.35 * max(lengths), max(lengths) + SEEN_LONGER):
            yield Finding(
                "warning", "long-key", "spec.right", _("The right answer is much the longest.")
            )
        if min(lengths) > max(1.6 * len(rights[0]), len(rights[0]) + SEEN_LONGER):
            yield Finding(
                "warning", "short-key", "spec.right", _("The right answer is much the shortest.")
            )
    by_length = sorted((*rights, *wrongs), key=len)
    if by_length and len(by_length[-1]) > max(30, 2.5 * len(by_length[0])):
        sentence = _("The answers differ much in length.")
        yield of_option("warning", "imbalance", by_length[-1], rights, sentence)


def of_option(level: str, code: str, option: str, rights: Collection[str], said: Any) -> Finding:
    """A finding about one of the answers to choose from; ``rights`` are the right ones."""
    return Finding(level, code, f"spec.{'right' if option in rights else 'wrong'}", said, option)
