"""A bank with its pictures in one archive: whole, the same bytes, and nothing else unpacked."""

import zipfile
from io import BytesIO

import pytest

from quiz.content.images import as_it_is
from quiz.exchange.archive import MOST_FILES, unpack
from quiz.exchange.encoding import Unreadable
from quiz.exchange.formats import FORMATS
from quiz.exchange.opening import keep, opened
from quiz.exchange.plan import apply
from quiz.models import Check, Picture, Question, Rendition
from tests.content.test_images import kept
from tests.exchange.test_load import FILE
from tests.exchange.test_plan import exported, outcomes, planned
from tests.factories import TODAY, BankFactory, QuestionFactory
from tests.pictures import photograph

ARCHIVE = FORMATS["archive"]


def zipped(files, how=zipfile.ZIP_DEFLATED):
    out = BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def with_picture(name, said="picture: {file: %s, alt: A map}"):
    head, _ref, tail = FILE.partition("- ref: ")
    return f"{head}- {said % name}\n    ref: {tail}"


@pytest.mark.django_db
def test_a_bank_with_pictures_goes_from_one_database_to_another(today):
    bank, picture = BankFactory(ref="small"), kept()
    first = QuestionFactory(bank=bank, ref="a", picture=picture, picture_alt="A map")
    filed = {"bank": bank, "topic": first.topic, "source": first.source}
    QuestionFactory(**filed, ref="b", picture=picture, picture_decorative=True)
    QuestionFactory(**filed, ref="c")
    Check.objects.all().delete()  # an import takes over none
    file, left_out = exported(bank, "archive")
    assert left_out == []
    assert exported(bank, "archive")[0] == file, "the same bank makes the same bytes"
    text, files = unpack(file)
    assert (b"alt: A map" in text, list(files)) == (True, [f"pictures/{picture.pk}.webp"])
    found = planned(file, bank, "archive")
    assert found.counted()["unchanged"] == 3

    Question.objects.all().delete()
    Picture.objects.all().delete()
    reading = opened(file, ARCHIVE)
    keep(reading, TODAY)
    apply(planned(file, bank, "archive"), TODAY)
    assert Picture.objects.get().pk == picture.pk
    assert set(Rendition.objects.values_list("width", flat=True)) == {640, 900}
    said = [q.content().get("picture") for q in bank.questions.order_by("ref")]
    assert said[0]["alt"] == "A map"
    assert said[1]["decorative"] is True
    assert said[2] is None
    again = exported(bank, "archive")[0]
    assert unpack(again)[0].decode() == text.decode()
    assert again == file


@pytest.mark.django_db
def test_a_picture_that_is_gone_from_the_archive_goes_from_the_question_and_from_no_other(today):
    question = QuestionFactory(picture=kept(), picture_alt="A map", hook=False)
    question.checks.all().delete()
    file, _ = exported(question.bank, "archive")
    text = unpack(file)[0].decode()
    assert "picture:" in text
    without = text[: text.index("  picture:")] + text[text.index("  spec:") :]
    (entry,) = planned(without, question.bank, "yaml").entries
    assert entry.outcome == "unchanged", "YAML alone says nothing of pictures"
    (entry,) = planned(text, question.bank, "yaml").entries
    assert entry.outcome == "unchanged"
    assert "left out: it is not in the file" in entry.said[-1]
    found = planned(zipped({"bank.yaml": without}), question.bank, "archive")
    assert [entry.outcome for entry in found.entries] == ["update"]
    apply(found, TODAY)
    question.refresh_from_db()
    assert question.picture is None


@pytest.mark.django_db
def test_people_pack_folders_and_photographs(today):
    data = zipped({
        "My bank/bank.yml": with_picture("map.jpg"), "My bank/map.jpg": photograph("JPEG"),
        "My bank/.DS_Store": "x", "__MACOSX/My bank/._bank.yml": "x", "My bank/other.txt": "x",
    })  # fmt: skip
    reading = opened(data, ARCHIVE)
    assert not reading.faults
    (digest,) = reading.pictures
    assert reading.records[0].fields["picture"] == digest
    assert b"Exif" not in reading.pictures[digest].renditions[640]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("map.svg", b"<svg/>", "no picture that we can take"), ("a.png", b"", "no picture"),
     ("b.webp", photograph("WEBP")[:400], "cannot be read")],
)  # fmt: skip
def test_what_is_no_picture_is_told_and_the_question_comes(name, data, said):
    reading = opened(zipped({"bank.yaml": with_picture(name), name: data}), ARCHIVE)
    assert said in reading.records[0].notes[0]
    assert "picture" not in reading.records[0].fields
    found = outcomes(planned(zipped({"bank.yaml": with_picture(name)}), BankFactory(), "archive"))
    assert [outcome for _line, outcome, _ref in found if outcome != "note"] == ["create", "create"]


def test_only_pixels_keep_their_name():
    assert as_it_is(photograph("WEBP")) is None, "it has EXIF"
    assert as_it_is(b"RIFF" + bytes(30)) is None


def bomb():
    return zipped({"bank.yaml": FILE, "pictures/a.webp": bytes(60_000_000)})


def locked():
    data = bytearray(zipped({"bank.yaml": FILE}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def many(number):
    return {str(n): "" for n in range(number)}


HOSTILE = {
    "a bomb": (bomb, "larger than 25 MB"),
    "many files": (lambda: zipped({"b.yaml": "", **many(MOST_FILES)}), "500"),
    "a very long list": (lambda: zipped(many(9000)), "500"),
    "a way out": (lambda: zipped({"b.yaml": FILE, "../../a.webp": "x"}), "leads elsewhere"),
    "from the root": (lambda: zipped({"b.yaml": FILE, "/etc/passwd": "x"}), "leads elsewhere"),
    "of Windows": (lambda: zipped({"b.yaml": FILE, "C:\\a.webp": "x"}), "leads elsewhere"),
    "no bank": (lambda: zipped({"a.webp": "x"}), "must have one YAML file; this has 0"),
    "two banks": (lambda: zipped({"a.yaml": FILE, "b.yml": FILE}), "this has 2"),
    "another way of packing": (lambda: zipped({"a.yaml": FILE}, zipfile.ZIP_LZMA), "no zip"),
    "locked": (locked, "locked with a password"),
    "half": (lambda: zipped({"a.yaml": FILE})[:-40], "no zip"),
    "broken": (lambda: zipped({"a.yaml": FILE}).replace(b"PK\x03", b"PK\x09"), "no zip"),
    "no archive": (lambda: b"format: 1", "no zip"),
    "nothing": (lambda: b"", "no zip"),
    "too large": (lambda: b"a" * 20_000_001, "larger than 20 MB"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_an_archive_that_is_made_to_break_us_gets_a_sentence(name):
    make, said = HOSTILE[name]
    with pytest.raises(Unreadable, match=said):
        opened(make(), ARCHIVE)
