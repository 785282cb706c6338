"""What is to say of a working copy before it is published, all at once.

The rules are those of ``content.validation``; here they meet the database: the latest
check, and the other questions of the bank.
"""

import datetime
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from quiz.content import bank_validation, standard, validation
from quiz.content.checks import in_order, parts_of
from quiz.content.markdown import plain, plain_line
from quiz.content.wording import lines, unit, when
from quiz.editorial.freshness import check_of
from quiz.models import Check, Digest, Question, Version

SHOWN = 5  # overlapping questions shown beside one


def of(question: Question, check: Any, on: datetime.date) -> list[validation.Finding]:
    """What keeps the working copy from readers on the day ``on``, and advice by the same rules."""
    found = list(validation.findings(question.kind, question.content(), check, on))
    if question.topic_id is None and question.topic is None:  # one that is typed has no id yet
        said = gettext_lazy("Choose a topic: scores are broken down by it.")
        found.append(validation.Finding("error", "no-topic", "topic", said))
    return found


def judged(question: Question, check: Check | None, on: datetime.date) -> list[validation.Finding]:
    """What is to say of the working copy on the day ``on``."""
    found = of(question, check.said() if check else None, on)
    return [*found, *standard.findings(question.kind, question.content())]


def blocking(question: Any, on: datetime.date) -> list[Any]:
    """Why a question that was loaded by ``with_check`` cannot be published on the day ``on``."""
    found = of(question, check_of(question), on)
    return [finding.sentence for finding in found if finding.blocks]


def overlapping(question: Question) -> list[tuple[Question, float]]:
    """Questions of the same bank and other facts that share much of their words, most first.

    It compares words that were worked out when each question was saved, so a
    bank of ten thousand is compared in a moment.
    """
    words = bank_validation.carrying(question.kind, question.content())
    others = (
        Digest.objects.filter(question__bank=question.bank_id)
        .exclude(question__fact=question.fact_id)
        .exclude(question__state=Question.State.RETIRED)
        .values_list("question_id", "words")
    )
    shares = {}
    for pk, theirs in others.iterator():
        share = bank_validation.alike(words, frozenset(theirs.split()))
        if share >= bank_validation.OVERLAP:
            shares[pk] = share
    most = sorted(shares, key=lambda pk: -shares[pk])[:SHOWN]
    found = Question.objects.in_bulk(most)
    return [(found[pk], shares[pk]) for pk in most]


@dataclass(frozen=True)
class Point:
    """One line of the list an editor goes through: what it is about, and how it stands.

    ``state`` is ``error``, ``warning`` or ``ok``; ``figures`` say what was found
    there, ``findings`` what is to mend.
    """

    title: Any
    figures: Sequence[Any]
    findings: Sequence[validation.Finding]

    @property
    def state(self) -> str:
        levels = {finding.level for finding in self.findings}
        return next((level for level in ("error", "warning") if level in levels), "ok")


CHECK_CODES = ("unchecked", "overdue", "no-page", "no-finding", "since-unconfirmed")

# Which rules belong to which line. What is in none of them stands in the last.
POINTS: dict[str, tuple[Any, set[str]]] = {
    "evidence": (
        gettext_lazy("Evidence"),
        {
            "no-source",
            "unfinished-source",
            "no-evidence",
            "no-passage",
            "second-hand",
            "long-passage",
            "survey",
            "jurisdiction",
            "valid",
        },
    ),
    "dates": (
        gettext_lazy("Dates"),
        set(CHECK_CODES),
    ),
    "explanation": (gettext_lazy("Explanation"), {"no-explanation", "no-action", "no-minutes"}),
    "reasons": (gettext_lazy("Why people get it wrong"), {"no-reason"}),
    "key": (
        gettext_lazy("What counts as right"),
        {
            "no-answers",
            "answers",
            "catch-all",
            "absolutes",
            "long-key",
            "short-key",
            "imbalance",
            "middle",
        },
    ),
    "picture": (gettext_lazy("Picture"), {"picture"}),
    "overlap": (gettext_lazy("Overlap with other questions"), {"overlap"}),
    "wording": (
        gettext_lazy("Wording"),
        {"institution", "year", "date-order", "link", "markup", "list"},
    ),
    "reading": (gettext_lazy("Reading level"), {"reading", "negations"}),
    "length": (gettext_lazy("Length"), {"explanation-length", "prompt-words", "option-words"}),
    "filing": (gettext_lazy("Where it belongs"), set()),
}


def points(
    question: Question,
    check: Check | None,
    overlaps: Sequence[tuple[Question, float]],
    on: datetime.date,
) -> list[Point]:
    """Everything to look at before publishing, in the order in which an editor would."""
    findings = judged(question, check, on)
    if overlaps:
        said = ngettext(
            "It shares much of its words with {n} question about another fact: see below.",
            "It shares much of its words with {n} questions about other facts: see below.",
            len(overlaps),
        ).format(n=len(overlaps))
        findings.append(validation.Finding("warning", "overlap", "prompt", said))
    known = {code for _title, codes in POINTS.values() for code in codes}
    figures = _figures(question, check, bool(overlaps))
    return [
        Point(
            title,
            list(figures.get(name, ())),
            [
                finding
                for finding in findings
                if finding.code in codes or (name == "filing" and finding.code not in known)
            ],
        )
        for name, (title, codes) in POINTS.items()
        if name not in AT_TIMES or AT_TIMES[name](question, {each.code for each in findings})
    ]


def _has_reasons(question: Question, found: Set[str]) -> bool:
    """Whether there are wrong answers to give reasons for, or such reasons."""
    spec = question.spec
    return "no-reason" in found or bool(spec.get("wrong") or spec.get("tempts"))


def _has_odd_words(question: Question, found: Set[str]) -> bool:
    return bool(POINTS["wording"][1] & found)


# Lines that say something of some questions only.
AT_TIMES = {"reasons": _has_reasons, "wording": _has_odd_words}


def _figures(question: Question, check: Check | None, overlaps: bool) -> dict[str, list[Any]]:
    """What was found under each line, in words."""
    prompt, explanation = plain_line(question.prompt), plain(question.explanation)
    quoted, explained = validation.words(plain(question.passage)), validation.words(explanation)
    found: dict[str, list[Any]] = {"explanation": [explanation], "evidence": []}
    if question.source:
        found["evidence"] = [str(question.source), when(question.source.date) or _("undated")]
    if quoted:
        found["evidence"].append(
            ngettext("{n} word quoted", "{n} words quoted", quoted).format(n=quoted)
        )
    if check:
        by = check.checked_by.get_username() if check.checked_by else _("whoever shipped it")
        found["dates"] = [
            _("Checked on {day} by {who}").format(day=date_format(check.checked_on), who=by),
            _("to be checked again by {day}").format(day=date_format(check.review_by)),
            *check.pages,
        ]
        if check.copied_on:
            copied = _("read in a copy of {day}")
            found["dates"].append(copied.format(day=date_format(check.copied_on)))
        if check.confirmed:
            named = parts_of(question.kind)
            parts = ", ".join(str(named[name]) for name in in_order(check.confirmed))
            found["dates"].append(_("confirmed: {parts}").format(parts=parts))
    found["key"] = answer_key(question)
    wrong = [f"{row['text']}: {row['tempts']}" for row in question.spec.get("wrong", ())
             if isinstance(row, dict) and row.get("tempts")]  # fmt: skip
    found["reasons"] = [*wrong, *filter(None, [question.spec.get("tempts")])]
    if not question.picture:
        found["picture"] = [_("No picture.")]
    elif question.picture_alt or question.picture_decorative:
        found["picture"] = [question.picture_alt or _("Decorates.")]
    if not overlaps:
        found["overlap"] = [_("Nothing else is asked in much the same words.")]
    if explanation:
        year = validation.school_year(f"{prompt} {explanation}")
        found["reading"] = [
            _("School year {n:.0f}; year {most} at most is the aim").format(
                n=max(year, 1), most=validation.HARDEST_YEAR
            )
        ]
    least, most = validation.EXPLANATION_WORDS
    found["length"] = [
        format_lazy(
            _("Question: {asked} words. Explanation: {n} words; {least} to {most} is the aim."),
            asked=validation.words(prompt), n=explained, least=least, most=most,
        )
    ]  # fmt: skip
    return found


def answer_key(question: Question) -> list[str]:
    """What counts as right in the working copy, in lines, for people to read."""
    return key_of(question.snapshot())


def key_of(version: Version) -> list[str]:
    """What counts as right in a version, in lines."""
    try:
        task: Any = version.task
    except (KeyError, TypeError):  # a draft without answers
        return []
    solution = task.solution()
    if solution in (None, ""):  # not written yet
        return []
    key = lines(solution)
    if of := getattr(task, "unit", ""):
        key[-1] += unit(of)
    return key
