"""Our questions as items of QTI 2.1.

What QTI has no field for stands as a list after the explanation, as in files for Moodle. The
Markdown of prompt and explanation stands beside their XHTML, in variables that nobody shows:
where both still say the same, it is read back.
"""

import json
from dataclasses import dataclass

from lxml import etree  # type: ignore[import-untyped]

from quiz.exchange.moodle.question import Answer, MoodleQuestion
from quiz.exchange.moodle.to_moodle import moodle_question
from quiz.exchange.pictures import PICTURE_FILE
from quiz.exchange.qti.markup import NAMESPACE, new, put, put_exhibit
from quiz.exchange.records import Columns, Record

REF = "q-"  # before our ref, since an identifier may not begin with a digit
PROMPT, EXPLANATION = "PROMPT", "EXPLANATION"  # variables with the Markdown of both
EXHIBIT, DECORATIVE = "EXHIBIT", "DECORATIVE"  # and with what an exhibit is, and a picture is for
PICTURES = "pictures"  # the folder of pictures, beside that of items
SHOWN, ALWAYS = "SHOWN", "always"  # by which the explanation is shown
FEEDBACK, OTHER = "FEEDBACK", "other"  # by which the comment on an answer is shown
HOLDS = {"numerical": "float", "essay": "string", "matching": "directedPair"}


@dataclass(frozen=True)
class _Item:
    """An item in the making. ``type`` is Moodle's word; an order is a matching with places."""

    root: etree._Element
    question: MoodleQuestion
    type: str

    @property
    def several(self) -> str:
        """The cardinality of a response."""
        if self.type == "ordering":
            return "ordered"
        return "multiple" if self.type == "matching" or self.question.several else "single"

    @property
    def holds(self) -> str:
        """The type of what a response is made of."""
        return HOLDS.get(self.type, "identifier")

    @property
    def commented(self) -> bool:
        return any(answer.feedback for answer in self.question.answers)


def write(record: Record, language: str) -> bytes:
    """One item, as a file of its own."""
    question = moodle_question(record)
    root = etree.Element(f"{{{NAMESPACE}}}assessmentItem", nsmap={None: NAMESPACE})
    about = {"identifier": REF + record.ref, "title": question.name or record.ref}
    about |= {"adaptive": "false", "timeDependent": "false"}
    for name, said in about.items():
        root.set(name, said)
    root.set("{http://www.w3.org/XML/1998/namespace}lang", language)
    placed = record.kind == "ordering" and question.type == "matching"
    item = _Item(root, question, "ordering" if placed else question.type)
    _declare(item, record.fields)
    body = new(root, "itemBody")
    put(new(body, "div"), question.prompt)
    put_exhibit(body, record.fields.get("exhibit"))
    if digest := record.fields.get("picture"):
        source = f"../{PICTURES}/{PICTURE_FILE.format(digest)}"
        new(new(body, "p"), "img", src=source, alt=record.fields["picture_alt"])
    if item.type in BODIES:
        BODIES[item.type](item, body)
        _process(item)
    else:  # it has no answers yet
        new(body, "extendedTextInteraction", responseIdentifier="RESPONSE")
    _modal(root, SHOWN, ALWAYS, question.feedback)
    for n, answer in enumerate(question.answers, start=1):
        if answer.feedback:
            _modal(root, FEEDBACK, _identifier(question, answer, n), answer.feedback)
    _in_order(root)
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=False))


def _identifier(question: MoodleQuestion, answer: Answer, n: int) -> str:
    if question.type == "truefalse":
        return answer.text
    return OTHER if question.type == "numerical" else f"A{n}"


def _modal(root: etree._Element, outcome: str, identifier: str, text: str) -> None:
    made = new(root, "modalFeedback", outcomeIdentifier=outcome, identifier=identifier,
               showHide="show")  # fmt: skip
    if outcome == SHOWN:
        put(made, text)
    else:
        new(made, "p", text)


def _declare(item: _Item, fields: Columns) -> None:
    new(item.root, "responseDeclaration", identifier="RESPONSE", cardinality=item.several,
        baseType=item.holds)  # fmt: skip
    exhibit = fields.get("exhibit")
    for name, kind, value in (
        ("SCORE", "float", "0"),
        (PROMPT, "string", item.question.prompt),
        (EXPLANATION, "string", item.question.feedback),
        (EXHIBIT, "string", json.dumps(exhibit, ensure_ascii=False) if exhibit else ""),
        (DECORATIVE, "string", "true" if fields.get("picture_decorative") else ""),
        (SHOWN, "identifier", ALWAYS),
    ):
        if name in (EXHIBIT, DECORATIVE) and not value:
            continue
        made = new(item.root, "outcomeDeclaration", identifier=name, cardinality="single",
                   baseType=kind)  # fmt: skip
        if value:
            new(new(made, "defaultValue"), "value", value)
    if item.commented:
        several = item.several if item.holds == "identifier" else "single"
        new(item.root, "outcomeDeclaration", identifier=FEEDBACK, cardinality=several,
            baseType="identifier")  # fmt: skip


def _key(item: _Item, right: list[str], shares: dict[str, float] | None = None) -> None:
    """What is right, and, where several things are, what each is worth."""
    declared = item.root[0]
    if right:
        correct = new(declared, "correctResponse")
        for each in right:
            new(correct, "value", each)
    if shares:
        mapped = new(declared, "mapping", lowerBound="0", upperBound="1", defaultValue="0")
        for key, share in shares.items():
            new(mapped, "mapEntry", mapKey=key, mappedValue=f"{share:.7g}")


def _options(item: _Item, body: etree._Element) -> None:
    answers = {
        _identifier(item.question, answer, n): answer
        for n, answer in enumerate(item.question.answers, start=1)
    }
    right = [name for name, answer in answers.items() if answer.share > 0]
    several = item.question.several
    _key(item, right, {n: a.share / 100 for n, a in answers.items()} if several else None)
    asked = new(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle="true",
                maxChoices="0" if several else "1")  # fmt: skip
    for name, answer in answers.items():
        text = answer.text.capitalize() if item.type == "truefalse" else answer.text
        new(asked, "simpleChoice", text, identifier=name)


def _number(item: _Item, body: etree._Element) -> None:
    right = item.question.answers[0]
    _key(item, [repr(right.value)])
    new(new(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength="15")


def _order(item: _Item, body: etree._Element) -> None:
    names = [f"A{n}" for n, _pair in enumerate(item.question.pairs, start=1)]
    _key(item, names)
    asked = new(body, "orderInteraction", responseIdentifier="RESPONSE", shuffle="true")
    for name, (text, _place) in zip(names, item.question.pairs, strict=True):
        new(asked, "simpleChoice", text, identifier=name)


def _match(item: _Item, body: etree._Element) -> None:
    pairs = [pair for pair in item.question.pairs if pair[0]]
    rights = list(dict.fromkeys(right for _left, right in pairs))
    keys = [f"L{n} R{rights.index(right) + 1}" for n, (_left, right) in enumerate(pairs, start=1)]
    _key(item, keys, {key: 1 / len(keys) for key in keys})
    rights += [right for left, right in item.question.pairs if not left]
    asked = new(body, "matchInteraction", responseIdentifier="RESPONSE", shuffle="true",
                maxAssociations=len(pairs))  # fmt: skip
    for side, said, most in (("L", [left for left, _right in pairs], 1),
                             ("R", rights, len(pairs))):  # fmt: skip
        found = new(asked, "simpleMatchSet")
        for n, text in enumerate(said, start=1):
            new(found, "simpleAssociableChoice", text, identifier=f"{side}{n}", matchMax=most)


BODIES = {
    "multichoice": _options,
    "truefalse": _options,
    "numerical": _number,
    "ordering": _order,
    "matching": _match,
}


def _process(item: _Item) -> None:
    """How a response is worth something: wholly right, or by its parts."""
    rules = new(item.root, "responseProcessing")
    if len(item.root[0].findall(f"{{{NAMESPACE}}}mapping")):
        new(new(rules, "setOutcomeValue", identifier="SCORE"), "mapResponse", identifier="RESPONSE")
    else:
        when = new(new(rules, "responseCondition"), "responseIf")
        tolerance = repr(item.question.answers[0].tolerance) if item.type == "numerical" else ""
        same = (
            new(when, "equal", toleranceMode="absolute", tolerance=f"{tolerance} {tolerance}")
            if tolerance
            else new(when, "match")
        )
        new(same, "variable", identifier="RESPONSE")
        new(same, "correct", identifier="RESPONSE")
        new(new(when, "setOutcomeValue", identifier="SCORE"), "baseValue", "1", baseType="float")
        if item.type == "numerical" and item.commented:
            less = new(when.getparent(), "responseElse")
            told = new(less, "setOutcomeValue", identifier=FEEDBACK)
            new(told, "baseValue", OTHER, baseType="identifier")
    if item.holds == "identifier" and item.commented:
        told = new(rules, "setOutcomeValue", identifier=FEEDBACK)
        new(told, "variable", identifier="RESPONSE")


ORDER = ("responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing",
         "modalFeedback")  # fmt: skip


def _in_order(root: etree._Element) -> None:
    root[:] = sorted(root, key=lambda each: ORDER.index(etree.QName(each).localname))
