"""The tell of an exhibit: marked in it, with its notes, once a question is answered."""

from uuid import UUID

import pytest
from django.template.loader import render_to_string
from lxml import html

from quiz.exchange.bank_file import read_path
from quiz.exchange.load import written_out
from quiz.management.commands.loadbanks import SHIPPED
from quiz.models import Bank, Fact, Question, Round, Topic, Turn, Version
from quiz.play.pages import turn_page
from quiz.play.sitting import Sitting
from tests.factories import TODAY, QuestionFactory
from tests.play.test_corrections import correct, url

EXHIBIT = {
    "type": "message", "caption": "A message", "lines": ["Pay today at post.example."],
    "tell": [{"text": "today", "note": "A hurry."}, {"text": "post.example", "note": "Whose?"}],
}  # fmt: skip
TOLD = [
    (question, file)
    for path in sorted(SHIPPED.glob("*.yaml"))
    for file in [read_path(path)[0]]
    for question in file.questions
    if question.exhibit and question.exhibit.tell
]


def begun():
    """A round of one question with an exhibit."""
    asked = QuestionFactory(exhibit=EXHIBIT, live=True)
    return Round.begin([asked.live_version_id], bank=asked.bank, wanted=1, started_on=TODAY)


def marked(page):
    """The words that are marked in a page, as they are heard, and the notes."""
    document = html.fromstring(page)
    heard = [" ".join(each.text_content().split()) for each in document.xpath("//figure//mark")]
    return heard, document.xpath("//ol[@class='told']/li/text()")


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_it_is_marked_after_the_explanation_and_in_the_result(client):
    played = begun()
    assert marked(client.get(url(played)).content.decode()) == ([], [])
    client.post(url(played), {"unsure": "1"})
    for path in (url(played), played.get_absolute_url()):
        page = client.get(path).content.decode()
        assert marked(page) == (["today marked 1", "post.example marked 2"], ["A hurry.", "Whose?"])
        assert page.count("<figcaption>A message</figcaption>") == 1
        assert page.index('class="explanation"') < page.index("<figcaption>A message")


@pytest.mark.django_db
@pytest.mark.usefixtures("today")
def test_a_correction_of_it_is_what_readers_are_told(client, today):
    played = begun()
    client.post(url(played), {"unsure": "1"})
    question = Question.objects.get()
    mended = EXHIBIT | {"tell": [{"text": "post.example", "note": "Not the post."}]}
    correct(question, today, spec=question.spec, kind="wording", exhibit=mended)
    page = client.get(url(played)).content.decode()
    assert marked(page) == (["post.example marked 1"], ["Not the post."])


def shown(question, file, answered, **exhibit):
    """The page of a shipped question, with this in its exhibit, before or after the answer."""
    content = written_out(question, file)
    content["exhibit"] = content["exhibit"] | exhibit
    asked = Question(pk=1, ref=question.ref, fact=Fact(ref=question.fact))
    version = Version(question=asked, number=1, kind=question.kind, content=content,
                      topic=Topic(title=file.topics[question.topic]))  # fmt: skip
    version.erratum = None
    played = Round(bank=Bank(ref=file.bank.ref, title=file.bank.title), seed=7, wanted=1,
                   key=UUID(int=7), started_on=TODAY)  # fmt: skip
    turn = Turn(round=played, version=version, position=1)
    if answered:
        turn.mark(None, TODAY)
    page = turn_page(Sitting(played, [turn]), turn)
    return render_to_string("quiz/turn.html#turn", {"page": page, "bank": played.bank})


@pytest.mark.parametrize(("question", "file"), TOLD, ids=lambda value: getattr(value, "ref", ""))
def test_each_we_ship_is_shown_after_the_answer_and_never_before(question, file):
    tell = [row.model_dump() for row in question.exhibit.tell]
    before = shown(question, file, answered=False)
    assert before == shown(question, file, answered=False, tell=[])
    assert marked(before) == ([], [])
    after = shown(question, file, answered=True)
    words, notes = marked(after)
    assert notes == [row["note"] for row in tell]
    if question.exhibit.people:
        assert after.count('<span class="told">') == int(tell[0]["text"])
        return
    numbered = [f"{row['text']} marked {n}" for n, row in enumerate(tell, start=1)]
    assert words == numbered, "from top to bottom"
