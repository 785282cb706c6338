"""A content package of QTI: a manifest, a test whose sections are topics, and a file an item.

The same questions make the same bytes. What somebody hands us is looked at before it is
unpacked, in memory only; single files of items are read too.
"""

import io
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]

from quiz.core.characters import tidy_line
from quiz.exchange.archive import is_crowded
from quiz.exchange.encoding import Unreadable
from quiz.exchange.moodle import from_moodle
from quiz.exchange.moodle.question import MoodleQuestion, Unsupported
from quiz.exchange.moodle.texts import Faulty
from quiz.exchange.pictures import FILES_LIMIT, PICTURE_FILE, Files
from quiz.exchange.qti import from_interop, from_item, to_item
from quiz.exchange.qti.markup import NAMESPACE, new, parsed
from quiz.exchange.records import Finding, Reading, Record

UNPACKED_LIMIT = 20_000_000  # bytes
FILES = 5_200
BEGINNING = 5_000  # bytes, in which a file says what it is
MANIFEST = "imsmanifest.xml"
PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
PICTURES = (".webp", ".png", ".jpg", ".jpeg", ".gif")
_BEGINNING = (1980, 1, 1, 0, 0, 0)  # the least that an archive can say of a time
_NAMELESS = re.compile(r"(?:question|item|frage|vraag|pregunta)?[\s#.:]*\d*", re.I)
_BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError,
           zlib.error, struct.error)  # fmt: skip


def read(data: bytes) -> Reading:
    """The questions of a package, or of one file of it; raises ``Unreadable``."""
    reading = Reading()
    files = _unpacked(data) if data.startswith(b"PK") else {"": data}
    seen: set[str] = set()
    topics: dict[str, str] = {}
    without_items = {MANIFEST}
    for name, part in files.items():
        is_test = b"assessmentTest" in part[:BEGINNING]
        test = _parsed(name, part, Reading()) if is_test else None
        if test is not None:
            topics |= _topics(test, name)
            if test.tag == "assessmentTest":
                without_items.add(name)
    places = {name: n for n, name in enumerate(topics)}
    # In the order of the test, and then in that of the package; one tree at a time.
    for name in sorted(files, key=lambda each: places.get(each, len(places))):
        root = _parsed(name, files[name], reading) if name not in without_items else None
        for item, topic in _items(root, topics.get(name, "")) if root is not None else ():
            line = len(reading.records) + len(reading.skipped) + len(reading.faults) + 1
            if reading.full(line):
                return reading
            _add(item, name, topic, line, reading, seen)
    from_moodle.tell_apart(reading.records)
    if not (reading.records or reading.skipped or reading.faults):
        reading.faults.append((1, _("There is no question of QTI in this file.")))
    return reading


def _parsed(name: str, part: bytes, reading: Reading) -> etree._Element | None:
    try:
        return parsed(part)
    except Faulty as reason:
        reading.faults.append((1, f"{name}: {reason}" if name else str(reason)))
        return None


def unpack(data: bytes) -> tuple[bytes, Files]:
    """The package itself, and the pictures in it by their names."""
    if not data.startswith(b"PK"):
        return data, {}
    with _opened(data) as archive, _told():
        return data, {name: archive.read(name) for name in archive.namelist()
                      if name.lower().endswith(PICTURES)}  # fmt: skip


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The files of XML in a package, less those that say a thing again."""
    with _opened(data) as archive, _told():
        names = [name for name in archive.namelist() if name.endswith((".xml", ".qti"))
                 and not name.startswith("__MACOSX/")]  # fmt: skip
        # Canvas says a quiz twice: in full, and as far as other systems know.
        whole = {name.rpartition("/")[2].partition(".")[0] for name in names
                 if name.startswith("non_cc_assessments/")}  # fmt: skip
        return {name: archive.read(name) for name in names if not (
            name.endswith("/assessment_qti.xml") and name.split("/")[-2] in whole)}  # fmt: skip


def _opened(data: bytes) -> zipfile.ZipFile:
    """The package, if its files are few and small enough to be read, and each is there once.

    Files are read by their names: of many with one name, the last would be read each time.
    """
    too_much = _("The package holds too much. Split it, or leave pictures out.")
    if is_crowded(data, FILES):
        raise Unreadable(too_much)
    with _told():
        archive = zipfile.ZipFile(io.BytesIO(data))
    parts = archive.infolist()
    pictures = sum(each.file_size for each in parts if each.filename.lower().endswith(PICTURES))
    others = sum(each.file_size for each in parts) - pictures
    if len(parts) > FILES or others > UNPACKED_LIMIT or pictures > FILES_LIMIT:
        raise Unreadable(too_much)
    for name, times in Counter(archive.namelist()).most_common(1):
        if times > 1:
            raise Unreadable(_("The archive has “%(name)s” twice.") % {"name": name[:60]})
    return archive


@contextmanager
def _told() -> Iterator[None]:
    """Say it in a sentence where an archive is broken."""
    try:
        yield
    except Unreadable:
        raise
    except _BROKEN:
        raise Unreadable(_("This is no zip archive that can be read. Pack it anew.")) from None


def _topics(test: etree._Element, name: str) -> dict[str, str]:
    """The titles of the sections by the files that they name."""
    folder = name.rpartition("/")[0]
    found, titles = {}, [""]
    for event, each in etree.iterwalk(test, ("start", "end")):
        if event == "end":
            titles.pop()
            continue
        if each.tag == "assessmentItemRef":
            found["/".join(filter(None, [folder, each.get("href", "")]))] = titles[-1]
        title = each.get("title")
        titles.append((title and tidy_line(title)) or titles[-1])
    return found


def _items(root: etree._Element, topic: str) -> list[tuple[etree._Element, str]]:
    """The items of one file, each with its topic."""
    if root.tag == "assessmentItem":
        return [(root, topic)]
    if root.tag != "questestinterop":
        return []
    whole = next(root.iter("assessment", "objectbank"), None)
    title = whole.get("title", "") if whole is not None else ""
    for each in root.iter("qtimetadatafield"):
        if each.findtext("fieldlabel") == "bank_title":
            title = title or each.findtext("fieldentry") or ""
    return [(item, tidy_line(title)) for item in root.iter("item")]


def _add(
    item: etree._Element, name: str, topic: str, line: int, reading: Reading, seen: set[str]
) -> None:
    """Read one item; ``seen`` is what those before it say."""
    titled = tidy_line(item.get("title", ""))
    question: MoodleQuestion | None = None
    try:
        is_item = item.tag == "assessmentItem"
        question = from_item.read(item, name) if is_item else from_interop.read(item)
        question.category, question.line = topic.replace("/", "//"), line
        if not question.idnumber and _NAMELESS.fullmatch(question.name):
            question.name = ""
        record = from_moodle.record(question)
        said = repr((record.kind, record.fields, record.fact, record.ref))
        if said in seen:
            raise Unsupported(_("it is in the package twice"))
        seen.add(said)
        reading.records.append(record)
    except (Unsupported, Faulty) as reason:
        called = reading.named((question.prompt if question else "") or titled)
        found = reading.skipped if isinstance(reason, Unsupported) else reading.faults
        found.append(Finding(line, str(reason), called))


# Writing


def losses(record: Record) -> Iterator[str]:
    """A sentence for each thing that QTI has no place for."""
    if record.kind == "estimate":
        yield _("QTI gives no marks for near misses; the rule stands after the explanation.")
    if record.kind == "ordering":
        yield _("QTI counts an order as right or wrong as a whole.")


def write(records: list[Record], bank: dict[str, Any], pictures: Files | None = None) -> bytes:
    """The package of a bank's questions; ``pictures`` are the bytes of each by its digest."""
    items = {f"items/{record.ref}.xml": to_item.write(record, bank.get("language", "en"))
             for record in records}  # fmt: skip
    beside = {f"{to_item.PICTURES}/{PICTURE_FILE.format(digest)}": picture
              for digest, picture in sorted((pictures or {}).items())}  # fmt: skip
    shown = {f"items/{record.ref}.xml": f"{to_item.PICTURES}/{PICTURE_FILE.format(digest)}"
             for record in records if (digest := record.fields.get("picture"))}  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in {
            MANIFEST: _manifest(list(items), shown),
            "test.xml": _test(records, bank),
            **items,
            **beside,
        }.items():
            entry = zipfile.ZipInfo(name, _BEGINNING)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, part)
    return out.getvalue()


def _manifest(items: list[str], shown: dict[str, str]) -> bytes:
    def part(parent: etree._Element, tag: str, text: str = "", **said: str) -> etree._Element:
        made = etree.SubElement(parent, f"{{{PACKAGE}}}{tag}", said)
        made.text = text or None
        return made

    root = etree.Element(f"{{{PACKAGE}}}manifest", identifier="MANIFEST", nsmap={None: PACKAGE})
    about = part(root, "metadata")
    part(about, "schema", "QTIv2.1 Package")
    part(about, "schemaversion", "1.0.0")
    part(root, "organizations")
    resources = part(root, "resources")
    test = part(resources, "resource", identifier="TEST", type="imsqti_test_xmlv2p1",
                href="test.xml")  # fmt: skip
    part(test, "file", href="test.xml")
    for n, name in enumerate(items, start=1):
        part(test, "dependency", identifierref=f"ITEM-{n}")
        item = part(resources, "resource", identifier=f"ITEM-{n}", type="imsqti_item_xmlv2p1",
                    href=name)  # fmt: skip
        part(item, "file", href=name)
        if name in shown:
            part(item, "file", href=shown[name])
    return _xml(root)


def _test(records: list[Record], bank: dict[str, Any]) -> bytes:
    root = etree.Element(f"{{{NAMESPACE}}}assessmentTest", nsmap={None: NAMESPACE},
                         identifier="TEST", title=bank.get("title") or "Questions")  # fmt: skip
    part = new(root, "testPart", identifier="PART", navigationMode="nonlinear",
               submissionMode="individual")  # fmt: skip
    section, topic = None, None
    for n, record in enumerate(records, start=1):
        if section is None or record.topic != topic:
            topic = record.topic
            section = new(part, "assessmentSection", identifier=f"TOPIC-{n}", title=topic,
                          visible="true")  # fmt: skip
        new(section, "assessmentItemRef", identifier=to_item.REF + record.ref,
            href=f"items/{record.ref}.xml")  # fmt: skip
    return _xml(root)


def _xml(root: etree._Element) -> bytes:
    return bytes(etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
