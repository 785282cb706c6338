"""Moodle's questions as ours.

What a question says in either of Moodle's formats is read by ``from_gift.py`` or ``xml.py`` into a
``MoodleQuestion``; what that means here is found out in this module and in ``answers.py``.
"""

import re
from collections import defaultdict
from decimal import Decimal

from django.utils.translation import gettext as _

from quiz.content.numbers import Number
from quiz.core.characters import tidy_line
from quiz.core.kinds import KINDS
from quiz.exchange.moodle import appendix
from quiz.exchange.moodle.answers import BY_KIND, BY_TYPE
from quiz.exchange.moodle.question import MOST_ANSWERS, MoodleQuestion, Unsupported
from quiz.exchange.moodle.texts import Faulty, topic_of
from quiz.exchange.records import Record, number, shaped

REF = re.compile(r"[-a-zA-Z0-9_]{1,60}\Z")


def record(question: MoodleQuestion) -> Record:
    """The question as ours; raises ``Unsupported`` or ``Faulty`` with a sentence."""
    fields, items = appendix.read(question.feedback)
    if items.get("Kind") not in KINDS:
        items.pop("Kind", None)
    kind = items.get("Kind", "")
    answers = BY_KIND[kind] if kind else BY_TYPE.get(question.type)
    if answers is None:
        told = _("questions of the type “%(type)s” have no counterpart here")
        raise Unsupported(told % {"type": question.type[:60]})
    if len(question.answers) > MOST_ANSWERS or len(question.pairs) > MOST_ANSWERS:
        raise Faulty(_("it has more than %(most)s answers") % {"most": MOST_ANSWERS})
    if not question.prompt and not kind:
        raise Faulty(_("it asks nothing: there is no text"))
    kind, spec = answers.read(question, items)
    taken = {row["text"] for row in spec.get("wrong", ())}
    right = [each for each in question.answers if each.share > 0 and each.text not in taken]
    comment = next(filter(None, (answer.feedback for answer in right)), "")
    if comment and not items and not fields["explanation"]:
        fields["explanation"] = comment
    elif comment and comment != fields["explanation"]:
        question.notes.append(
            _("The comment on the right answer is left out: “%(text)s”") % {"text": comment}
        )
    fields |= {"prompt": question.prompt, "spec": shaped(kind, spec), **question.shown}
    return Record(
        kind=kind,
        fields=fields,
        topic=topic_of(tidy_line(question.category)),
        fact=tidy_line(items.get("Fact") or question.name),
        ref=question.idnumber if REF.match(question.idnumber) else "",
        line=question.line,
        notes=question.notes,
        titled=not items,
    )


def tell_apart(records: list[Record]) -> None:
    """Give questions that only share a name a fact each: no round would ask two of one fact."""
    _own_addresses(records)
    prompts: defaultdict[str, set[str]] = defaultdict(set)
    titled = [record for record in records if record.titled and record.fact]
    for record in titled:
        prompts[record.fact.casefold()].add(record.fields["prompt"])
    for record in titled:
        if len(prompts[record.fact.casefold()]) > 1:
            told = _("Several questions here are called “%(name)s”: each has a fact of its own.")
            record.notes.append(told % {"name": record.fact})
            record.fact = ""


def _own_addresses(records: list[Record]) -> None:
    """Moodle's numbers are unique in a category, ours in a bank: only the first keeps one."""
    taken: set[str] = set()
    for record in records:
        if record.ref and record.ref in taken:
            told = _("Another question in the file has the number “%(ref)s”: this gets its own.")
            record.notes.append(told % {"ref": record.ref})
            record.ref = ""
        taken.add(record.ref)


def middle(low: Number, high: Number) -> tuple[Number, Number]:
    """The middle of a range and how far its ends are from it, in decimal exactly."""
    one, other = Decimal(repr(low)), Decimal(repr(high))
    if other < one:
        raise Faulty(_("the range ends before it begins"))
    centre, reach = (one + other) / 2, (other - one) / 2
    return number(str(centre)) or 0, number(str(reach)) or 0
