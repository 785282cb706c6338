"""Items of QTI 2.x as Moodle's questions, from which ours are made."""

import posixpath
from urllib.parse import unquote

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]

from quiz.core.characters import tidy, tidy_line
from quiz.exchange.bank_shape import Exhibit
from quiz.exchange.moodle.question import MoodleQuestion, Unsupported
from quiz.exchange.moodle.shown import ALT_LENGTH
from quiz.exchange.qti.interactions import ANSWERS
from quiz.exchange.qti.markup import bare, pictures, prose, put, put_exhibit, words
from quiz.exchange.qti.to_item import (
    DECORATIVE,
    EXHIBIT,
    EXPLANATION,
    FEEDBACK,
    OTHER,
    PROMPT,
    REF,
    SHOWN,
)

GAP = "______"
HOLD_ANSWERS = ("simpleChoice", "simpleAssociableChoice")


def read(root: etree._Element, name: str = "") -> MoodleQuestion:
    """The question of an item; raises ``Unsupported`` or ``Faulty`` with a sentence.

    ``name`` is that of its file in the package, from which its pictures are found.
    """
    body = root.find("itemBody")
    asked = [each for each in root.iter() if each.tag.endswith("Interaction")]
    if body is None or not asked:
        raise Unsupported(_("it asks for nothing that could be answered"))
    if len(asked) > 1:
        raise Unsupported(_("it asks for several things at once"))
    if root.find("templateDeclaration") is not None:
        raise Unsupported(_("a part of it is made up anew each time it is shown"))
    (interaction,) = asked
    question = MoodleQuestion("", "", name=tidy_line(root.get("title", "")))
    identifier = root.get("identifier", "")
    question.idnumber = identifier.removeprefix(REF) if identifier.startswith(REF) else ""
    _take_out_shown(root, body, name, question)
    if files := pictures(body):
        question.notes.append(_("Pictures and files in it are left out (%(n)s).") % {"n": files})
    comments = _comments(root, interaction, question)
    read_answers = ANSWERS.get(interaction.tag)
    if read_answers is None:
        told = _("questions of the type “%(type)s” have no counterpart here")
        raise Unsupported(told % {"type": interaction.tag[:60]})
    read_answers(root, interaction, question, comments)
    question.prompt = _prompt(root, body, interaction)
    return question


def _take_out_shown(
    root: etree._Element, body: etree._Element, name: str, question: MoodleQuestion
) -> None:
    """The exhibit, and the first picture that is in the package, which answers do not hold."""
    if kept := _variable(root, EXHIBIT):
        block = next((each for each in body.iter("div") if each.get("class") == "exhibit"), None)
        holder = etree.Element("holder")
        try:
            exhibit = Exhibit.model_validate_json(kept).model_dump()
        except ValueError:
            exhibit = None
        put_exhibit(holder, exhibit)
        if exhibit and block is not None and bare(block) == bare(holder):
            _remove(block.getparent(), block)
            question.shown["exhibit"] = exhibit
        else:
            told = _("What is read before answering was changed: its words stand in the question.")
            question.notes.append(told)
    for picture in body.iter("img"):
        source = picture.get("src", "")
        answers = [above for above in picture.iterancestors() if above.tag in HOLD_ANSWERS]
        if answers or not source or ":" in source:
            continue
        path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(source)))
        alt = tidy_line(picture.get("alt", ""))
        if len(alt) > ALT_LENGTH:
            told = _("The description of its picture was longer: “%(alt)s”")
            question.notes.append(told % {"alt": alt})
        decorative = _variable(root, DECORATIVE) == "true"
        question.shown |= {
            "picture": path, "picture_alt": alt[:ALT_LENGTH], "picture_decorative": decorative,
        }  # fmt: skip
        _remove(picture.getparent(), picture)
        break


def _variable(root: etree._Element, name: str) -> str:
    """The text of one of our own variables; empty where there is none."""
    for each in root.iterfind("outcomeDeclaration"):
        if each.get("identifier") == name and each.get("baseType") == "string":
            return tidy(each.findtext("defaultValue/value") or "")
    return ""


def _as_written(root: etree._Element, name: str, shown: str, found: str) -> str:
    """Our own Markdown of a text, where what is ``shown`` still says the same."""
    kept = _variable(root, name)
    if kept:
        holder = etree.Element("holder")
        put(holder, kept)
        if bare(holder) == shown:
            return kept
    return found


def _prompt(root: etree._Element, body: etree._Element, interaction: etree._Element) -> str:
    """What stands before, around and in the interaction, which leaves a gap within a sentence."""
    inside = interaction.find("prompt")
    around = interaction.getparent()
    within = bool(bare(around)) and interaction.tag == "textEntryInteraction"
    for each in list(body.iter("rubricBlock", "feedbackBlock", "stylesheet")):
        each.getparent().remove(each)
    tail = interaction.tail or ""
    gap = etree.Element("span")
    gap.text, gap.tail = GAP if within else None, tail
    around.replace(interaction, gap)
    said = [prose(body), prose(inside)]
    return _as_written(root, PROMPT, bare(body), "\n\n".join(filter(None, said)))


def _comments(
    root: etree._Element, interaction: etree._Element, question: MoodleQuestion
) -> dict[str, str]:
    """The comments on answers by their identifiers; the explanation goes to the question."""
    found: dict[str, str] = {}
    names = {each.get("identifier") for each in interaction.iter() if each.get("identifier")}
    rest: list[str] = []
    for each in root.iterfind("modalFeedback"):
        name = each.get("identifier", "")
        if each.get("outcomeIdentifier") == SHOWN and not question.feedback:
            question.feedback = _as_written(root, EXPLANATION, bare(each), prose(each))
        elif name in names or (each.get("outcomeIdentifier"), name) == (FEEDBACK, OTHER):
            found[name] = words(each)
        elif said := words(each):
            rest.append(said)
    for each in list(interaction.iter("feedbackInline")):
        holder = each.getparent()
        name = each.get("identifier", "")
        if name in names and not found.get(name):
            found[name] = words(each)
        elif said := words(each):
            rest.append(said)
        _remove(holder, each)
    blocks = [words(each) for each in root.iter("rubricBlock", "feedbackBlock")]
    if left := " · ".join(filter(None, [*rest, *blocks])):
        told = _("Feedback and instructions in it are left out (%(text)s).")
        question.notes.append(told % {"text": left[:200]})
    return found


def _remove(parent: etree._Element, child: etree._Element) -> None:
    """Take out an element, but not what stands after it."""
    before = child.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")
    parent.remove(child)
