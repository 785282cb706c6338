"""What there is to look at before a question: made, mended, drawn and compared at the desk."""

import json
from typing import get_args

import pytest
from django.http import QueryDict
from django.urls import reverse
from lxml import html

from quiz.admin.forms.exhibit import ExhibitField
from quiz.admin.forms.exhibit_typed import Typed
from quiz.content import exhibit_words, exhibits
from quiz.exchange.bank_file import read_path
from quiz.exchange.bank_shape import Exhibit
from quiz.management.commands.loadbanks import SHIPPED
from quiz.models import Question
from tests.desk import press, undone
from tests.factories import NUMBERS, QuestionFactory
from tests.play.test_tell import EXHIBIT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

TYPES = get_args(Exhibit.model_fields["type"].annotation)
OURS = {
    question.ref: question.exhibit
    for path in sorted(SHIPPED.glob("*.yaml"))
    for question in read_path(path)[0].questions
    if question.exhibit
}
MESSAGE = {
    "exhibit-type": "message",
    "exhibit-caption": "A message",
    "exhibit-lines": "Pay today at post.example.",
    "exhibit-tell-1-text": "today",
    "exhibit-tell-1-note": "A hurry.",
    "exhibit-tell-2-text": "post.example",
    "exhibit-tell-2-note": "Whose?",
}


@pytest.fixture
def desk(admin_client, settings):
    settings.FOUR_EYES = False
    return admin_client


def page_of(question, name="change"):
    return reverse(f"admin:quiz_question_{name}", args=[question.pk])


def document(response):
    return html.fromstring(response.content.decode())


def stands(page, field):
    """What stands in a field of a page."""
    return document(page).xpath(f"//*[@name='exhibit-{field}']")[0].value or ""


def said_at(page, field):
    """What is said at a field of a page, as those hear it who are told which words belong to it."""
    found = document(page).xpath(f"//*[@name='exhibit-{field}']")[0]
    assert found.get("aria-invalid") == "true"
    told = document(page).get_element_by_id(found.get("aria-describedby"))
    return " ".join(told.text_content().split())


def saved(desk, question, **typed):
    """What the page says once what was ``typed`` in it is saved."""
    return press(desk, desk.get(page_of(question)), "_continue", **typed)


def said(exhibit):
    return {name: value for name, value in exhibit.items() if value not in ("", [], None)}


def sent_by(exhibit):
    """What a browser sends of the fields for ``exhibit``, left as they are."""
    form = html.fromstring(f"<form>{ExhibitField().widget.render('exhibit', exhibit)}</form>")
    sent = QueryDict(mutable=True)
    for name, value in form.form_values():
        sent.appendlist(name, value.replace("\n", "\r\n"))
    return sent


def test_every_type_of_a_file_has_its_words_and_is_offered_once():
    offered = [each for types in exhibit_words.GROUPS.values() for each in types]
    assert sorted(offered) == sorted(exhibit_words.TYPES) == sorted(TYPES)
    assert set(exhibit_words.PARTS) == set(Exhibit.model_fields)
    for name, parts in exhibits.DRAWN.items():
        assert exhibit_words.TYPES[name].parts == parts


@pytest.mark.parametrize("ref", OURS)
def test_each_we_ship_comes_back_from_the_form_as_it_is(ref):
    exhibit = OURS[ref].model_dump()
    field = ExhibitField(required=False)
    typed = field.widget.value_from_datadict(sent_by(exhibit), {}, "exhibit")
    assert field.clean(typed) == exhibit
    assert not field.has_changed(exhibit, typed)
    drawn = typed.drawn()
    assert said(drawn) == said({"tell": [], **exhibit})


def test_it_is_made_and_mended_and_taken_away(desk):
    question = QuestionFactory()
    assert stands(desk.get(page_of(question)), "type") == ""
    assert saved(desk, question, **MESSAGE).redirect_chain
    question.refresh_from_db()
    assert said(question.exhibit) == EXHIBIT
    page = desk.get(page_of(question))
    assert {name: stands(page, name.removeprefix("exhibit-")) for name in MESSAGE} == MESSAGE
    rows = {"exhibit-rows-1-label": "From", "exhibit-rows-1-value": "Post"}
    assert saved(desk, question, **rows).redirect_chain
    question.refresh_from_db()
    assert said(question.exhibit) == {**EXHIBIT, "rows": [{"label": "From", "value": "Post"}]}
    assert saved(desk, question, **{"exhibit-type": ""}).redirect_chain
    question.refresh_from_db()
    assert question.exhibit is None


@pytest.mark.parametrize("name", NUMBERS)
def test_a_drawing_is_made_from_its_numbers(desk, name):
    question = QuestionFactory()
    typed = {f"exhibit-{each}": str(value).strip("[]") for each, value in NUMBERS[name].items()}
    page = saved(desk, question, **{"exhibit-type": name, "exhibit-caption": "It", **typed})
    assert page.redirect_chain
    question.refresh_from_db()
    assert said(question.exhibit) == {"type": name, "caption": "It", **NUMBERS[name]}
    assert document(page).xpath("//template//*[@role='img']")


def test_who_leaves_it_alone_changes_nothing(desk):
    question = QuestionFactory(exhibit=EXHIBIT, live=True)
    assert saved(desk, question).redirect_chain
    question = Question.objects.get()
    assert question.exhibit == EXHIBIT
    assert not question.edited


def test_a_page_without_the_fields_takes_no_exhibit_away(desk):
    question = QuestionFactory(exhibit=EXHIBIT)
    page = desk.get(page_of(question))
    older = document(page).xpath("//form[@id='question_form']")[0].fields
    older = {name: said for name, said in older.items() if said and "exhibit" not in name}
    assert desk.post(page_of(question), older).status_code == 302
    assert Question.objects.get().exhibit == EXHIBIT


TELL_3 = {"exhibit-tell-3-text": "post", "exhibit-tell-3-note": "No."}


WRONG = [
    ({"exhibit-tell-1-text": "tomorrow"}, "tell-1-text", "stands nowhere in the exhibit"),
    ({"exhibit-tell-1-text": "p"}, "tell-1-text", "stands 2 times in the exhibit"),
    (TELL_3, "tell-3-text", "overlaps with what is marked before"),
    ({"exhibit-tell-1-text": ""}, "tell-1-text", "Which words?"),
    ({"exhibit-tell-2-note": ""}, "tell-2-note", "Say what they give away."),
    ({"exhibit-tell-2-note": "so " * 13}, "tell-2-note", "13 words: 12 are the most."),
    ({"exhibit-caption": " "}, "caption", "Say in a few words what it is"),
    ({"exhibit-caption": "a" * 301}, "caption", "has 301 characters: 300 are the most."),
    ({"exhibit-lines": "a" * 301 + " today post.example"}, "lines", "300 are the most."),
    ({"exhibit-rows-1-value": "Post"}, "rows-1-label", "Say what this is"),
    ({"exhibit-type": ""}, "type", "Choose what it is"),
    ({"exhibit-type": "riddle"}, "type", "Choose what it is"),
    ({"exhibit-title": "word " * 1200}, "type", "5000 characters are the most"),
    ({f"exhibit-tell-{n}-text": "so" for n in range(1, 42)}, "tell-41-text", "40 places"),
    ({"exhibit-people": "3"}, "people", "“Text message” is not drawn from this: empty it"),
    ({"exhibit-type": "crowd"}, "people", "It is drawn from this number: fill it in."),
    ({"exhibit-type": "crowd", "exhibit-people": "121"}, "people", "room for 120 people"),
    ({"exhibit-type": "crowd", "exhibit-people": "1.5"}, "people", "Write whole numbers"),
    ({"exhibit-type": "crowd", "exhibit-people": "1 2"}, "people", "Write one number."),
    ({"exhibit-type": "crowd", "exhibit-people": "3", "exhibit-flagged": "4"}, "flagged",
     "More are flagged than there are people."),
    ({"exhibit-type": "threshold", "exhibit-limit": "3", "exhibit-scores": "3, 4, many"},
     "scores", "Write whole numbers"),
    ({"exhibit-type": "threshold", "exhibit-limit": "3", "exhibit-scores": "3, 400"},
     "scores", "from 0 to 100"),
]  # fmt: skip


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(desk):
    question = QuestionFactory()
    opened = desk.get(page_of(question))
    for changes, field, sentence in WRONG:
        typed = MESSAGE | changes
        page = press(desk, opened, "_continue", follow=False, **typed)
        assert page.status_code == 200, changes
        assert sentence in said_at(page, field), changes
        for name in typed.keys() - {"exhibit-type"}:
            assert stands(page, name.removeprefix("exhibit-")) == typed[name], (changes, name)
        question.refresh_from_db()
        assert question.exhibit is None, changes
        mended = {name: MESSAGE.get(name, "") for name in changes}
        with undone():
            saved_page = press(desk, page, "_continue", follow=False, **mended)
            assert saved_page.status_code == 302, changes


@pytest.mark.parametrize("other", TYPES)
def test_what_fits_is_kept_when_it_gets_another_look(desk, other):
    whole = {"title": "Parcel 9", "rows": [{"label": "From", "value": "Post"}], "buttons": ["Pay"]}
    question = QuestionFactory(exhibit=EXHIBIT | whole)
    numbers = NUMBERS_TYPED.get(other, {})
    page = saved(desk, question, follow=False, **{"exhibit-type": other}, **numbers)
    assert page.status_code == 302
    question.refresh_from_db()
    assert said(question.exhibit) == {**EXHIBIT, **whole, "type": other, **NUMBERS.get(other, {})}


NUMBERS_TYPED = {
    kind: {f"exhibit-{name}": str(value).strip("[]") for name, value in numbers.items()}
    for kind, numbers in NUMBERS.items()
}


def test_a_tell_that_has_lost_its_words_keeps_a_question_from_being_published(desk):
    lost = EXHIBIT | {"lines": ["Pay at once."]}
    question = QuestionFactory(exhibit=lost)
    page = press(desk, desk.get(page_of(question)), "_publish")
    assert "stands nowhere in the exhibit" in said_at(page, "tell-1-text")


# The drawing


def drawn(response):
    """What is drawn of an exhibit, before and after the answer, as its words."""
    shown = document(response).xpath("//template/figure") if response.content.strip() else []
    return [" ".join(figure.text_content().split()) for figure in shown]


def test_it_is_drawn_on_its_page_before_and_after_the_answer(desk):
    question = QuestionFactory(exhibit=EXHIBIT)
    before, after = drawn(desk.get(page_of(question)))
    assert before == "A message Pay today at post.example."
    assert after == (
        "A message Pay today marked 1 at post.example marked 2. "
        "How you can tell: A hurry. Whose?"
    )  # fmt: skip


def draw(client, **typed):
    return client.post(reverse("admin:quiz_question_exhibit"), typed)


def test_what_is_typed_is_drawn_and_nothing_is_kept(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        before, after = drawn(draw(desk, **MESSAGE))
    assert before == "A message Pay today at post.example."
    assert "marked 2" in after
    assert drawn(draw(desk)) == drawn(draw(desk, **{"exhibit-type": "riddle"})) == []
    assert not Question.objects.exists()


@pytest.mark.parametrize(
    ("changes", "link", "said"),
    [
        ({"exhibit-tell-1-text": "tomorrow"}, "#id_exhibit-tell-1-text", "stands nowhere"),
        ({"exhibit-caption": ""}, "#id_exhibit-caption", "Say in a few words"),
        ({"exhibit-people": "30"}, "#id_exhibit-people", "is not drawn from this"),
        ({"exhibit-type": "street", "exhibit-people": "30"}, "#id_exhibit-people", "room for 6"),
        ({"exhibit-type": "crowd"}, "#id_exhibit-people", "It is drawn from this number"),
    ],
)
def test_what_can_be_drawn_is_drawn_and_the_rest_is_said(desk, changes, link, said):
    response = draw(desk, **MESSAGE | changes)
    assert all("Pay today" in words and "post.example" in words for words in drawn(response))
    (found,) = document(response).xpath(f"//a[@href='{link}']/..")
    assert said in found.text_content()


def test_only_who_may_see_questions_has_them_drawn_and_only_when_something_is_sent(
    desk, client, django_user_model
):
    address = reverse("admin:quiz_question_exhibit")
    assert desk.get(address).status_code == 405
    client.force_login(django_user_model.objects.create_user("new", is_staff=True))
    assert client.post(address, MESSAGE).status_code == 403


def test_it_cannot_be_closed_from_within(desk):
    broken = MESSAGE | {"exhibit-lines": "</template><script>1</script> today post.example"}
    page = draw(desk, **broken).content.decode()
    assert "<script>" not in page
    assert page.count("</template>") == 2


# Compared


def compared(page):
    """What is compared first on a page: the name of each part, and its words as they are heard."""
    first = document(page).xpath("(//dl[dt and not(ancestor::template)])[1]/*")
    words = [" ".join(" ".join(each.itertext()).split()) for each in first]
    return dict(zip(words[::2], words[1::2], strict=True))


def test_its_versions_are_told_apart_in_its_history_and_one_can_go_back(desk):
    question = QuestionFactory(exhibit=EXHIBIT, live=True)
    saved(desk, question, **{"exhibit-tell-1-note": "No time to think."})
    page = desk.get(page_of(question, "history"))
    assert compared(page) == {
        "Something to look at: Marked in it after the answer": "“today”: taken out: A end. "
        "put in: No end. taken out: hurry. end. put in: time to think. end. “post.example”: Whose?"
    }
    assert [words for words in drawn(page) if "marked" not in words] == [
        "A message Pay today at post.example."
    ]
    press(desk, page, "version", "1", follow=False)
    question.refresh_from_db()
    assert question.exhibit == EXHIBIT


def test_it_stands_on_the_review_page_as_drawn_though_it_did_not_change(desk):
    question = QuestionFactory(exhibit=EXHIBIT, live=True)
    before, after = drawn(desk.get(page_of(question, "publish")))
    assert (before, "marked" in after) == ("A message Pay today at post.example.", True)
    question = QuestionFactory(exhibit={**EXHIBIT, "tell": []})
    assert drawn(desk.get(page_of(question, "publish"))) == [before]
    assert not drawn(desk.get(page_of(QuestionFactory(), "publish")))


def test_what_changed_in_it_is_compared_in_words_and_as_drawn(desk):
    question = QuestionFactory(exhibit=EXHIBIT, live=True)
    saved(
        desk, question, **{"exhibit-lines": "Pay by today at post.example.", "exhibit-title": "!"}
    )
    page = desk.get(page_of(question, "publish"))
    assert compared(page) == {
        "Something to look at: Heading in it": "put in: ! end.",
        "Something to look at: Text in it": "Pay put in: by end. today at post.example.",
    }
    asked = [words for words in drawn(page) if "marked" not in words]
    assert asked == [
        "A message Pay today at post.example.", "A message ! Pay by today at post.example."
    ]  # fmt: skip
    titles = document(page).xpath("//h3/text()")
    assert titles == ["As readers see it now, in version 1", "As readers will see it"]
    saved(desk, question, **{"exhibit-type": ""})
    assert "Nothing to look at." in desk.get(page_of(question, "publish")).content.decode()


def test_a_correction_shows_what_readers_looked_at_and_what_they_will(desk):
    question = QuestionFactory(exhibit=EXHIBIT, live=True)
    saved(desk, question, **{"exhibit-lines": "Pay by today at post.example."})
    page = desk.get(page_of(question, "correct"), follow=True)
    asked = [words for words in drawn(page) if "marked" not in words]
    assert asked == [
        "A message Pay today at post.example.", "A message Pay by today at post.example."
    ]  # fmt: skip


def test_the_list_is_narrowed_to_what_has_something_to_look_at(desk):
    QuestionFactory(exhibit=EXHIBIT, prompt="With a message?")
    QuestionFactory(prompt="With nothing?")
    address = reverse("admin:quiz_question_changelist")
    for look, there in [
        ("exhibit", (True, False)),
        ("none", (False, True)),
        ("picture", (False,) * 2),
    ]:
        text = desk.get(address, {"look": look}).content.decode()
        assert ("With a message?" in text, "With nothing?" in text) == there


@pytest.mark.parametrize("exhibit", OURS.values(), ids=list(OURS))
def test_what_it_says_is_said_in_words_too(exhibit):
    words = "\n".join(exhibit_words.in_words(exhibit.model_dump()).values())
    assert all(text in words for text in exhibits.texts(exhibit.model_dump()))
    assert all(row.note in words for row in exhibit.tell)
    assert Typed.of(json.loads(exhibit.model_dump_json())).faults == {}
