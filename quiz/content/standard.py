"""What a question is held to beyond its rules: its wording's measure, its source, its years.

These are aims. The desk says them before publishing, and ``checkbanks`` warns of them: in the
banks we ship each needs a reason.
"""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from quiz.content import markdown
from quiz.content.validation import Finding, of_option, words
from quiz.core.kinds import KINDS
from quiz.core.kinds.estimate import Estimate
from quiz.core.usual_numbers import usual_numbers

PROMPT_WORDS, WITH_EXHIBIT, OPTION_WORDS, HOOK_WORDS = 25, 30, 8, 20
SCENES, EXHIBITS, HOOKS = 0.6, 0.3, 0.15  # of a bank's questions, at least
YEAR = re.compile(r"\b(19|20)\d\d\b")
# Who found something out, counted it or said so belongs into the explanation and the source.
INSTITUTION = re.compile(
    r"\b(ACLU|ENISA|FBI|FTC|GAO|ICO|Met|Mozilla|NCSC|NIST|Ofcom|Pew|regulator|researchers?|"
    r"study|studies|survey|universit(y|ies))\b"
)
# Mirrors, aggregators, tickers and foreign editions: what they carry has a page of its own.
SECOND_HAND = (
    "absurdfeeble.pages.dev", "au.lifestyle.yahoo.com", "briefly.co", "cn.reuters.com",
    "cyber.vumetric.com", "cybernoz.com", "cyberswissguards.com", "daily8.com", "docslib.org",
    "documentine.com", "fdocuments.net", "gamebastion.com", "m.benton.org", "morerss.com",
    "msn.com", "nasdaq.com", "nytimesnewstoday.com", "particle.news", "rssing.com",
    "seekingalpha.com", "slideshare.net", "streaming.standard.co.uk", "techrelease.co",
    "vdocuments.mx", "vdocuments.us",
)  # fmt: skip


def findings(kind: str, content: dict[str, Any]) -> Iterator[Finding]:
    """Where a question falls short of the standard; each is advice."""
    prompt = markdown.plain_line(content.get("prompt"))
    most = WITH_EXHIBIT if content.get("exhibit") else PROMPT_WORDS
    if words(prompt) > most:
        told = str(_("The question has {n} words; {most} at most is the aim."))
        yield _advice("prompt-words", "prompt", told.format(n=words(prompt), most=most))
    if YEAR.search(prompt):
        said = _(
            "The question names a year. If it is true without, leave it out: the year belongs "
            "under “Since when, or as of when”."
        )
        yield _advice("year", "prompt", said)
    if INSTITUTION.search(prompt):
        said = _("The question says who found it out. Ask what is so; that belongs below.")
        yield _advice("institution", "prompt", said)
    spec = content.get("spec", {})
    rights, wrongs = _options(kind, spec)
    if long := [text for text in (*rights, *wrongs) if words(text) > OPTION_WORDS]:
        told = str(_("This answer has more than {most} words.")).format(most=OPTION_WORDS)
        yield of_option("warning", "option-words", long[0], rights, told)
    if kind == "ordering" and (items := spec.get("items")):
        if all(YEAR.search(row.get("detail", "")) for row in items):
            said = _("It asks for an order of dates, which nobody needs to know by heart.")
            yield _advice("date-order", "spec.items", said)
    if kind == "estimate" and _middle_earns(spec):
        said = _(
            "The slider begins in the middle, which is near the answer: end the line elsewhere."
        )
        yield _advice("middle", "spec.high", said)
    evidence = content.get("evidence", {})
    if evidence.get("claim") and not evidence.get("passage"):
        said = _("Quote the source’s own words: readers trust them more.")
        yield _advice("no-passage", "passage", said)
    address = (evidence.get("source") or {}).get("url", "")
    if is_second_hand(address):
        said = _("The source is a mirror, an aggregator or a ticker: cite the page it comes from.")
        yield _advice("second-hand", "source", said)


def off_the_shelf(kind: str, content: dict[str, Any]) -> Iterator[Any]:
    """Sentences on what keeps a question from being a day's own."""
    if not KINDS[kind].one_tap:
        yield _("It takes more than one tap.")
    if content.get("difficulty") != "easy":
        yield _("It is not filed as easy.")
    if words(markdown.plain_line(content.get("prompt"))) > HOOK_WORDS:
        told = str(_("It has more than {most} words."))
        yield told.format(most=HOOK_WORDS)


def is_second_hand(address: str) -> bool:
    """Whether a page carries what is at home elsewhere."""
    host = markdown.host(address)
    return any(host == each or host.endswith(f".{each}") for each in SECOND_HAND)


def _options(kind: str, spec: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The right and the wrong answers that readers choose from."""
    if kind not in ("choice", "multiple"):
        return [], []
    right = spec.get("right") or ()
    rights = [right] if isinstance(right, str) else list(right)
    return rights, [row["text"] for row in spec.get("wrong") or ()]


def _middle_earns(spec: dict[str, Any]) -> bool:
    """Whether half a point or more is earned by pressing where the slider begins.

    Of a line as it usually is nothing is said: of “of 10” or “%” it can end nowhere else.
    """
    try:
        task = Estimate(**spec)
    except TypeError:
        return False
    if any(problem.code != "no_reason" for problem in task.problems()):
        return False
    usual = usual_numbers({"right": task.right, "unit": task.unit, "scale": task.scale})
    if (task.low, task.high) == (usual["low"], usual["high"]):
        return False
    return task.grade(task.at(0.5)) >= 0.5


def _advice(code: str, field: str, said: Any) -> Finding:
    return Finding("warning", code, field, said)
