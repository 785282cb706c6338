"""My desk: what waits for the account that looks at it, and for nobody else."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from lxml import html

from quiz.models import DailyQuestion, Report
from tests.factories import TODAY, BankFactory, QuestionFactory, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
DAY = datetime.timedelta(days=1)


def member(name, role):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client = Client()
    client.force_login(user)
    return user, client


@pytest.fixture(autouse=True)
def on(today):
    return today


@pytest.fixture
def ann():
    return member("ann", "author")


@pytest.fixture
def ben():
    return member("ben", "author")


@pytest.fixture
def eva():
    return member("eva", "editor")


def written(user, **given):
    question = QuestionFactory(**given)
    question.wrote(TODAY, user)
    return question


def part(client, heading):
    """What stands in the part of the page with this heading, on one line; None without it."""
    page = html.fromstring(client.get("/admin/").content.decode())
    for found in page.xpath("//section[@class='part']"):
        if " ".join(found.xpath("string(.//h2)").split()).startswith(heading):
            return " ".join(found.text_content().split())
    return None


def lead(client):
    page = html.fromstring(client.get("/admin/").content.decode())
    return page.xpath("string(//main//p[@class='lead'])").strip()


@pytest.mark.each_database
def test_with_nothing_to_do_it_says_so(ann):
    _user, desk = ann
    assert lead(desk).startswith("No review waits for you")
    assert "You have no draft." in part(desk, "Your drafts")


def test_what_was_submitted_waits_for_an_editor_with_who_wrote_it(ann, eva):
    (author, her), (_editor, his) = ann, eva
    question = written(author, prompt="Is it so?")
    question.submit(TODAY, author)
    assert "Is it so? With an editor One right answer by ann, today Review" in part(his, "Waits")
    assert lead(his) == "1 question waits for you."
    assert part(her, "Waits for you") is None
    assert "Is it so?" in part(her, "Yours that wait for somebody else")


def test_what_is_approved_for_a_later_day_waits_for_nobody(ann, eva):
    (author, _her), (editor, his) = ann, eva
    question = written(author)
    question.submit(TODAY, author)
    question.schedule(TODAY + DAY, TODAY, editor)
    assert part(his, "Waits for you") is None
    assert "1 question is approved for a later day" in part(his, "Also to be done")
    page = his.get("/admin/quiz/question/", {"state": "review"}).content.decode()
    assert "0 questions" in page
    page = his.get(f"/admin/quiz/question/{question.pk}/change/").content.decode()
    assert "It waits for an editor" not in page
    assert "Approved by eva" in page


@pytest.mark.each_database
def test_where_four_eyes_are_asked_for_ones_own_waits_for_somebody_else(eva, settings):
    editor, his = eva
    settings.FOUR_EYES = True
    question = written(editor, prompt="Is it so?")
    question.submit(TODAY, editor)
    assert part(his, "Waits for you") is None
    assert "Is it so?" in part(his, "Yours that wait for somebody else")


def test_what_was_sent_back_is_with_its_author_until_it_is_submitted_again(ann, ben, eva):
    (author, her), (_other, beside), (editor, _his) = ann, ben, eva
    question = written(author, prompt="Is it so?")
    question.submit(TODAY, author)
    question.send_back(TODAY - DAY, editor, "Say who asked.")
    said = part(her, "Sent back to you")
    assert "Is it so? Say who asked. eva sent it back, yesterday Mend it" in said
    assert lead(her) == "1 came back with a note."
    assert "Is it so?" not in part(her, "Your drafts")
    assert part(beside, "Sent back to you") is None
    question.wrote(TODAY, author)
    assert "Say who asked." in part(her, "Sent back to you")
    question.submit(TODAY, author)
    assert part(her, "Sent back to you") is None


@pytest.mark.each_database
def test_what_an_editor_asks_about_a_live_question_is_with_its_author(ann, eva):
    (author, her), (editor, _his) = ann, eva
    question = written(author, prompt="Is it so?", live=True)
    question.ask_author(TODAY, editor, "Still 13 %?")
    assert "Is it so? Still 13 %? eva asked its author, today" in part(her, "Sent back to you")
    question.found_true(TODAY, editor)
    assert part(her, "Sent back to you") is None


def test_drafts_say_what_they_lack_and_the_last_written_comes_first(ann, ben):
    (author, her), (other, _beside) = ann, ben
    whole = written(author, prompt="Whole?")
    written(author, prompt="Bare?", explanation="", check=False)
    written(other, prompt="Of another?")
    said = part(her, "Your drafts")
    assert said.startswith("Your drafts 2 Bare? Draft 2 things to mend by ann, today Go on")
    assert "Whole? Draft Nothing is missing" in said
    assert "Of another?" not in said
    whole.wrote(TODAY, author, "Again.")
    assert part(her, "Your drafts").startswith("Your drafts 2 Whole?")


def test_what_runs_out_is_an_authors_own_and_of_an_editor_all(ann, eva):
    (author, her), (_editor, his) = ann, eva
    written(author, prompt="Mine?", live=True, check=TODAY - DAY)
    QuestionFactory(prompt="Of another?", live=True, check=TODAY + DAY)
    QuestionFactory(prompt="Later?", live=True, check=TODAY + 90 * DAY)
    said = part(her, "Running out 1")
    assert said.endswith("Ran out on 21 November 2026: no new round asks it Mine?")
    assert "By 23 November 2026 Of another?" in part(his, "Running out 2")
    assert "1 has left the quiz" in lead(her)


def test_reports_are_of_ones_own_questions_and_only_editors_read_the_words(ann, ben, eva, client):
    (author, her), (_other, beside), (_editor, his) = ann, ben, eva
    played = make_round("choice")
    client.post(f"/rounds/{played.key}/1/", {"response": "Forty"})
    turn = played.turns.get()
    turn.version.question.wrote(TODAY, author)
    Report.file(turn, "wrong", "It was nine.", TODAY)
    assert "“It was nine.” The answer is wrong" in part(his, "Reported by readers 1")
    assert "The answer is wrong today" in part(her, "Reported by readers 1")
    assert "nine" not in part(her, "Reported by readers")
    assert part(beside, "Reported by readers") is None


def test_todays_question_and_tomorrows(eva):
    _editor, desk = eva
    assert "Home has none today." in part(desk, "Today’s question")
    hook = QuestionFactory(prompt="Which one?", live=True, hook=True)
    DailyQuestion.objects.create(day=TODAY, question=hook)
    said = part(desk, "Today’s question")
    assert "Ready for a day to come 1 Which one? Tomorrow: nothing is chosen" in said
    assert "1 question is ready to be one of the day, for the 14 days" in part(
        desk, "Also to be done"
    )


def test_banks_are_counted(ann):
    _author, desk = ann
    bank = BankFactory(title="Cameras", state="listed")
    QuestionFactory(bank=bank, live=True)
    QuestionFactory(bank=bank, live=True, check=TODAY - DAY)
    QuestionFactory(bank=bank)
    assert "Cameras Listed 2 1 1" in part(desk, "Banks")
    assert "New bank" not in part(desk, "Banks")


def test_what_one_published_stands_there_the_last_first(ann, eva):
    (editor, desk), (_author, hers) = eva, ann
    for asked in ("First?", "Second?"):
        QuestionFactory(prompt=asked).publish(TODAY, editor)
    said = part(desk, "Published by you last")
    assert said.index("Second?") < said.index("First?")
    assert part(hers, "Published by you last") is None


def test_it_says_no_hour_and_costs_the_same_for_few_and_many(
    ann, eva, client, django_assert_max_num_queries
):
    (author, _hers), (editor, desk) = ann, eva
    for _n in range(8):
        written(author).submit(TODAY, author)
        written(editor).send_back(TODAY, editor, "No.")
        written(editor)
        written(editor, live=True, check=TODAY)
        played = make_round("choice")
        client.post(f"/rounds/{played.key}/1/", {"response": "Forty"})
        Report.file(played.turns.get(), "wrong", "It was nine.", TODAY)
    with django_assert_max_num_queries(38):
        page = desk.get("/admin/").content.decode()
    assert "All your drafts" in page
    assert lead(desk).startswith("8 questions wait for you.")
    main = page[page.index("<main") :]
    assert not [word for word in main.split() if word[:2].isdigit() and word[2:3] == ":"]
