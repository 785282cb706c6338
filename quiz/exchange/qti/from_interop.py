"""Questions of QTI 1.2, as Canvas and others export them, as Moodle's questions.

What is right is said by conditions: if a response equals this, add so much to the score.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]

from quiz.content.numbers import Number
from quiz.core.characters import tidy_line
from quiz.exchange import truths
from quiz.exchange.moodle import texts
from quiz.exchange.moodle.from_moodle import middle
from quiz.exchange.moodle.question import Answer, MoodleQuestion, Unsupported
from quiz.exchange.moodle.texts import Faulty
from quiz.exchange.qti.markup import inner, pictures
from quiz.exchange.records import number

GENERAL = ("general_fb",)
WRITTEN = ("response_str", "response_num")
SCORES = ("SCORE", "que_score")
NEVER = {"categorization_question", "fill_in_multiple_blanks_question", "short_answer_question",
         "multiple_dropdowns_question", "calculated_question", "file_upload_question",
         "text_only_question", "essay_question"}  # fmt: skip


@dataclass
class _Rule:
    """One condition, and what it is worth: which answers it wants, and which it forbids."""

    worth: float
    wants: list[tuple[str, str]] = field(default_factory=list)  # a response, and its value
    least: list[str] = field(default_factory=list)
    most: list[str] = field(default_factory=list)


def read(item: etree._Element) -> MoodleQuestion:
    """The question of an item; raises ``Unsupported`` or ``Faulty`` with a sentence."""
    facts = {
        tidy_line(each.findtext("fieldlabel") or ""): tidy_line(each.findtext("fieldentry") or "")
        for each in item.iter("qtimetadatafield")
    }
    named = facts.get("question_type", "")
    shown = item.find("presentation")
    if named in NEVER or shown is None:
        told = _("questions of the type “%(type)s” have no counterpart here")
        raise Unsupported(told % {"type": named or _("without a question")})
    question = MoodleQuestion("", _prompt(shown), name=tidy_line(item.get("title", "")))
    if files := pictures(shown):
        question.notes.append(_("Pictures and files in it are left out (%(n)s).") % {"n": files})
    comments = _comments(item, question)
    rules = list(_rules(item))
    responses = [each for each in shown.iter() if each.tag in WRITTEN or each.tag == "response_lid"]
    if [each for each in shown.iter() if each.tag in ("response_xy", "response_grp")]:
        raise Unsupported(_("it asks for a place in a picture"))
    if len(responses) > 1 and all(each.tag == "response_lid" for each in responses):
        _match(responses, rules, question)
    elif len(responses) != 1:
        raise Unsupported(_("it asks for several things at once") if responses
                          else _("it asks for nothing that could be answered"))  # fmt: skip
    elif responses[0].tag in WRITTEN:
        _number(responses[0], rules, question, named)
    elif responses[0].get("rcardinality", "").lower() == "ordered":
        _order(responses[0], rules, question)
    else:
        _options(responses[0], rules, question, comments)
    return question


def _said(element: etree._Element | None, *, plain: bool) -> str:
    """What the texts below an element say, as our Markdown or as plain words."""
    said = []
    for each in element.iter("mattext") if element is not None else ():
        html = each.get("texttype", "text/plain") != "text/plain" or len(each)
        text, style = (inner(each), "html") if len(each) else (each.text or "", "html")
        read_text = texts.words if plain else texts.prose
        said.append(read_text(text, style if html else "plain"))
    return (" " if plain else "\n\n").join(filter(None, said))


def _prompt(shown: etree._Element) -> str:
    """The texts before and between the responses, but not those of the answers."""
    apart = ("response_lid", "response_str", "response_xy", "response_grp", "response_num")
    return "\n\n".join(
        said
        for each in shown.iter("material")
        if not any(above.tag in apart for above in each.iterancestors())
        and (said := _said(each, plain=False))
    )


def _labels(response: etree._Element) -> dict[str, str]:
    found = {}
    for each in response.iter("response_label"):
        text = _said(each, plain=True)
        if not text and pictures(each):
            raise Unsupported(_("an answer of it is a picture, which answers cannot be here"))
        found[each.get("ident", "")] = text
    return found


def _comments(item: etree._Element, question: MoodleQuestion) -> dict[str, str]:
    """The comments on answers by their identifiers, and the general one as the explanation."""
    said = {
        each.get("ident", ""): (_said(each, plain=False), _said(each, plain=True))
        for each in item.iterfind("itemfeedback")
    }
    found, used = {}, set(GENERAL)
    question.feedback = next((said[name][0] for name in GENERAL if name in said), "")
    for condition in item.iter("respcondition"):
        wanted = [
            tidy_line(each.text or "") for each in condition.iterfind("conditionvar/varequal")
        ]
        link = condition.find("displayfeedback")
        name = link.get("linkrefid", "") if link is not None else ""
        if len(wanted) == 1 and name in said and name not in ("correct_fb", "Correct"):
            found[wanted[0]] = said[name][1]
            used.add(name)
    rest = [text for name, (_prose, text) in said.items() if name not in used and text]
    if rest:
        told = _("Feedback and instructions in it are left out (%(text)s).")
        question.notes.append(told % {"text": " · ".join(rest)[:200]})
    return found


def _rules(item: etree._Element) -> Iterator[_Rule]:
    """The conditions that change the score."""
    scale = next((number(each.get("maxvalue", "")) for each in item.iter("decvar")), None) or 0
    for condition in item.iter("respcondition"):
        worth = sum(
            float(number(tidy_line(each.text or "")) or 0)
            for each in condition.iterfind("setvar")
            if each.get("varname", "SCORE") in SCORES or "score" in each.get("varname", "").lower()
        )
        rule = _Rule(worth / scale * 100 if scale else worth)
        variables = condition.find("conditionvar")
        for each in variables.iter() if variables is not None else ():
            text = tidy_line(each.text or "")
            if any(above.tag == "not" for above in each.iterancestors()):
                continue
            if each.tag == "varequal":
                rule.wants.append((each.get("respident", ""), text))
            elif each.tag in ("vargte", "vargt"):
                rule.least.append(text)
            elif each.tag in ("varlte", "varlt"):
                rule.most.append(text)
        if condition.find("setvar") is not None:
            yield rule


def _options(
    response: etree._Element,
    rules: list[_Rule],
    question: MoodleQuestion,
    comments: dict[str, str],
) -> None:
    labels, shares = _labels(response), defaultdict[str, float](float)
    several = response.get("rcardinality", "").lower() == "multiple"
    for rule in rules:
        for _response, name in rule.wants:
            together = len(rule.wants) if several else 1
            shares[name] += rule.worth / together
    if several and max((rule.worth for rule in rules), default=0) <= 0:
        raise Faulty(_("none of its answers is right"))
    top = max(shares.values(), default=0)
    # Some count in points, not in hundredths: the best answer is the whole of it.
    scale = 100 / top if top > 0 and not several else 1
    question.type, question.several = "multichoice", several
    question.answers = [
        Answer(text, shares[name] * scale, comments.get(name, "")) for name, text in labels.items()
    ]
    said = [truths.truth(text) for text in labels.values()]
    if sorted(map(str, said)) == ["False", "True"] and not several:
        question.type = "truefalse"
        for answer, truth in zip(question.answers, said, strict=True):
            answer.text = "true" if truth else "false"
    asked = response.find("render_choice")
    if any(each.get("rshuffle") == "No" for each in response.iter("response_label")) or (
        asked is not None and asked.get("shuffle") == "No"
    ):
        question.notes.append(
            _("Its answers kept one order there; here each reader meets them in another.")
        )


def _number(
    response: etree._Element, rules: list[_Rule], question: MoodleQuestion, named: str
) -> None:
    asked = response.find("render_fib")
    kind = asked.get("fibtype", "") if asked is not None else ""
    numeric = response.tag == "response_num" or kind.lower() in ("decimal", "integer")
    if not numeric and named != "numerical_question":
        raise Unsupported(_("it asks for a text of one’s own, which nobody here reads"))
    question.type = "numerical"
    for rule in rules:
        if rule.worth <= 0:
            continue
        value = next((number(text) for _response, text in rule.wants), None)
        ends = [number(text) for text in (*rule.least[:1], *rule.most[:1])]
        tolerance: Number = 0
        if len(ends) == 2 and ends[0] is not None and ends[1] is not None:
            centre, reach = middle(ends[0], ends[1])
            if value is None:
                value, tolerance = centre, reach
            else:
                low, high = middle(ends[0], value)[1] * 2, middle(value, ends[1])[1] * 2
                tolerance = max(low, high)
        if value is not None:
            question.answers.append(Answer("", 100, value=value, tolerance=tolerance))
    if not question.answers:
        raise Faulty(_("it has no number that is right"))
    if others := question.answers[1:]:
        told = _("Only one right number is kept; left out: %(numbers)s.")
        said = ", ".join(f"{answer.value} ± {answer.tolerance}" for answer in others)
        question.notes.append(told % {"numbers": said})
        del question.answers[1:]


def _order(response: etree._Element, rules: list[_Rule], question: MoodleQuestion) -> None:
    labels = _labels(response)
    right = next((rule for rule in rules if rule.worth > 0), None)
    names = [name for _response, name in right.wants] if right else []
    if sorted(names) != sorted(labels):
        raise Faulty(_("it does not say in which order its answers stand"))
    question.type = "ordering"
    question.answers = [Answer(labels[name]) for name in names]


def _match(responses: list[etree._Element], rules: list[_Rule], question: MoodleQuestion) -> None:
    """Each response is one on the left, with all that stand on the right to choose from."""
    right = {name: value for rule in rules if rule.worth > 0 for name, value in rule.wants}
    offered: dict[str, str] = {}
    for each in responses:
        offered |= _labels(each)
    used = set()
    for each in responses:
        left = " ".join(_said(part, plain=True) for part in each.iterfind("material"))
        partner = right.get(each.get("ident", ""), "")
        if not left or partner not in offered:
            raise Unsupported(_("it asks for several things at once"))
        question.pairs.append((left, offered[partner]))
        used.add(partner)
    said = {offered[name] for name in used}
    question.type = "matching"
    question.pairs += [
        ("", text) for name, text in offered.items() if name not in used and text not in said
    ]
