"""Pictures: made safe and small, kept with their version, served from here."""

import datetime
import hashlib
import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from quiz.content import validation
from quiz.content.images import MOST_BYTES, Refused, made_safe
from quiz.models import Picture, Question, Rendition
from quiz.web import uploads
from tests.admin.test_questions import ADD, typed
from tests.desk import sent
from tests.factories import TODAY, QuestionFactory, make_round
from tests.layout import flat
from tests.pictures import SECRETS, gradient, huge_png, photograph, png, saved

KINDS = ["JPEG", "PNG", "WEBP"]


def safe(data):
    return made_safe(BytesIO(data))


def seen(data):
    return Image.open(BytesIO(data)).convert("RGB")


def kept(data=None, on=TODAY):
    return Picture.keep(safe(data or photograph("JPEG")), on)


# What is made of a file


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_but_pixels_survives(kind):
    data = photograph(kind)
    carried = [secret for secret in SECRETS if secret in data]
    assert len(carried) >= 4, "the test's own file must carry what is looked for"
    assert Image.open(BytesIO(data)).getexif().get_ifd(0x8825)
    for rendition in safe(data).renditions.values():
        for secret in (*SECRETS, b"Exif", b"EXIF", b"XMP ", b"ICCP", b"2026:11", b"GPS"):
            assert secret not in rendition
        opened = Image.open(BytesIO(rendition))
        assert opened.format == "WEBP"
        assert not dict(opened.getexif())
        assert not {"exif", "xmp", "icc_profile", "comment"} & set(opened.info)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_it_stands_upright_before_that_is_forgotten(kind, orientation):
    """The dark corner, top left in the picture, is where the orientation says."""
    undone = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    upright = gradient(300, 200)
    turned = upright if undone is None else upright.transpose(Image.Transpose(undone))
    made = safe(photograph(kind, turned, orientation))
    assert (made.width, made.height) == (300, 200)
    image = seen(made.renditions[300])
    (left, top, _), (right, bottom, _) = image.getpixel((5, 5)), image.getpixel((294, 194))
    assert left < 40 < 200 < right
    assert top < 40 < 200 < bottom


@pytest.mark.parametrize(
    ("size", "renditions"),
    [
        ((4000, 3000), {640: (640, 480), 1280: (1280, 960)}),
        ((900, 600), {640: (640, 427), 900: (900, 600)}),
        ((320, 200), {320: (320, 200)}),
        ((1170, 5000), {599: (599, 2560)}),
        ((6000, 2), {640: (640, 1), 1280: (1280, 1)}),
    ],
)
def test_it_comes_in_two_widths_for_phones(size, renditions):
    made = safe(saved(gradient(*size), "JPEG"))
    assert {width: seen(data).size for width, data in made.renditions.items()} == renditions
    assert (made.width, made.height) == list(renditions.values())[-1]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_way_to_write_pixels_is_understood(mode):
    image = Image.new("L", (50, 40), 128)
    if mode == "I;16":
        image = Image.frombytes("I;16", (50, 40), b"\x00\x80" * 2000)
    image = image.convert(mode, dither=0) if mode == "1" else image.convert(mode)
    made = safe(saved(image, "JPEG" if mode == "CMYK" else "PNG"))
    expected = 255 if mode == "1" else 128
    assert all(abs(part - expected) < 4 for part in seen(made.renditions[50]).getpixel((25, 20)))


def test_what_can_be_seen_through_stands_on_white():
    letters = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
    letters.paste((0, 0, 0, 255), (20, 20, 40, 40))
    image = seen(safe(saved(letters, "PNG")).renditions[60])
    assert image.getpixel((5, 5)) == (255, 255, 255)
    assert image.getpixel((30, 30)) == (0, 0, 0)


def test_a_screenshot_keeps_its_pixels():
    flat = Image.new("RGB", (500, 300), (12, 34, 56))
    flat.paste((250, 240, 230), (100, 100, 300, 200))
    image = seen(safe(saved(flat, "PNG")).renditions[500])
    assert image.tobytes() == flat.tobytes()


def test_a_wider_range_of_colours_is_brought_into_ours():
    """A profile that turns red and green around must be applied before it is thrown away."""
    data = saved(gradient(100, 80), "PNG", icc_profile=b"not a profile")
    assert seen(safe(data).renditions[100]).getpixel((90, 10))[0] > 180


def test_the_heaviest_noise_is_made_to_fit():
    noise = Image.effect_noise((1280, 2560), 255).convert("RGB")
    made = safe(saved(noise, "JPEG", quality=95))
    assert max(map(len, made.renditions.values())) <= MOST_BYTES
    assert made.height == pytest.approx(2 * made.width, abs=1)


def frames(kind):
    first, second = Image.new("RGB", (20, 20)), Image.new("RGB", (20, 20), 9)
    return saved(first, kind, save_all=True, append_images=[second])


HOSTILE = {
    "empty": (b"", "no picture that we can take"),
    "text": (b"<html>", "no picture that we can take"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "SVG"),
    "gif": (saved(Image.new("L", (5, 5)), "GIF"), "no picture that we can take"),
    "tiff": (saved(Image.new("L", (5, 5)), "TIFF"), "no picture that we can take"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n", "no picture that we can take"),
    "moving png": (frames("PNG"), "moves"),
    "moving webp": (frames("WEBP"), "moves"),
    "bomb": (huge_png(8000, 8000), "too many pixels"),
    "larger bomb": (huge_png(200_000, 200_000), "too many pixels"),
    "claims what it has not": (huge_png(3000, 5000), "cannot be read"),
    "no pixels": (png((b"IHDR", b"\0" * 13), (b"IEND", b"")), "picture"),
    "text bomb": (
        png(
            (b"IHDR", huge_png(10, 10)[16:29]),
            (b"zTXt", b"a\0\0" + __import__("zlib").compress(b"0" * 9_000_000)),
        ),
        "cannot be read",
    ),
    **{
        f"cut off {kind.lower()}": (photograph(kind)[:3000], "cannot be read") for kind in KINDS
    },
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_refused_with_a_sentence(name):
    data, sentence = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        safe(data)
    assert sentence in str(refused.value.sentence)


WHOLE = [photograph(kind, gradient(40, 30)) for kind in KINDS]


@given(st.sampled_from(WHOLE), st.data())
def test_a_damaged_file_is_a_picture_or_refused_and_nothing_else(whole, data):
    whole = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = safe(bytes(whole))
    except Refused:
        return
    assert all(b"SECRET" not in rendition for rendition in made.renditions.values())


# What is kept, and for how long


@pytest.mark.django_db
def test_the_same_picture_is_kept_once():
    first, second = kept(), kept()
    assert first == second
    assert Rendition.objects.count() == 2
    widest = first.renditions.get(width=first.width)
    assert first.digest == hashlib.sha256(widest.data).hexdigest()


@pytest.mark.django_db
class TestSweeping:
    LATER = TODAY + datetime.timedelta(days=8)

    def test_what_nothing_uses_goes_after_a_week(self):
        kept()
        assert Picture.sweep(TODAY + datetime.timedelta(days=7)) == 0
        assert Picture.sweep(self.LATER) == 1
        assert not Rendition.objects.exists()

    def test_what_was_added_again_stays(self):
        kept()
        kept(on=self.LATER)
        assert Picture.sweep(self.LATER) == 0

    def test_what_a_draft_shows_stays(self):
        QuestionFactory(picture=kept(), picture_alt="A map")
        assert Picture.sweep(self.LATER) == 0

    def test_a_version_keeps_its_picture_for_ever(self):
        question = QuestionFactory(picture=kept(), picture_alt="A map", live=True)
        Question.objects.filter(pk=question.pk).update(picture=None)
        assert Picture.sweep(self.LATER) == 0

    def test_housekeeping_does_it(self, monkeypatch):
        monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: None)
        kept(on=datetime.date(2020, 1, 1))
        call_command("housekeeping", verbosity=0)
        assert not Picture.objects.exists()


# Where it is shown


def shown(page):
    return flat(re.search(r"<img [^>]*>", page.content.decode())[0])


@pytest.fixture
def asked(db, today):
    """A live question with a picture, and the address of a turn that asks it."""
    question = QuestionFactory(picture=kept(), picture_alt="A <map> of cameras", live=True)
    played = make_round("choice", bank=question.bank)
    played.turns.update(version=question.live_version)
    return f"/rounds/{played.key}/1/"


def test_a_version_holds_what_a_page_needs(asked):
    question = Question.objects.get(picture__isnull=False)
    assert question.live_version.content["picture"] == {
        "digest": question.picture_id, "width": 900, "height": 600, "alt": "A <map> of cameras"
    }  # fmt: skip
    assert question.live_version.picture_id == question.picture_id
    assert not question.edited


def test_a_reader_sees_it_before_and_after_the_answer_and_in_the_result(asked, client):
    digest = Picture.objects.get().digest
    before = shown(client.get(asked))
    assert f'src="/pictures/{digest}/900.webp"' in before
    assert f'srcset="/pictures/{digest}/640.webp 640w, /pictures/{digest}/900.webp 900w"' in before
    assert 'width="900" height="600" alt="A &lt;map&gt; of cameras"' in before
    assert "lazy" not in before
    after = client.post(asked, {"unsure": "1"}, follow=True)
    assert shown(after) == before
    assert 'loading="lazy"' in shown(client.get(asked.removesuffix("1/"), follow=True))


@pytest.mark.any_database
def test_it_costs_a_turn_no_query(asked, client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(asked)


def test_it_is_served_from_here_for_ever(asked, client):
    rendition = Rendition.objects.get(width=640)
    response = client.get(f"/pictures/{rendition.picture_id}/640.webp")
    assert response.content == rendition.data
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies
    assert "Vary" not in response.headers or "Cookie" not in response.headers["Vary"]


@pytest.mark.any_database
@pytest.mark.parametrize(
    "path", ["{}/641.webp", "{}/9999999999999999999999.webp", "nothing/640.webp"]
)
def test_there_is_no_other(path, asked, client):
    path = path.format(Picture.objects.get().digest)
    response = client.get(f"/pictures/{path}")
    assert response.status_code == 404
    assert "immutable" not in response.headers.get("Cache-Control", "")


# How an editor gives a question one


@pytest.fixture
def desk(db, today, admin_client):
    return admin_client


def upload(data=None, name="holiday in Rome.jpg"):
    return SimpleUploadedFile(name, data or photograph("JPEG"), "image/jpeg")


def add(desk, **fields):
    return desk.post(f"{ADD}?kind=choice", {**typed(), **fields})


def change(desk, question, **fields):
    address = reverse("admin:quiz_question_change", args=[question.pk])
    return sent(desk, address, {**typed(bank=question.bank), "_continue": "1", **fields})


def test_an_editor_uploads_keeps_changes_and_removes_it(desk):
    add(desk, picture=upload(), picture_alt="A map", _continue="1")
    question = Question.objects.get()
    digest = question.picture_id
    page = desk.get(reverse("admin:quiz_question_change", args=[question.pk])).content.decode()
    assert f'<img src="/pictures/{digest}/900.webp" width="320"' in page
    assert f'name="picture_kept" value="{digest}"' in page
    assert "Rome" not in page
    steps = [
        ({"picture_kept": digest, "picture_alt": "A map"}, digest),
        ({"picture_kept": digest, "picture": upload(photograph("PNG", gradient(64, 64)))}, None),
    ]
    for fields, expected in steps:
        change(desk, question, ref=question.ref, **fields)
        question.refresh_from_db()
        assert question.picture_id == expected or (
            expected is None and question.picture.width == 64
        )
    change(desk, question, picture_kept=question.picture_id, picture_removed="on")
    question.refresh_from_db()
    assert question.picture is None


def test_it_is_still_there_when_something_else_has_to_be_mended(desk):
    page = add(desk, picture=upload(), picture_alt="A map", prompt="")
    assert not Question.objects.exists()
    assert f'name="picture_kept" value="{Picture.objects.get().digest}"' in page.content.decode()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("data", "sentence"),
    [(b"<svg/>", "no picture that we can take"), (photograph("PNG")[:2000], "cannot be read")],
)
def test_what_cannot_be_taken_is_said_at_the_field_with_all_else_kept(desk, data, sentence):
    page = add(desk, picture=upload(data), picture_alt="What I had typed").content.decode()
    assert sentence in page
    assert "What I had typed" in page
    assert not Picture.objects.exists()


def test_a_file_that_is_too_large_is_neither_held_nor_stored(desk, monkeypatch):
    monkeypatch.setattr(uploads, "UPLOAD_LIMIT", 1_000)
    page = add(desk, picture=upload(photograph("PNG")), picture_alt="A map").content.decode()
    assert "larger than 20 MB" in page
    assert not Picture.objects.exists()


def test_a_picture_that_is_gone_is_asked_for_again(desk):
    assert "not kept any more" in add(desk, picture_kept="f" * 64).content.decode()


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("fields", "published"),
    [
        ({}, False),
        ({"picture_alt": "A map", "picture_decorative": "on"}, False),
        ({"picture_alt": "A map"}, True),
        ({"picture_decorative": "on"}, True),
    ],
)
def test_readers_meet_it_once_it_is_described(desk, fields, published):
    page = add(desk, picture=upload(), _publish="1", **fields)
    assert page.url.endswith("/publish/" if published else "/change/")
    assert Question.objects.get().picture_id
    if not published:
        assert "one of the two" in desk.get(page.url).content.decode()


def test_without_a_picture_nothing_is_said_of_it():
    found = validation.findings("choice", {"prompt": "What?"}, None, TODAY)
    assert "picture" not in {finding.code for finding in found}


@pytest.mark.any_database
def test_the_preview_shows_it(desk):
    question = QuestionFactory(picture=kept(), picture_alt="A map")
    address = reverse("admin:quiz_question_frame", args=[question.pk])
    assert question.picture_id in shown(desk.get(address))


@pytest.mark.any_database
def test_a_bank_file_leaves_a_question_with_a_picture_alone(db, today):
    from quiz.exchange.bank_file import read_path
    from quiz.exchange.load import load
    from quiz.management.commands.loadbanks import SHIPPED

    file, _lines = read_path(SHIPPED / "faces.yaml")
    load(file, today)
    question = Question.objects.first()
    question.picture, question.picture_alt = kept(), "A map"
    question.save()
    row = next(row for row in file.questions if row.ref == question.ref)
    row.prompt = "What does the new release of the file ask?"
    report = load(file, today)
    assert report.kept == [f"question {question.ref}"]
    question.refresh_from_db()
    assert question.picture_alt == "A map"
