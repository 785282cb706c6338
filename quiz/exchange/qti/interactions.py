"""What is answered in an item of QTI 2.x, and what is right, by the sort of its interaction."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]

from quiz.core.characters import tidy_line
from quiz.exchange import truths
from quiz.exchange.moodle.from_moodle import middle
from quiz.exchange.moodle.question import Answer, MoodleQuestion, Unsupported
from quiz.exchange.moodle.texts import Faulty
from quiz.exchange.qti.markup import pictures, words
from quiz.exchange.qti.to_item import OTHER
from quiz.exchange.records import number


def _declared(root: etree._Element, interaction: etree._Element) -> etree._Element:
    name = interaction.get("responseIdentifier")
    for each in root.iterfind("responseDeclaration"):
        if each.get("identifier") == name:
            return each
    raise Faulty(_("it does not say what is right"))


def _right(declared: etree._Element) -> list[str]:
    return [tidy_line(each.text or "") for each in declared.iterfind("correctResponse/value")]


def _worth(declared: etree._Element) -> dict[str, float]:
    entries = declared.iterfind("mapping/mapEntry")
    return {e.get("mapKey", ""): float(number(e.get("mappedValue", "")) or 0) for e in entries}


def _options(
    root: etree._Element,
    interaction: etree._Element,
    question: MoodleQuestion,
    comments: dict[str, str],
) -> None:
    declared = _declared(root, interaction)
    right, worth = _right(declared), _worth(declared)
    right = right or [name for name, value in worth.items() if value > 0]
    question.type, question.several = "multichoice", declared.get("cardinality") == "multiple"
    whole = sum(worth.get(name, 0) for name in right) if question.several else max(
        [worth.get(name, 0) for name in right], default=0)  # fmt: skip
    each_share = 100 / max(1, len(right)) if question.several else 100
    for choice in interaction.iterfind("simpleChoice"):
        name = choice.get("identifier", "")
        share = worth.get(name, 0) / whole * 100 if whole else each_share if name in right else 0
        text = words(choice)
        if not text and pictures(choice):
            raise Unsupported(_("an answer of it is a picture, which answers cannot be here"))
        question.answers.append(Answer(text, share, comments.get(name, "")))
    _say_if_fixed(interaction, question)
    said = [truths.truth(answer.text) for answer in question.answers]
    if sorted(map(str, said)) == ["False", "True"] and not question.several:
        question.type = "truefalse"
        for answer, truth in zip(question.answers, said, strict=True):
            answer.text = "true" if truth else "false"


def _say_if_fixed(interaction: etree._Element, question: MoodleQuestion) -> None:
    fixed = [each for each in interaction.iter() if each.get("fixed") == "true"]
    if fixed or interaction.get("shuffle", "false").lower() != "true":
        question.notes.append(
            _("Its answers kept one order there; here each reader meets them in another.")
        )


def _number(
    root: etree._Element,
    interaction: etree._Element,
    question: MoodleQuestion,
    comments: dict[str, str],
) -> None:
    declared = _declared(root, interaction)
    values = [number(text) for text in _right(declared)]
    if declared.get("baseType") not in ("float", "integer") or not values or values[0] is None:
        raise Unsupported(_("it asks for a text of one’s own, which nobody here reads"))
    question.type = "numerical"
    tolerance: int | float = 0
    for equal in root.iter("equal"):
        parts = [number(part) for part in equal.get("tolerance", "").split()]
        if equal.get("toleranceMode") == "absolute" and parts and None not in parts:
            tolerance = max(abs(part) for part in parts if part is not None)
        elif equal.get("toleranceMode") == "relative" and parts and parts[0] is not None:
            low, high = values[0] * (1 - parts[0] / 100), values[0] * (1 + parts[0] / 100)
            tolerance = abs(middle(min(low, high), max(low, high))[1])
    question.answers = [Answer("", 100, value=values[0], tolerance=tolerance)]
    if OTHER in comments:
        question.answers.append(Answer("*", 0, comments[OTHER]))


def _order(
    root: etree._Element,
    interaction: etree._Element,
    question: MoodleQuestion,
    comments: dict[str, str],
) -> None:
    said = {e.get("identifier", ""): words(e) for e in interaction.iterfind("simpleChoice")}
    right = _right(_declared(root, interaction))
    if sorted(right) != sorted(said):
        raise Faulty(_("it does not say in which order its answers stand"))
    question.type = "ordering"
    question.answers = [Answer(said[name]) for name in right]


def _match(
    root: etree._Element,
    interaction: etree._Element,
    question: MoodleQuestion,
    comments: dict[str, str],
) -> None:
    lefts, rights = (
        {e.get("identifier", ""): words(e) for e in each} for each in _sets(interaction)
    )
    declared = _declared(root, interaction)
    right = _right(declared) or [key for key, worth in _worth(declared).items() if worth > 0]
    keys = [pair.split() for pair in right]
    if not keys and not question.idnumber:  # ours may have no pairs yet
        raise Faulty(_("it does not say what is right"))
    # Some name the right side first.
    pairs = [tuple(key if key[0] in lefts else key[::-1]) for key in keys if len(key) == 2]
    if not all(lefts.values()) and pictures(interaction):
        raise Unsupported(_("an answer of it is a picture, which answers cannot be here"))
    if any(left not in lefts or right not in rights for left, right in pairs):
        raise Faulty(_("it pairs what is not there"))
    if len({left for left, _right in pairs}) < len(pairs):
        raise Unsupported(_("it pairs one thing with several, which matching here cannot"))
    question.type = "matching"
    question.pairs = [(lefts[left], rights[right]) for left, right in sorted(
        pairs, key=lambda pair: list(lefts).index(pair[0]))]  # fmt: skip
    used = {right for _left, right in pairs}
    question.pairs += [("", text) for name, text in rights.items() if name not in used]
    alone = [text for name, text in lefts.items() if name not in {left for left, _r in pairs}]
    if alone:
        told = _("What has no partner is left out: %(texts)s.")
        question.notes.append(told % {"texts": ", ".join(alone)})


def _essay(
    root: etree._Element,
    interaction: etree._Element,
    question: MoodleQuestion,
    comments: dict[str, str],
) -> None:
    question.type = "essay"  # which ours are that have no answers yet


def _sets(interaction: etree._Element) -> Iterator[list[etree._Element]]:
    found = interaction.findall("simpleMatchSet")
    if len(found) != 2:
        raise Faulty(_("it has not two sides to match"))
    for each in found:
        yield each.findall("simpleAssociableChoice")


Answers = Callable[[etree._Element, etree._Element, MoodleQuestion, dict[str, str]], None]
ANSWERS: dict[str, Answers] = {
    "choiceInteraction": _options,
    "textEntryInteraction": _number,
    "orderInteraction": _order,
    "matchInteraction": _match,
    "extendedTextInteraction": _essay,
}
