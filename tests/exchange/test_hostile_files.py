"""Files that are made to break us get a sentence, and take little memory and time."""

import io
import json
import struct
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from tests.exchange.test_archive import zipped
from tests.exchange.test_load import FILE
from tests.pictures import saved

MOST = 5_000_000  # bytes of a file
MEMORY = 200  # MB in all, Python and Django included
SECONDS = 25  # of a processor for one file


def filled(unit: str, head: str = "", tail: str = "", most: int = MOST - 1000) -> bytes:
    return (head + unit * ((most - len(head) - len(tail)) // len(unit)) + tail).encode()


def entities() -> bytes:
    each = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
    return f'<!DOCTYPE q [<!ENTITY a0 "ha">{each}]><quiz>&a12;</quiz>'.encode()


def bomb() -> bytes:
    return zipped({"bank.yaml": FILE, "a.webp": bytes(200_000_000)})


def large_pictures() -> bytes:
    """One whose pixels are just few enough, and one with too many."""
    size = {"a.png": (2828, 2828), "b.png": (4000, 4000)}
    text = FILE.replace("- ref: ", "- picture: {file: a.png}\n    ref: ", 1)
    text = text.replace("\n  - ref: ", "\n  - picture: {file: b.png}\n    ref: ")
    pictures = {name: saved(Image.new("RGBA", size[name]), "PNG") for name in size}
    return zipped({"bank.yaml": text, **pictures})


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
WORKBOOK = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{OFFICE}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="A" sheetId="1" r:id="a"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="a" Type="{OFFICE}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
    "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"/>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"/>',
}


def workbook(
    cells: str = "", shared: str = "", styles: str = "", doctype: str = "", **others: str
) -> bytes:
    parts = WORKBOOK | {
        "xl/worksheets/sheet1.xml": (
            f'{doctype}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
        ),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    return packed(**parts | others)


def named(name: str, cells: str) -> bytes:
    """A workbook whose sheet is in a part called ``name``."""
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    parts = {part: text.replace("worksheets/sheet1.xml", name) for part, text in WORKBOOK.items()}
    return packed(**parts, **{f"xl/{name}": sheet})


def sheets(times: int, cells: str) -> bytes:
    """A workbook of questions with so many other sheets."""
    begun = WORKBOOK["xl/workbook.xml"], WORKBOOK["xl/_rels/workbook.xml.rels"]
    of_book = "".join(f'<sheet name="{n}" sheetId="{n + 2}" r:id="s{n}"/>' for n in range(times))
    relations = "".join(
        f'<Relationship Id="s{n}" Type="{OFFICE}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(times)
    )
    other = f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData></worksheet>'
    return workbook(PROMPT, **{
        "xl/workbook.xml": begun[0].replace("</sheets>", f"{of_book}</sheets>"),
        "xl/_rels/workbook.xml.rels": begun[1].replace(
            "</Relationships>", f"{relations}</Relationships>"),
        **{f"xl/worksheets/s{n}.xml": other for n in range(times)},
    })  # fmt: skip


def packed(**files: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def one_name(name: str, times: int) -> bytes:
    """An archive with one name many times, of which the last file is large."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for _n in range(times - 1):
            archive.writestr(name, b"")
        archive.writestr(name, bytes(19_000_000))
    return out.getvalue()


def list_of_files(times: int) -> bytes:
    """An archive of nothing but its list, in which each file has a name of one letter."""
    entry = b"PK\x01\x02" + bytes(24) + b"\x01" + bytes(17) + b"a"
    end = struct.pack("<HHHHIIH", 0, 0, times & 0xFFFF, times & 0xFFFF, len(entry) * times, 4, 0)
    return b"PK\x03\x04" + entry * times + b"PK\x05\x06" + end


def sections(references: int) -> str:
    """A test of QTI, as deep as a file may be and with many items at its bottom."""
    item = '<assessmentItemRef href="x"/>' * references
    return f"<assessmentTest>{'<a>' * 250}{item}{'</a>' * 250}</assessmentTest>"


ITEM = "<assessmentItem><itemBody><choiceInteraction>"
PROMPT = '<row><c t="inlineStr"><is><t>prompt</t></is></c></row>'
LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(12))
QUESTION = '<quiz><question type="truefalse"><questiontext><text>'

FILES = {
    "entity bomb": ("xml", entities),
    "external entity": (
        "xml", lambda: b'<!DOCTYPE q [<!ENTITY x SYSTEM "file:///etc/passwd">]><quiz>&x;</quiz>',
    ),
    "unknown entity": ("xml", lambda: f"{QUESTION}&x;</text></questiontext></question>".encode()),
    "deep XML": ("xml", lambda: filled("<a>", "<quiz>")),
    "wide XML": ("xml", lambda: filled("<a/>", "<quiz><question>", "</question></quiz>")),
    "many questions in XML": ("xml", lambda: filled("<question/>", "<quiz>", "</quiz>")),
    "many attributes": ("xml", lambda: filled('ab="c" ', "<quiz ", "/>")),
    "many comments": ("xml", lambda: filled("<!---->", "", "<quiz/>")),
    "deep HTML in XML": ("xml", lambda: filled("&lt;b>", QUESTION)),
    "many answers in GIFT": ("gift", lambda: filled("~", "x{", "}")),
    "many questions in GIFT": ("gift", lambda: filled("a{T}\n\n", most=500_000)),
    "many lines": ("gift", lambda: filled("\n")),
    "backticks": ("gift", lambda: filled("` ", "[markdown]", "{T}", most=99_000)),
    "huge numbers": ("gift", lambda: b"a{#1e999999..1e9999999}\n\nb{#" + b"9" * 90_000 + b"}"),
    "not a number": ("gift", lambda: b"a{#nan}\n\nb{#inf:1}\n\nc{#1:inf}"),
    "noise": ("gift", lambda: bytes(range(256)) * 4000),
    "wide table": ("csv", lambda: filled(",")),
    "large cell": ("csv", lambda: filled("a", 'prompt\n"', '"')),
    "huge column number": ("csv", lambda: b"prompt,right_" + b"9" * 9000 + b"\na,b\nc,estimate"),
    "deep YAML": ("yaml", lambda: filled("[")),
    "wide YAML": ("yaml", lambda: filled("a,", "[", "]")),
    "mappings in YAML": ("yaml", lambda: filled("- {a: {b: [c]}}\n", "questions:\n", "", 250_000)),
    "aliases in YAML": ("yaml", lambda: b"a: &a [x]\nb: [*a, *a]"),
    "half a character in YAML": ("yaml", lambda: b'format: "\\ud800"'),
    "far cell in a workbook": (
        "xlsx", lambda: workbook(f'{PROMPT}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    ),
    "wide row in a workbook": ("xlsx", lambda: workbook(f"<row>{'<c/>' * 290_000}</row>")),
    "many cells in a workbook": ("xlsx", lambda: workbook(f"<row>{'<c/>' * 5_000_000}</row>")),
    "many rows in a workbook": ("xlsx", lambda: workbook(PROMPT + "<row/>" * 290_000)),
    "large text in a workbook": ("xlsx", lambda: workbook(shared="a" * 30_000_000)),
    "many texts in a workbook": ("xlsx", lambda: workbook(PROMPT, "<si/>" * 290_000)),
    "styles in a workbook": (
        "xlsx", lambda: workbook(PROMPT, "", f"<cellXfs>{'<xf/>' * 49_000}</cellXfs>"),
    ),
    "entities in a workbook": (
        "xlsx", lambda: workbook(PROMPT, doctype=f'<!DOCTYPE w [{LAUGHS}<!ENTITY b "&a12;">]>'),
    ),
    "a large entity in a workbook": ("xlsx", lambda: workbook(
        f'{PROMPT}<row><c t="inlineStr"><is><t>{"&a;" * 1000}</t></is></c></row>',
        doctype=f'<!DOCTYPE w [<!ENTITY a "{"a" * 1_000_000}">]><!--{"a" * 15_000_000}-->')),
    "a sheet with another name": ("xlsx", lambda: named("sheet.png", "<row><c/></row>" * 500_000)),
    "texts in another encoding": ("xlsx", lambda: workbook(PROMPT, **{
        "xl/sharedStrings.xml": b'<?xml version="1.0" encoding="cp037"?>'
        + f'<sst xmlns="{MAIN}">{"<si/>" * 2_000_000}</sst>'.encode("cp037")})),
    "rows in a comment": (
        "xlsx", lambda: workbook(f"{PROMPT}<!--{'<row ' * 2_000_000}-->"),
    ),
    "a number’s format": ("xlsx", lambda: workbook(
        f'{PROMPT}<row><c s="0"><v>45000</v></c></row>',
        styles=f'<numFmts><numFmt numFmtId="200" formatCode="y;{"[" * 1_000_000}"/></numFmts>'
               '<cellXfs><xf numFmtId="200"/></cellXfs>')),
    "many sheets": (
        "xlsx", lambda: sheets(180, '<row r="1000000"><c r="A1000000"><v>1</v></c></row>'),
    ),
    "a list of files in a workbook": ("xlsx", lambda: list_of_files(90_000)),
    "number of no text": ("xlsx", lambda: workbook('<row><c t="s"><v>9</v></c></row>')),
    "huge number": ("xlsx", lambda: workbook(
        f'{PROMPT}<row><c><v>1e999</v></c></row><row><c r="A3"><v>{"9" * 5000}</v></c></row>')),
    "half a workbook": ("xlsx", lambda: workbook(PROMPT)[:-400]),
    "no workbook": ("xlsx", lambda: b"PK" + bytes(1000)),
    "entities in QTI": (
        "qti", lambda: f"<!DOCTYPE a [{LAUGHS}]><assessmentItem>&a12;</assessmentItem>".encode(),
    ),
    "deep QTI": ("qti", lambda: filled("<div>", ITEM, most=450_000)),
    "wide QTI": (
        "qti",
        lambda: filled("<simpleChoice/>", ITEM, "</choiceInteraction></itemBody></assessmentItem>",
                       1_400_000),
    ),
    "large QTI": ("qti", lambda: filled("<a/>", "<questestinterop>", "</questestinterop>")),
    "many items": (
        "qti", lambda: filled("<item/>", "<questestinterop>", "</questestinterop>", 600_000),
    ),
    "large text in a package": ("qti", lambda: packed(**{"a.xml": "a" * 30_000_000})),
    "many files in a package": (
        "qti", lambda: packed(**{f"{n}.xml": "<assessmentItem/>" for n in range(5_100)}),
    ),
    "elements in a package": ("qti", lambda: packed(**{
        f"{n}.xml": f"<assessmentTest>{'<a/>' * 95_000}</assessmentTest>" for n in range(20)})),
    "pictures in a package": (
        "qti", lambda: packed(**{f"{n}.png": "a" * 9_000_000 for n in range(2)}),
    ),
    "too many pictures in a package": (
        "qti", lambda: packed(**{f"{n}.png": "a" * 9_000_000 for n in range(3)}),
    ),
    "half a package": ("qti", lambda: packed(**{"a.xml": ITEM})[:-30]),
    "one name in a package": ("qti", lambda: one_name("a.xml", 4_000)),
    "one name in a workbook": ("xlsx", lambda: one_name("xl/workbook.xml", 190)),
    "a list of files in a package": ("qti", lambda: list_of_files(420_000)),
    "deep sections": ("qti", lambda: packed(**{"a.xml": sections(99_000)})),
    "pairs of nothing": ("qti", lambda: (
        b"<assessmentItem><responseDeclaration><correctResponse><value>a b</value><value/>"
        b"</correctResponse></responseDeclaration><itemBody><matchInteraction><simpleMatchSet/>"
        b"<simpleMatchSet/></matchInteraction></itemBody></assessmentItem>")),
    "too large": ("gift", lambda: b"a" * (MOST + 1)),
    "nothing": ("gift", lambda: b""),
    "pictures begun": ("xml", lambda: filled("&lt;img '![", QUESTION)),
    "many files in XML": ("xml", lambda: filled("<file>A</file>", QUESTION, most=19_000_000)),
    "a large file in XML": ("xml", lambda: filled("QUJD", "<quiz><file>", "</file>", 19_000_000)),
    "open data addresses": (
        "xml", lambda: filled("data:image/png;base64,", QUESTION, most=4_000_000),
    ),
    "a bomb in an archive": ("archive", bomb),
    "a large list of files": ("archive", lambda: zipped({str(n): b"" for n in range(5_000)})),
    "large pictures": ("archive", large_pictures),
}  # fmt: skip

# Started once: the files of each format are read by a copy of it, whose memory is its own.
PROGRAM = """
import json, os, re, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from quiz.exchange.formats import FORMATS
from quiz.exchange.plan import plan
from quiz.exchange.opening import opened
from quiz.exchange.encoding import Unreadable
from quiz.models import Bank
for line in sys.stdin.buffer.raw:
    if not os.fork():
        break
    if os.wait()[1]:
        sys.exit(1)
else:
    sys.exit()
format_, files = line.decode().split()
for _ in range(int(files)):
    data = sys.stdin.buffer.read(int(sys.stdin.buffer.readline()))
    begun = time.process_time()
    try:
        found = plan(opened(data, FORMATS[format_]), Bank(ref="a"))
        said = [[entry.outcome, *entry.said] for entry in found.entries]
    except Unreadable as reason:
        said = [["error", str(reason)]]
    # What the system says of resources would count the parent before the start.
    memory = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
    seconds = time.process_time() - begun
    print(json.dumps([said[:5] + said[-5:], len(said), memory, seconds]), flush=True)
os._exit(0)
"""


@pytest.fixture(scope="module")
def reader() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as started:
        yield started


@pytest.mark.any_database
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux says it, others do not")
@pytest.mark.parametrize("format_", ["xml", "gift", "csv", "yaml", "xlsx", "qti", "archive"])
def test_hostile_files_get_a_sentence_and_take_little_memory(format_, reader):
    names = [name for name in FILES if FILES[name][0] == format_]
    reader.stdin.write(f"{format_} {len(names)}\n".encode())
    for name in names:
        data = FILES[name][1]()
        reader.stdin.write(f"{len(data)}\n".encode() + data)
        reader.stdin.flush()
        said, count, memory, seconds = json.loads(reader.stdout.readline())
        fine = name == "large pictures"
        assert any(outcome == "create" for outcome, *_ in said) == fine, name
        assert any(outcome in ("error", "skip") for outcome, *_ in said) != fine, (name, said)
        assert count < 5300, name
        assert memory < MEMORY, name
        assert seconds < SECONDS, name
