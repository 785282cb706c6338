"""An editor writes a question in the browser, tries it, publishes it, and a reader meets it."""

import datetime
from collections.abc import Callable

import pytest
from playwright.sync_api import Frame, Page, expect

from quiz.models import Bank, Question, Version
from tests.e2e.conftest import AXE
from tests.e2e.playing import (
    ASKED,
    ITEMS,
    answer,
    go_on,
    heading,
    sees_points,
    today,
    verdict,
)
from tests.factories import (
    PAGE,
    BankFactory,
    FactFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
)

# What the editor types for the answers of each kind, by the names of the fields.
TYPED: dict[str, dict[str, str]] = {
    "choice": {
        "right": "Eight",
        "wrong_1_text": "Twenty-one",
        "wrong_1_tempts": "Half feels like a fair guess.",
        "wrong_2_text": "Forty",
        "wrong_2_tempts": "Computers are thought to be right.",
    },
    "multiple": {
        "right_1_text": "Thorn",
        "right_2_text": "Marinus Analytics",
        "wrong_1_text": "Interpol",
        "wrong_1_tempts": "It searches for people too.",
        "wrong_2_text": "UNICEF",
        "wrong_2_tempts": "It works for children too.",
    },
    "true_false": {"right": "True", "tempts": "It sounds too strong to be true."},
    "estimate": {
        "right": "26",
        "unit": "of 120",
        "low": "0",
        "high": "120",
        "step": "1",
        "tolerance": "2",
        "zero_at": "30",
        "tempts": "Nobody expects so many.",
    },
    "ordering": {
        "first": "Earliest",
        "last": "Latest",
        **{f"items_{n}_text": text for n, text in enumerate(ITEMS, start=1)},
        "tempts": "The largest firm is thought to have been first.",
    },
    "matching": {
        "pairs_1_left": "Amazon",
        "pairs_1_right": "paused for a year",
        "pairs_2_left": "IBM",
        "pairs_2_right": "stopped selling",
        "pairs_3_left": "NEC",
        "pairs_3_right": "supplied the Met",
        "spare_1_text": "deleted a database",
        "tempts": "They all spoke in the same week.",
    },
}

EXPLANATION = " ".join(["The report counted each of the alerts and followed them up."] * 4)
PASSAGE = "Eight of the matches were verified as correct."
MISSING = {
    "right": "Write the right answer.",
    "wrong_1_text": "Write a wrong answer",
    "explanation": "Explain why",
    "source": "needs a source",
    "opened_source": "Compare it with its source",
}


@pytest.fixture
def bank(transactional_db: None) -> Bank:
    """A bank with what a question needs, and no questions yet."""
    bank = BankFactory(ref="small", title="A small bank")
    TopicFactory(bank=bank, title="Error rates")
    FactFactory(bank=bank, text="Most matches are wrong")
    SourceFactory(bank=bank)
    return bank


def field(page: Page, name: str):
    return page.locator(f"[name={name}]")


def begin(page: Page, kind: str) -> None:
    """Open the form for a question of ``kind`` and fill in its first fields."""
    page.goto(f"/admin/quiz/question/add/?kind={kind}&bank={Bank.objects.get().pk}")
    field(page, "topic").select_option(label="Error rates")
    field(page, "prompt").fill(ASKED[kind])


def search_and_pick(page: Page, name: str, text: str) -> None:
    page.locator(f".box-{name} .select2-selection").click()
    page.locator(".select2-container--open").get_by_role("searchbox").fill(text[:6])
    page.get_by_role("option", name=text).click()


def type_answers(page: Page, kind: str) -> None:
    choices = page.locator("select").evaluate_all("all => all.map(each => each.name)")
    if kind == "estimate":
        page.get_by_text("Another line, or another measure").click()
    for name, value in TYPED[kind].items():
        typed = field(page, name)
        if name in choices:
            typed.select_option(value)
        else:
            typed.fill(value)


def complete(page: Page, kind: str) -> None:
    type_answers(page, kind)
    field(page, "explanation").fill(EXPLANATION)
    search_and_pick(page, "source", "A report on face matching")
    field(page, "passage").fill(PASSAGE)
    field(page, "review_by").fill(str(today() + datetime.timedelta(days=365)))
    page.get_by_text("I opened other pages").click()
    field(page, "pages").fill(PAGE)
    page.locator("[name=confirmed][value=key]").check()


def first_frame(page: Page) -> Frame:
    """The reader's page on a phone, within the page of the desk."""
    frame = page.locator("iframe").first.element_handle().content_frame()
    assert frame is not None
    frame.wait_for_load_state()
    return frame


def press(page: Page | Frame, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def more(page: Page, name: str) -> None:
    """Press what stands under “More”."""
    page.locator(".write-menu summary").click()
    press(page, name)


@pytest.mark.expects("422")
@pytest.mark.parametrize("kind", ASKED)
def test_a_question_from_an_empty_form_to_an_answer_in_its_preview(
    editor: Page, bank: Bank, kind
) -> None:
    """What does not belong to its kind is filled in below, for one of them."""
    begin(editor, kind)
    type_answers(editor, kind)
    more(editor, "Save and preview")
    frame = first_frame(editor)
    expect(heading(frame)).to_have_text(ASKED[kind])
    if kind == "multiple":  # an empty answer is refused as the quiz does it
        press(frame, "Check answer")
        expect(frame.locator("#error")).to_be_focused()
    answer(frame, "wrong" if kind == "multiple" else "right")
    expect(verdict(frame)).to_be_focused()
    assert not Version.objects.exists()


def test_a_question_from_its_preview_to_a_readers_round(
    editor: Page, reader: Callable[..., Page], bank: Bank
) -> None:
    draft = QuestionFactory(kind="matching", bank=bank, prompt=ASKED["matching"], passage=PASSAGE)
    editor.goto(f"/admin/quiz/question/{draft.pk}/preview/")
    editor.get_by_role("link", name="Edit", exact=True).click()
    press(editor, "Review and publish")
    expect(editor.get_by_role("main")).to_contain_text("What readers will be asked")
    press(editor, "Publish")
    expect(editor.get_by_role("main")).to_contain_text("Version 1 is live")

    page = reader()
    page.goto("/")
    page.get_by_role("button", name="Start the quiz").click()
    expect(heading(page)).to_have_text(ASKED["matching"])
    answer(page, "right")
    expect(page.get_by_role("main")).to_contain_text(PASSAGE)
    go_on(page)
    sees_points(page, "1 of 1 point")


def test_publishing_what_is_incomplete_says_at_the_fields_what_is_missing(
    editor: Page, bank: Bank
) -> None:
    begin(editor, "choice")
    field(editor, "passage").fill(PASSAGE)
    press(editor, "Review and publish")
    for name, sentence in MISSING.items():
        expect(editor.locator(f"#id_{name}_finding")).to_contain_text(sentence)
    expect(field(editor, "prompt")).to_have_value(ASKED["choice"])
    expect(field(editor, "passage")).to_have_value(PASSAGE)
    expect(field(editor, "topic").locator("option:checked")).to_have_text("Error rates")
    assert Question.objects.get().state == "draft", "saved first"


def test_the_way_to_a_form_begins_with_the_kind(editor: Page, bank: Bank) -> None:
    editor.goto("/admin/")
    editor.get_by_role("link", name="Write a question").first.click()
    for name in (
        "One right answer",
        "Several right answers",
        "True or false",
        "Estimate a number",
        "Put in order",
        "Match pairs",
    ):
        expect(editor.get_by_role("button", name=name)).to_be_visible()
    editor.get_by_role("button", name="Estimate a number").click()
    expect(editor.get_by_role("textbox", name="Right number")).to_be_visible()


def test_what_is_typed_is_shown_beside_it_and_can_be_played(editor: Page, bank: Bank) -> None:
    begin(editor, "choice")
    expect(editor.locator("#id_right_needed")).to_be_visible()
    field(editor, "right").fill("Eight, as was counted")
    expect(editor.locator("#id_right_needed")).to_be_hidden()
    expect(field(editor, "minutes")).to_be_hidden()
    field(editor, "action").fill("Count them.")
    expect(field(editor, "minutes")).to_be_visible()
    expect(editor.get_by_label("the thing to do")).to_be_visible()
    shown = editor.frame_locator(".write-frame iframe:not(.coming)")
    shown.get_by_role("button", name="Eight, as was counted").click()
    expect(shown.locator("#verdict")).to_contain_text("Right.")
    field(editor, "prompt").fill("Asked otherwise?")
    expect(shown.get_by_role("main")).to_contain_text("Asked otherwise?")
    field(editor, "wrong_1_text").fill("Nine")
    editor.get_by_role("button", name="Take out: Wrong answer 1").click()
    expect(field(editor, "wrong_1_text")).to_be_hidden()
    press(editor, "Put it back")
    expect(field(editor, "wrong_1_text")).to_have_value("Nine")
    editor.get_by_role("button", name="Wrong", exact=True).click()
    expect(shown.locator("#verdict")).to_contain_text("Not right.")
    editor.locator(".box-source .select2-selection").click()
    found = editor.locator(".select2-container--open").get_by_role("searchbox")
    found.fill("https://new.example/report")
    editor.get_by_role("option", name="Add “https://new.example/report”").click()
    expect(field(editor, "source_new_url")).to_have_value("https://new.example/report")
    expect(field(editor, "source_new_title")).to_be_focused()
    expect(editor.locator(".box-source .select2-selection")).to_have_text(
        "A new source, for this question"
    )
    search_and_pick(editor, "source", "A report on face matching")
    expect(field(editor, "source_new_url")).to_have_value("")
    editor.locator(".box-source .select2-selection").click()
    found.fill("https://new.example/other")
    found.press("Escape")
    expect(field(editor, "source_new_url")).to_have_value("https://new.example/other")
    expect(field(editor, "source")).to_have_value("")
    assert not Question.objects.exists()


def test_a_draft_is_saved_half_done_taken_up_again_and_published_by_keys(
    editor: Page, bank: Bank
) -> None:
    begin(editor, "choice")
    editor.get_by_text("What readers learn from it, where").click()
    search_and_pick(editor, "fact", "Most matches are wrong")
    field(editor, "prompt").press("Control+s")
    expect(editor.get_by_role("main")).to_contain_text("things to mend before it can go out")
    expect(field(editor, "prompt")).to_have_value(ASKED["choice"])
    editor.get_by_role("link", name="Explain why it is so").click()
    expect(field(editor, "explanation")).to_be_focused()
    more(editor, "Save and preview")
    expect(editor.get_by_role("main")).to_contain_text("once its answers are complete")
    told = editor.get_by_role("listitem").filter(has_text="Explain why it is so")
    expect(told).not_to_contain_text("Changed")
    complete(editor, "choice")
    expect(told).to_contain_text("Changed, not saved yet")
    field(editor, "prompt").press("Control+Enter")
    expect(editor.get_by_role("main")).to_contain_text("What readers will be asked")
    assert "#" not in editor.url
    press(editor, "Publish")
    expect(editor.get_by_role("main")).to_contain_text("Version 1 is live")
    more(editor, "Retire")
    expect(editor.get_by_role("main")).to_contain_text("no new round asks it any more")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_each_frame_has_its_width_and_its_theme_whatever_the_editors_own(
    editor: Page, bank: Bank, scheme
) -> None:
    editor.emulate_media(color_scheme=scheme)
    question = QuestionFactory(bank=bank)
    editor.goto(f"/admin/quiz/question/{question.pk}/preview/?state=right")
    seen = []
    for frame in (editor.locator("iframe").nth(n) for n in range(4)):
        inside = frame.element_handle().content_frame()
        inside.wait_for_load_state()
        seen.append(inside.evaluate(
            "[innerWidth, getComputedStyle(document.body).backgroundColor]"
        ))  # fmt: skip
    light, dark = "rgb(251, 248, 241)", "rgb(20, 18, 14)"
    assert seen == [[360, light], [360, dark], [1280, light], [1280, dark]]


def test_the_pages_of_the_desk_keep_its_policy_and_say_no_colour_alone(
    editor: Page, bank: Bank
) -> None:
    question = QuestionFactory(bank=bank, live=True)
    question.prompt = "How many of the matches were right after all?"
    question.save()
    other = QuestionFactory(bank=bank, live=True, check=today() - datetime.timedelta(days=1))
    at = f"/admin/quiz/question/{question.pk}"
    for path in (
        "/admin/", "/admin/quiz/question/", "/admin/quiz/question/due/", f"{at}/change/",
        f"{at}/publish/", f"{at}/history/", f"{at}/preview/", "/admin/auth/user/add/",
    ):  # fmt: skip
        editor.goto(path)
        editor.add_script_tag(url=AXE)
        found = editor.evaluate(
            "axe.run({include: [['body']], exclude: [['.select2']]},"  # Django's own widget
            " {runOnly: ['wcag2a', 'wcag2aa'], iframes: false, preload: {assets: ['media']}})"
            ".then(all => all.violations)"
        )
        serious = {
            (rule["id"], node["target"][0])
            for rule in found
            if rule["impact"] in ("serious", "critical")
            for node in rule["nodes"]
        }
        assert not serious, path
    assert other.ref


def test_the_queue_and_publishing_work_without_javascript(
    reader: Callable[..., Page], editor: Page, bank: Bank
) -> None:
    page = reader(java_script_enabled=False)
    page.context.add_cookies(editor.context.cookies())
    question = QuestionFactory(bank=bank, live=True, check=today() - datetime.timedelta(days=1))
    page.goto("/admin/quiz/question/due/")
    page.get_by_label("Another page that I opened").fill(PAGE)
    page.get_by_label("the right answer").check()
    press(page, "Still true, next")
    expect(page.get_by_role("main")).to_contain_text("Checked: still true.")
    page.goto(f"/admin/quiz/question/{question.pk}/change/")
    field(page, "prompt").fill("How many after all?")
    press(page, "Save")
    press(page, "Review and publish")
    page.get_by_label("Why:").first.fill("A new count")
    press(page, "Publish")
    expect(page.get_by_role("main")).to_contain_text("Version 2 is live")
