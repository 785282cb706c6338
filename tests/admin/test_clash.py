"""Two people on one thing: both texts are shown, and no field of either goes unseen."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from lxml import html

from quiz.admin.edit_conflicts import NOTHING_LOST
from quiz.models import Bank, Draft, Fact, Question, Source, Topic
from tests.desk import press
from tests.factories import (
    BankFactory,
    FactFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
)
from tests.layout import flat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

PASSWORD = "a long pass phrase"
EXPLAINED = "Eight of them were right. Nobody counted the rest."


@pytest.fixture
def desk():
    """A function that gives the client of an editor who may do everything."""

    def of(name):
        client = Client()
        client.force_login(User.objects.create_superuser(name, password=PASSWORD))
        return client

    return of


@pytest.fixture
def ann(desk):
    return desk("ann")


@pytest.fixture
def bob(desk):
    return desk("bob")


def address(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def clash(ann, bob, row, theirs, mine, button="_continue"):
    """The page that Bob is shown, who had opened it before Ann saved."""
    hers, his = ann.get(address(row)), bob.get(address(row))
    assert press(ann, hers, button, follow=False, **theirs).status_code == 302, "it is saved"
    return press(bob, his, button, **mine)


def said(page):
    return flat(page.content.decode())


def ticked(page):
    """Which radio of each part is ticked."""
    found = html.fromstring(page.content.decode()).xpath("//input[@type='radio'][@checked]")
    return {each.get("name").removeprefix("choose-"): each.get("value") for each in found}


def parts(page):
    found = html.fromstring(page.content.decode()).xpath("//fieldset/legend/text()")
    return [" ".join(each.split()) for each in found]


def save(client, page, **chosen):
    assert "Save what is chosen" in said(page)
    return press(client, page, "_continue", **chosen)


def choose(**chosen):
    return {f"choose-{name}": value for name, value in chosen.items()}


def question(**fields):
    return QuestionFactory(explanation=EXPLAINED, live=True, **fields)


@pytest.mark.each_database
def test_what_only_one_changed_is_taken_over(ann, bob):
    row = question()
    right = {**row.spec, "right": "Nine"}
    page = clash(ann, bob, row, {"right": "Nine"}, {"explanation": "Otherwise."})
    assert str(NOTHING_LOST) in said(page)
    assert "both fit together: look, and save" in said(page)
    assert "Changed by ann only: theirs is taken." in said(page)
    assert "Only you changed it: yours is kept." in said(page)
    assert ticked(page) == {"right": "theirs", "explanation": "mine"}
    row.refresh_from_db()
    assert row.explanation == EXPLAINED, "nothing is saved yet"
    assert "Saved." in said(save(bob, page))
    row.refresh_from_db()
    assert (row.spec, row.explanation) == (right, "Otherwise.")


def test_what_both_changed_has_to_be_chosen(ann, bob):
    row = question()
    page = clash(ann, bob, row, {"prompt": "From Ann?"}, {"prompt": "From Bob?"})
    assert "Both of you changed one thing: choose." in said(page)
    assert re.search(r"<strong>ann</strong>, 22 November 2026: Changed Question", said(page))
    assert ticked(page) == {}
    again = save(bob, page)
    assert "Choose here, too:" in said(again)
    row.refresh_from_db()
    assert row.prompt == "From Ann?"
    for client_page, chosen, kept in [
        (page, {"choose-prompt": "theirs"}, "From Ann?"),
        (again, {"choose-prompt": "text", "text-prompt": "From both?"}, "From both?"),
    ]:
        assert "Saved." in said(save(bob, client_page, **chosen))
        row.refresh_from_db()
        assert row.prompt == kept


def test_yours_is_kept_if_you_say_so(ann, bob):
    row = question()
    page = clash(ann, bob, row, {"prompt": "From Ann?"}, {"prompt": "From Bob?"})
    save(bob, page, **choose(prompt="mine"), follow=False)
    row.refresh_from_db()
    assert row.prompt == "From Bob?"


def test_what_was_pressed_is_gone_on_with(ann, bob):
    row = question()
    hers, his = ann.get(address(row)), bob.get(address(row))
    press(ann, hers, "_continue", prompt="From Ann?", follow=False)
    page = press(bob, his, "_publish", prompt="From Bob?")
    assert "Save what is chosen, and review it" in said(page)
    again = press(bob, page, "_publish")
    assert "Choose here, too:" in said(again)
    reviewed = press(bob, again, "_publish", **choose(prompt="mine"))
    assert reviewed.redirect_chain[-1][0].endswith(f"/{row.pk}/publish/")
    row.refresh_from_db()
    assert row.prompt == "From Bob?"


def test_different_sentences_fit_together(ann, bob):
    row = question()
    page = clash(
        ann, bob, row,
        {"explanation": EXPLAINED.replace("were right", "were correct")},
        {"explanation": EXPLAINED + " Ask who did."},
    )  # fmt: skip
    assert ticked(page) == {"explanation": "text"}
    assert "You changed different places in it, so both fit." in said(page)
    save(bob, page, follow=False)
    row.refresh_from_db()
    assert row.explanation == ("Eight of them were correct. Nobody counted the rest. Ask who did.")


def test_what_was_written_anew_is_still_there_if_something_else_is_not_chosen(ann, bob):
    row = question()
    page = clash(
        ann, bob, row,
        {"prompt": "From Ann?", "action": "Ann’s."}, {"prompt": "From Bob?", "action": "Bob’s."},
    )  # fmt: skip
    again = save(bob, page, **{"choose-prompt": "text", "text-prompt": "From both?"})
    assert ticked(again) == {"prompt": "text"}
    save(bob, again, **choose(action="theirs"), follow=False)
    row.refresh_from_db()
    assert (row.prompt, row.action) == ("From both?", "Ann’s.")


def test_a_third_persons_edit_is_shown_as_well(ann, bob, desk):
    row = question()
    page = clash(ann, bob, row, {"prompt": "From Ann?"}, {"prompt": "From Bob?"})
    cem = desk("cem")
    press(
        cem, cem.get(address(row)), "_continue", prompt="From Cem?", action="Cem’s.", follow=False
    )
    again = save(bob, page, **choose(prompt="mine"))
    assert str(NOTHING_LOST) in said(again)
    assert "<strong>cem</strong>" in said(again)
    assert "<strong>ann</strong>" not in said(again)
    save(bob, again, **choose(prompt="theirs"), follow=False)
    row.refresh_from_db()
    assert (row.prompt, row.action) == ("From Cem?", "Cem’s.")


def test_a_row_that_was_taken_out_above_moves_none_of_mine(ann, bob):
    """Rows are compared as a list, not by their number."""
    row = question()
    wrong = row.spec["wrong"]
    assert len(wrong) == 3
    hers = {
        f"wrong_{n}_{column}": wrong[n][column] if n < 3 else ""
        for n in (1, 2, 3)
        for column in ("text", "tempts")
    }
    page = clash(ann, bob, row, hers, {"wrong_3_text": "Bob’s"})
    assert ticked(page) == {"wrong": "both"}
    assert parts(page) == ["Wrong answer"]
    save(bob, page, follow=False)
    row.refresh_from_db()
    assert row.spec["wrong"] == [wrong[1], {**wrong[2], "text": "Bob’s"}]


def test_a_row_that_was_added_below_is_kept_though_theirs_has_fewer(ann, bob):
    row = question()
    wrong = [{"text": f"Wrong {n}", "tempts": "So it seems."} for n in range(1, 8)]
    Question.objects.update(spec={**row.spec, "wrong": wrong})
    hers = {f"wrong_{n}_{column}": "" for n in range(3, 8) for column in ("text", "tempts")}
    page = clash(ann, bob, row, hers, {"wrong_8_text": "Bob’s", "prompt": "From Bob?"})
    save(bob, page, **choose(wrong="mine"), follow=False)
    row.refresh_from_db()
    assert row.spec["wrong"] == [*wrong, {"text": "Bob’s", "tempts": ""}]


def test_rows_that_do_not_fit_are_chosen_as_a_whole(ann, bob):
    row = question()
    page = clash(ann, bob, row, {"wrong_1_text": "Ann’s"}, {"wrong_1_text": "Bob’s"})
    assert ticked(page) == {}
    save(bob, page, **choose(wrong="theirs"), follow=False)
    row.refresh_from_db()
    assert row.spec["wrong"][0]["text"] == "Ann’s"


def test_what_stands_beside_the_form_counts_too(ann, bob):
    """Retired meanwhile: what was typed is kept, and it is said what happened."""
    row = question()
    his = bob.get(address(row))
    press(ann, ann.get(address(row)), "_retire", follow=False)
    page = press(bob, his, "_continue", prompt="From Bob?")
    assert "Retired." in said(page)
    assert ticked(page) == {"prompt": "mine"}
    save(bob, page, follow=False)
    row.refresh_from_db()
    assert (row.prompt, row.state) == ("From Bob?", "retired")


def test_a_page_that_does_not_say_what_it_began_with_overwrites_nothing_unseen(ann, bob):
    """From before an upgrade, or made up: then whatever differs has to be chosen."""
    row = question()
    his = bob.get(address(row))
    press(ann, ann.get(address(row)), "_continue", prompt="From Ann?", follow=False)
    for began in ("", "made:up"):
        page = press(bob, his, "_continue", explanation="Bob’s.", began=began)
        assert ticked(page) == {}
        assert {"Question", "Explanation"} <= set(parts(page))
    save(bob, page, **choose(prompt="theirs", explanation="mine"), follow=False)
    row.refresh_from_db()
    assert (row.prompt, row.explanation) == ("From Ann?", "Bob’s.")


def test_choices_that_were_made_up_change_nothing(ann, bob):
    row = question()
    page = clash(ann, bob, row, {"prompt": "From Ann?"}, {"prompt": "From Bob?"})
    again = save(bob, page, choosing="made:up", **choose(prompt="mine"))
    assert str(NOTHING_LOST) in said(again)
    row.refresh_from_db()
    assert row.prompt == "From Ann?"


def test_what_another_field_refuses_comes_back_on_the_form_with_what_was_chosen(ann, bob):
    row = question()
    page = clash(ann, bob, row, {"action": "Ann’s."}, {"prompt": "  ", "minutes": "soon"})
    again = save(bob, page)
    assert "“soon” is no number" in said(again)
    assert 'name="action"' in said(again)
    assert "Ann’s." in said(again)


@pytest.mark.each_database
def test_a_source_that_is_added_in_place_does_not_hide_theirs(ann, bob):
    """Which of the two holds is one question, however many fields it has."""
    row = question()
    theirs = SourceFactory(bank=row.bank, title="Ann’s source")
    mine = {"source_new_url": "https://bob.example/", "source_new_title": "Bob’s source"}
    page = clash(ann, bob, row, {"source": str(theirs.pk)}, mine)
    assert ticked(page) == {}
    assert "Bob’s source" in said(page)
    for chosen, title in (("theirs", "Ann’s source"), ("mine", "Bob’s source")):
        press(bob, page, "_continue", **choose(source=chosen), follow=False)
        row.refresh_from_db()
        assert row.source.title == title
        page = clash(ann, bob, row, {"source": str(theirs.pk), "action": chosen}, mine)


def test_in_a_window_of_its_own_it_stays_in_that_window(ann, bob):
    row = SourceFactory()
    his = bob.get(f"{address(row)}?_popup=1")
    press(ann, ann.get(address(row)), "_continue", title="Ann’s", follow=False)
    page = press(bob, his, "_save", title="Bob’s")
    assert 'name="_popup"' in said(page)
    closed = save(bob, page, **choose(title="mine"))
    assert "popup_response" in closed.content.decode()
    row.refresh_from_db()
    assert row.title == "Bob’s"


MESSAGE = {
    "type": "message", "caption": "A text message", "lines": ["Your parcel waits. Pay."],
    "rows": [{"label": "From", "value": "Post"}, {"label": "On", "value": "Monday"}],
    "tell": [{"text": "Pay.", "note": "No post asks that."}],
}  # fmt: skip


def test_what_there_is_to_look_at_is_compared_part_by_part(ann, bob):
    row = question(exhibit=MESSAGE)
    page = clash(
        ann, bob, row,
        {"exhibit-caption": "Ann’s message", "exhibit-rows-1-value": "The post"},
        {"exhibit-rows-2-value": "Tuesday", "exhibit-lines": "Your parcel waits. Pay. Now."},
    )  # fmt: skip
    assert ticked(page) == {
        "exhibit-caption": "theirs", "exhibit-rows": "both", "exhibit-lines": "mine"
    }  # fmt: skip
    assert "Something to look at: " in parts(page)[0]
    assert "Saved." in said(save(bob, page))
    row.refresh_from_db()
    assert row.exhibit["caption"] == "Ann’s message"
    assert row.exhibit["lines"] == ["Your parcel waits. Pay. Now."]
    assert [each["value"] for each in row.exhibit["rows"]] == ["The post", "Tuesday"]
    assert row.exhibit["tell"] == MESSAGE["tell"]


def test_one_that_was_taken_away_meanwhile_can_stay_away(ann, bob):
    row = question(exhibit=MESSAGE)
    gone = {name: "" for name in fields_on(ann.get(address(row))) if name.startswith("exhibit-")}
    page = clash(ann, bob, row, {**gone, "exhibit-was": "message"}, {"exhibit-caption": "Bob’s"})
    assert ticked(page)["exhibit-type"] == "theirs"
    save(bob, page, **choose(**{"exhibit-caption": "theirs"}), follow=False)
    row.refresh_from_db()
    assert not row.exhibit


def fields_on(page):
    return html.fromstring(page.content.decode()).xpath("//form[@id='question_form']//*/@name")


def test_the_hours_of_a_bank_are_taken_over(ann, bob):
    row = BankFactory()
    page = clash(
        ann, bob, row,
        {"opens_at_0": "2026-12-24", "opens_at_1": "09:00"},
        {"closes_at_0": "2026-12-31", "closes_at_1": "17:30"},
    )  # fmt: skip
    assert ticked(page) == {"opens_at": "theirs", "closes_at": "mine"}
    save(bob, page, follow=False)
    row.refresh_from_db()
    assert str(row.opens_at.date()) == "2026-12-24"
    assert str(row.closes_at.date()) == "2026-12-31"


@pytest.mark.parametrize(
    ("make", "hers", "his"),
    [
        (SourceFactory, {"title": "Ann’s"}, {"publisher": "Bob’s"}),
        (SourceFactory, {"date": "2021"}, {"url": "https://bob.example/"}),
        (BankFactory, {"title": "Ann’s"}, {"summary": "Bob’s"}),
    ],
)
@pytest.mark.each_database
def test_nothing_else_loses_a_field_either(ann, bob, make, hers, his):
    row = make()
    page = clash(ann, bob, row, hers, his)
    assert ticked(page) == dict.fromkeys(hers, "theirs") | dict.fromkeys(his, "mine")
    save(bob, page, follow=False)
    row.refresh_from_db()
    for name, value in {**hers, **his}.items():
        assert getattr(row, name) == value


@pytest.mark.parametrize(
    ("make", "model", "name"),
    [
        (TopicFactory, Topic, "title"),
        (FactFactory, Fact, "text"),
        (SourceFactory, Source, "title"),
        (BankFactory, Bank, "title"),
    ],
)
@pytest.mark.parametrize("chosen", ["theirs", "mine"])
@pytest.mark.each_database
def test_one_field_of_both_is_chosen(ann, bob, make, model, name, chosen):
    row = make()
    page = clash(ann, bob, row, {name: "Ann’s"}, {name: "Bob’s"})
    save(bob, page, **choose(**{name: chosen}), follow=False)
    assert (
        getattr(model.objects.get(pk=row.pk), name) == {"theirs": "Ann’s", "mine": "Bob’s"}[chosen]
    )


@pytest.mark.each_database
def test_an_account_that_was_closed_meanwhile_stays_closed(ann, bob):
    row = User.objects.create_user("author", is_staff=True)
    row.groups.add(Group.objects.get(name="author"))
    hers, his = ann.get(address(row)), bob.get(address(row))
    fields = {"username": "author", "role": "author"}
    closed = {"seen": seen(hers), "began": hidden(hers, "began"), **fields}
    ann.post(address(row), closed)
    row.refresh_from_db()
    assert not row.is_active
    page = press(bob, his, "_continue", role="editor", own_password=PASSWORD)
    assert PASSWORD not in said(page)
    assert ticked(page) == {"is_active": "theirs", "role": "mine"}
    assert "Editor: also reviews" in said(page)
    page = save(bob, page)
    assert "Write your own password" in said(page), "which goes from page to page by itself never"
    press(bob, page, "_continue", own_password=PASSWORD, follow=False)
    row.refresh_from_db()
    assert not row.is_active
    assert [group.name for group in row.groups.all()] == ["editor"]


def hidden(page, name):
    (value,) = html.fromstring(page.content.decode()).xpath(f"//input[@name='{name}']/@value")
    return value


def seen(page):
    return hidden(page, "seen")


@pytest.mark.each_database
def test_what_was_typed_is_kept_until_what_was_chosen_is_saved(ann, bob):
    """As a draft: whoever leaves the page of choices finds it again, and the choices with it."""
    row = question()
    page = clash(ann, bob, row, {"prompt": "From Ann?"}, {"prompt": "From Bob?"})
    (kept,) = Draft.objects.all()
    form = bob.get(kept.address)
    again = press(bob, form, "_continue")
    assert str(NOTHING_LOST) in said(again)
    assert ticked(again) == {}
    assert "From Bob?" in hidden(again, "prompt")
    row.refresh_from_db()
    assert row.prompt == "From Ann?"
    save(bob, page, **choose(prompt="mine"), follow=False)
    row.refresh_from_db()
    assert row.prompt == "From Bob?"
    assert not Draft.objects.filter(key=kept.key).exists()


@pytest.mark.parametrize("make", [lambda: QuestionFactory(), SourceFactory, TopicFactory])
@pytest.mark.each_database
def test_what_was_typed_about_something_that_is_deleted_meanwhile_is_shown(ann, bob, make):
    row = make()
    name = {"question": "explanation"}.get(row._meta.model_name, "title")
    his = bob.get(address(row))
    gone = reverse(f"admin:quiz_{row._meta.model_name}_delete", args=[row.pk])
    press(ann, ann.get(gone), "Delete it", follow=False)
    page = press(bob, his, "_continue", **{name: "What Bob typed."})
    assert page.status_code == 404
    assert "Deleted by ann on 22 November 2026" in said(page)
    assert "What Bob typed." in said(page)
    assert not type(row).objects.exists()


def test_what_is_written_on_the_page_of_choices_is_kept_as_well(ann, bob):
    row = question()
    page = clash(
        ann, bob, row,
        {"prompt": "From Ann?", "action": "Ann’s."}, {"prompt": "From Bob?", "action": "Bob’s."},
    )  # fmt: skip
    form = html.fromstring(page.content.decode()).get_element_by_id("clash-form")
    typed = dict(form.form_values()) | {"choose-prompt": "text", "text-prompt": "From both?"}
    kept = {"_number": str(int(hidden_number(page)) + 1), "_path": address(row), "_query": ""}
    assert bob.post(reverse("admin:keep_typed"), {**typed, **kept}).json()["kept"]
    again = press(bob, bob.get(Draft.objects.get().address), "_continue")
    assert hidden(again, "prompt").strip() == "From both?"
    assert parts(again) == ["Question", "One thing to do today"]
    row.refresh_from_db()
    assert row.prompt == "From Ann?"


def hidden_number(page):
    (number,) = html.fromstring(page.content.decode()).xpath("//input[@data-keep]/@data-number")
    return number


def test_a_second_window_is_said_to_be_yours(ann):
    row = question()
    page = clash(ann, ann, row, {"prompt": "One?"}, {"prompt": "Two?"})
    assert "You, in another window" in said(page)


def test_a_check_that_was_renewed_meanwhile_is_not_taken_back(ann, bob):
    row = question()
    his = bob.get(address(row))
    check = {"checked_on": "2026-11-22", "review_by": "2027-11-22", "confirmed": ["key"],
             "pages": "https://paper.example/a"}  # fmt: skip
    press(ann, ann.get(address(row)), "_continue", **check, follow=False)
    n = row.checks.count()
    page = press(bob, his, "_continue", explanation="Bob’s.")
    save(bob, page, follow=False)
    row.refresh_from_db()
    assert (row.explanation, row.checks.count()) == ("Bob’s.", n)
    assert str(row.latest_check().review_by) == "2027-11-22"


@pytest.mark.each_database
def test_the_page_asks_the_database_a_fixed_number_of_times(
    ann, bob, django_assert_max_num_queries
):
    row = question()
    his = bob.get(address(row))
    press(
        ann,
        ann.get(address(row)),
        "_continue",
        prompt="From Ann?",
        explanation="Ann’s.",
        follow=False,
    )
    with django_assert_max_num_queries(60):
        press(
            bob,
            his,
            "_continue",
            prompt="From Bob?",
            explanation="Bob’s.",
            action="Bob’s.",
            follow=False,
        )


def test_it_is_said_in_words_what_was_taken_out_and_put_in(ann, bob):
    row = question()
    page = clash(ann, bob, row, {"prompt": "From Ann?"}, {"prompt": "From Bob?"})
    assert "taken out:" in said(page)
    assert "put in:" in said(page)
    assert Question.objects.get().prompt == "From Ann?"
