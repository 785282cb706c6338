"""XML of QTI, read without trusting it: its texts as our Markdown, and ours as its XHTML."""

import re
from html import escape
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]
from lxml import html as lxml_html

from quiz.content import markdown
from quiz.exchange.moodle import shown, texts
from quiz.exchange.moodle.texts import Faulty
from quiz.exchange.records import Columns

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
ELEMENT_LIMIT = 100_000  # of one file
PICTURES = ("img", "object", "matimage", "video", "audio", "matvideo", "mataudio")


def parsed(data: bytes) -> etree._Element:
    """The root of a file, its elements without their namespaces; raises ``Faulty``."""
    if data.count(b"<") > 2 * ELEMENT_LIMIT:
        raise Faulty(_("it has more than %(most)s elements") % {"most": f"{ELEMENT_LIMIT:,}"})
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False,
        remove_pis=True, remove_comments=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Faulty(_("This is no proper XML: %(why)s") % {"why": error}) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _each in declared.iterentities()):
        raise Faulty(_("it declares words of its own, which may hide anything: it is not read"))
    for element in root.xpath("descendant-or-self::*[namespace-uri()]"):
        element.tag = etree.QName(element).localname
    _in_one_line(root)
    return root


def _in_one_line(root: etree._Element) -> None:
    """Formulas as a line has them: ½ is 1/2 and no 12, a power stands higher."""
    for each in root.iter("mfrac", "msup", "msub", "msqrt"):
        if each.tag == "msqrt":
            each.text = "√"
        elif len(each) == 2 and each.tag == "mfrac":
            each[0].tail = "/"
        elif len(each) == 2:
            each[1].tag = each.tag[1:]


def inner(element: etree._Element | None) -> str:
    """What stands in an element, as HTML."""
    if element is None:
        return ""
    parts = [escape(element.text or "", quote=False)]
    parts += [etree.tostring(child, encoding="unicode") for child in element]
    return "".join(parts)


def prose(element: etree._Element | None) -> str:
    """What an element of XHTML says, as our Markdown."""
    return texts.prose(inner(element), "html")


def words(element: etree._Element | None) -> str:
    """What an element of XHTML says, as plain words."""
    return texts.words(inner(element), "html")


def bare(element: etree._Element | None) -> str:
    """The letters alone, by which two texts are the same."""
    return "".join("".join(element.itertext()).split()) if element is not None else ""


def pictures(element: etree._Element) -> int:
    """How many pictures, sounds and films are in it."""
    written = "".join(element.itertext())
    return sum(1 for _each in element.iter(*PICTURES)) + len(re.findall("<img\\b", written))


def new(parent: etree._Element, tag: str, text: str = "", **attributes: Any) -> etree._Element:
    """A further element of QTI."""
    made = etree.SubElement(
        parent, f"{{{NAMESPACE}}}{tag}", {k: str(v) for k, v in attributes.items()}
    )
    made.text = text or None
    return made


def put(parent: etree._Element, text: str) -> None:
    """Write our Markdown into an element, as paragraphs and lists."""
    if rendered := markdown.block(text):
        _copy(lxml_html.fragment_fromstring(rendered, create_parent="div"), parent)


def put_exhibit(parent: etree._Element, exhibit: Columns | None) -> None:
    """Write what is read before answering, in plain words."""
    for written in shown.written({"exhibit": exhibit}):
        block = new(parent, "div", **{"class": "exhibit"})
        _copy(lxml_html.fragment_fromstring(written), block)


def _copy(source: etree._Element, target: etree._Element) -> None:
    target.text = (source.text or "").strip("\n") or None
    for child in source:
        if child.get("class") == "host":  # which readers see beside a link
            last = target[-1] if len(target) else target
            last.tail = (last.tail or "").rstrip(" ") + (child.tail or "")
            continue
        kept = {"href": child.get("href")} if child.get("href") else {}
        made = new(target, child.tag, **kept)
        _copy(child, made)
        made.tail = (child.tail or "").strip("\n") or None
