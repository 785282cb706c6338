"""Pictures and exhibits in Moodle's XML: out, in, and what is said where they cannot be."""

import base64

import pytest

from quiz.exchange.bank_shape import Exhibit
from quiz.exchange.formats import FORMATS
from quiz.exchange.moodle.embedded import wrapped
from quiz.exchange.opening import keep, opened
from quiz.exchange.plan import apply
from quiz.models import Check, Picture, Question
from tests.content.test_images import kept
from tests.exchange.test_moodle_losses import HEAD, YES_NO, xml
from tests.exchange.test_plan import exported, planned
from tests.factories import NUMBERS, TODAY, BankFactory, QuestionFactory
from tests.pictures import photograph

PHOTO = base64.b64encode(photograph("JPEG")).decode()
MAIL = Exhibit(
    type="email", caption="A mail", title="Your \x0b*parcel*", lines=["Pay 2 < 3 & [here]"],
    rows=[{"label": "From", "value": "post@parcel.example"}], buttons=["Pay"],
    tell=[{"text": "parcel.example", "note": "No post has it."}],
).model_dump()  # fmt: skip


def read(*questions):
    reading = opened(f"{HEAD}{''.join(questions)}</quiz>".encode(), FORMATS["xml"])
    assert not reading.faults
    return reading


@pytest.mark.django_db
def test_pictures_and_exhibits_go_to_moodle_and_come_back(today):
    bank, picture = BankFactory(ref="small"), kept()
    first = QuestionFactory(bank=bank, ref="a", picture=picture, picture_alt='A "map" <of> & *it*')
    filed = {"bank": bank, "topic": first.topic, "source": first.source}
    QuestionFactory(**filed, ref="b", picture=picture, picture_decorative=True, exhibit=MAIL)
    drawn = Exhibit(type="crowd", caption="A crowd", **NUMBERS["crowd"]).model_dump()
    QuestionFactory(**filed, ref="c", prompt="Who *is* it?\n\nAnd who not?", exhibit=drawn)
    QuestionFactory(**filed, ref="d", picture=picture)
    Check.objects.all().delete()
    file, left_out = exported(bank, "xml")
    assert not any("stays out" in line for line in left_out)
    assert 'role="presentation"' in file
    assert "&lt;b&gt;From:&lt;/b&gt; post@parcel.example" in file, "learners read it too"
    assert planned(file, bank, "xml").counted()["unchanged"] == 4

    said = [question.content() for question in bank.questions.order_by("ref")]
    Question.objects.all().delete()
    Picture.objects.all().delete()
    keep(opened(file.encode(), FORMATS["xml"]), TODAY)
    apply(planned(file, bank, "xml"), TODAY)
    assert [question.content() for question in bank.questions.order_by("ref")] == said
    assert exported(bank, "xml")[0] == file


def embedded(asked, files="", **more):
    question = xml(asked=asked, answers=YES_NO, **more)
    return question.replace("</text></questiontext>", f"</text>{files}</questiontext>", 1)


FILE = f'<file name="a map.jpg" path="/" encoding="base64">{PHOTO}</file>'


@pytest.mark.parametrize(
    ("question", "alt", "prompt"),
    [
        (embedded('<p>Where? <img alt="A map" src="@@PLUGINFILE@@/a%20map.jpg"></p>', FILE),
         "A map", "Where?"),
        (embedded("Where? ![A map](@@PLUGINFILE@@/a%20map.jpg)", FILE, style="markdown"),
         "A map", "Where?"),
        (embedded(f"<p><img src='data:image/jpeg;base64,{PHOTO}' alt='>'>Where?</p>"),
         ">", "Where?"),
        (xml(asked="Where?", answers=YES_NO, more=f"<image>a.jpg</image><image_base64>{PHOTO}"
             "</image_base64>"), "", "Where?"),
    ],
)  # fmt: skip
def test_a_picture_of_moodles_is_the_questions(question, alt, prompt):
    reading = read(question)
    (record,) = reading.records
    assert record.fields["prompt"] == prompt
    assert record.fields["picture_alt"] == alt
    assert reading.pictures[record.fields["picture"]].width == 900
    assert record.notes == []


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (embedded('Where? <img alt="A map" src="https://maps.example/a.png">'), "(1)"),
        (
            embedded(
                'Where? <img src="@@PLUGINFILE@@/a map.jpg">', FILE + FILE.replace("a map", "b")
            ),
            "(1)",
        ),
        (embedded("Where?", FILE), "(1)"),
        (
            embedded(f"Where? <img src='data:image/gif;base64,{'R0lG' * 9}'>"),
            "no picture that we can take",
        ),
        (embedded("A", f'<file name="exhibit.json">{PHOTO[:90]}</file>'), "its file is broken"),
    ],
)
def test_what_is_not_taken_of_pictures_is_said(question, said):
    assert said in " ".join(read(question).records[0].notes)


def test_an_exhibit_whose_words_were_changed_in_moodle_comes_with_a_note():
    data = "".join(wrapped(Exhibit(**MAIL).model_dump_json().encode()))
    file = f'<file name="exhibit.json" encoding="base64">{data}</file>'
    (record,) = read(embedded('Safe? <div class="exhibit">Other words</div>', file)).records
    assert "were changed" in record.notes[0]
    assert record.fields["exhibit"] == MAIL
    assert record.fields["prompt"] == "Safe?\n\nOther words"


def test_pictures_do_not_count_where_texts_do():
    more = embedded("Where?", FILE.replace(PHOTO, "A" * 5_500_000))
    assert len(read(more).records) == 1
