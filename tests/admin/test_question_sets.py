"""Sets at the desk: made, filled by search, put in order, opened and closed, and previewed."""

from html import unescape

import pytest
from django.contrib.auth.models import Group, User
from django.db import IntegrityError
from django.urls import reverse

from quiz.editorial import sets
from quiz.models import Question, QuestionSet, Round
from tests.desk import act, press, sent
from tests.factories import TODAY, BankFactory, QuestionFactory
from tests.layout import flat
from tests.play.test_question_set import make_set, start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
LIST = reverse("admin:quiz_questionset_changelist")
ADD = reverse("admin:quiz_questionset_add")


def at(page, question_set):
    return reverse(f"admin:quiz_questionset_{page}", args=[question_set.pk])


def text(page):
    return flat(unescape(page.content.decode()))


@pytest.fixture
def questions(today):
    bank = BankFactory(title="Cameras")
    return QuestionFactory.create_batch(5, bank=bank, live=True)


@pytest.fixture
def week(questions):
    return make_set(questions, state="draft")


def order(question_set):
    return [place.question for place in question_set.places.all()]


def test_an_editor_makes_a_set_without_a_script(admin_client, client, questions):
    typed = {"title": "This week", "ref": "this-week", "summary": "Five on cameras.",
             "bank": questions[0].bank_id, "state": "unlisted"}  # fmt: skip
    page = press(admin_client, admin_client.get(ADD), "_save", **typed)
    assert page.redirect_chain[-1][0] == at("find", QuestionSet.objects.get())
    page = admin_client.get(page.redirect_chain[-1][0], {"q": questions[3].ref})
    assert str(questions[3]) in text(page)
    assert str(questions[0]) not in text(page)
    page = press(admin_client, page, "Add what is ticked", question=questions[3].pk)
    assert "1 question added at the end." in text(page)
    made = QuestionSet.objects.get()
    both = [questions[0].pk, questions[2].pk]
    press(
        admin_client,
        admin_client.get(at("find", made)),
        "Add what is ticked",
        question=both,
        follow=False,
    )
    assert order(made) == [questions[3], questions[0], questions[2]]
    assert start(client).status_code == 302
    assert [turn.version.question for turn in Round.objects.get().turns.order_by("position")] == [
        questions[3], questions[0], questions[2]
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ({4: 2}, [0, 4, 1, 2, 3]),
        ({1: 4}, [0, 2, 3, 1, 4]),
        ({0: 5}, [1, 2, 3, 4, 0]),
        ({4: 1, 3: 1}, [3, 4, 0, 1, 2]),
        ({1: ""}, [0, 2, 3, 4]),
        ({0: "", 4: 2}, [4, 1, 2, 3]),
        ({0: 99}, [1, 2, 3, 4, 0]),
    ],
)
def test_the_order_is_typed_as_numbers_and_an_empty_one_takes_out(
    admin_client, week, questions, typed, after
):
    places = list(week.places.all())
    data = {f"place_{places[n].pk}": str(number) for n, number in typed.items()}
    press(admin_client, admin_client.get(at("change", week)), "_continue", **data, follow=False)
    assert order(week) == [questions[n] for n in after]
    assert [place.number for place in week.places.all()] == list(range(1, len(after) + 1))


def test_a_number_that_is_none_is_refused_at_its_place_and_what_was_typed_stays(admin_client, week):
    place = week.places.first()
    for wrong, said in (("0", "Places are counted from 1."), ("two", "“two” is no number")):
        data = {f"place_{place.pk}": wrong, "title": "Another name"}
        page = press(admin_client, admin_client.get(at("change", week)), "_continue", **data)
        assert said in text(page)
        assert 'value="Another name"' in page.content.decode()
    week.refresh_from_db()
    assert week.title == "This week’s quiz"


def test_what_is_left_out_today_is_said_beside_each_question(admin_client, week, questions):
    questions[0].retire(TODAY)
    questions[2].fact = questions[1].fact
    questions[2].save()
    draft = QuestionFactory(bank=week.bank)
    week.places.create(question=draft, number=6)
    page = text(admin_client.get(at("change", week)))
    assert page.count("Left out today.") == 3
    for said in ("It is retired.", "It has not been published.", "teaches the same"):
        assert said in page


@pytest.mark.any_database
def test_a_set_of_which_nothing_can_be_asked_says_so_when_it_is_opened(admin_client, questions):
    empty = make_set([], bank=questions[0].bank, state="draft")
    page = press(admin_client, admin_client.get(at("change", empty)), "_continue", state="unlisted")
    assert "None of its questions can be asked today" in text(page)


def test_its_address_and_bank_stay(admin_client, week):
    other = BankFactory()
    page = admin_client.get(at("change", week))
    press(admin_client, page, "_continue", ref="other", bank=other.pk, follow=False)
    week.refresh_from_db()
    assert (week.ref, week.bank != other) == ("this-week", True)


def test_only_questions_of_its_bank_that_are_not_in_it_are_offered_and_added(
    admin_client, week, questions
):
    elsewhere = QuestionFactory(live=True)
    retired = QuestionFactory(bank=week.bank, live=True)
    retired.retire(TODAY)
    page = text(admin_client.get(at("find", week)))
    assert "No other question of this bank has these words." in page
    posted = {"question": [elsewhere.pk, retired.pk, questions[0].pk, "x", 10**30]}
    page = sent(admin_client, at("find", week), posted, follow=True)
    assert "Tick the questions that you want to add." in text(page)
    assert order(week) == questions


def test_a_set_has_twenty_questions_at_most(admin_client, week):
    more = QuestionFactory.create_batch(17, bank=week.bank)
    page = admin_client.get(at("find", week))
    page = press(admin_client, page, "Add what is ticked", question=[each.pk for each in more])
    assert week.places.count() == QuestionSet.MOST == 20
    assert "A set has 20 questions at most: 2 of those you ticked had no room." in text(page)


def test_the_preview_of_a_draft_is_the_desks_alone_and_begins_nothing(admin_client, client, week):
    page = text(admin_client.get(at("preview", week)))
    assert "Only the desk sees this page." in page
    assert "5 questions, each with its source" in page
    assert client.get(at("preview", week)).status_code == 302
    assert client.get("/sets/this-week/").status_code == 404


def test_an_author_looks_and_an_editor_makes(client, week):
    for role, may in (("author", False), ("editor", True)):
        user = User.objects.create_user(role, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        assert client.get(LIST).status_code == client.get(at("preview", week)).status_code == 200
        assert client.get(ADD).status_code == (200 if may else 403)
        assert client.get(at("find", week)).status_code == (200 if may else 403)
        sent(client, at("change", week), {"title": role, "summary": "x", "state": "draft"})
        assert QuestionSet.objects.filter(title=role).exists() == may


def test_what_was_played_is_closed_rather_than_deleted(admin_client, client, week):
    QuestionSet.objects.update(state="unlisted")
    start(client)
    page = admin_client.get(at("delete", week))
    assert "It has been played. Close it" in text(page)
    assert "Delete it" not in page.content.decode()
    assert at("delete", week) not in admin_client.get(at("change", week)).content.decode()
    admin_client.post(at("delete", week), {"post": "yes"})
    assert QuestionSet.objects.exists()


def test_questions_ticked_in_the_list_are_added_in_its_order(admin_client, questions):
    week = make_set(questions[:1], state="draft")
    page = act(admin_client, "add_to_set", *questions[:3], question_set=week.pk)
    assert "2 questions added at the end." in text(page)
    assert {*order(week)} == {*questions[:3]}
    page = act(admin_client, "add_to_set", *questions[:3], question_set=week.pk)
    assert "They are in it already." in text(page)
    elsewhere = QuestionFactory(live=True)
    page = act(admin_client, "add_to_set", questions[0], elsewhere, question_set=week.pk)
    assert "A set belongs to one bank" in text(page)
    page = act(admin_client, "add_to_set", elsewhere, question_set=week.pk)
    assert "has no set that is not closed" in text(page)
    QuestionSet.objects.update(state="closed")
    page = act(admin_client, "add_to_set", questions[4], question_set=week.pk)
    assert "has no set that is not closed" in text(page)
    assert week.places.count() == 3


def test_a_question_goes_out_of_sets_when_it_is_deleted(admin_client, week):
    draft = QuestionFactory(bank=week.bank)
    week.places.create(question=draft, number=6)
    Question.objects.get(pk=draft.pk).delete()
    assert week.places.count() == 5


def test_a_question_stands_once_in_a_set(week, questions):
    with pytest.raises(IntegrityError):
        week.places.create(question=questions[0], number=9)


def test_its_pages_cost_the_same_whatever_it_has(admin_client, week, django_assert_max_num_queries):
    QuestionFactory.create_batch(30, bank=week.bank, live=True)
    for page in (at("change", week), at("find", week), at("preview", week), LIST):
        with django_assert_max_num_queries(16):
            admin_client.get(page)


def test_what_it_is_told_of_those_who_played_moves_in_steps(admin_client, week):
    assert "Played to the end" not in text(admin_client.get(at("change", week)))
    week.tallies.create(asked="x", length=5, tenths=20, n=67, shown=60)
    assert "Played to the end by 60 readers" in text(admin_client.get(at("change", week)))
    assert sets.played(week) == 60
