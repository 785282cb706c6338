"""axe finds nothing on any page, in any state, in light and dark."""

import datetime
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from quiz.admin import second_factor
from quiz.content.images import made_safe
from quiz.models import Bank, Picture, Question, Round
from tests.e2e.conftest import AXE
from tests.e2e.playing import (
    ASKED,
    ONE_TAP,
    RESPONSES,
    answer,
    checks,
    go_on,
    heading,
    open_all,
    open_more,
    open_round,
    play_round,
    question,
    send,
    stop,
    today,
    verdict,
)
from tests.e2e.test_exhibit_form import opened
from tests.factories import BankFactory, SourceFactory
from tests.pictures import photograph

# Beyond axe's own choice: WCAG 2.2's size of what is pressed.
# Style sheets, which it would fetch again first, serve only a rule that is off.
ALL = {
    "resultTypes": ["violations"],
    "rules": {"target-size": {"enabled": True}},
    "preload": {"assets": ["media"]},
}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast", "link-in-text-block"]}

OURS = "#content-main"
# The admin's links fade from one scheme's colour to the other's.
RUN = """async ([within, rules]) => {
    await Promise.allSettled(document.getAnimations().map(each => each.finished));
    return (await axe.run(within, rules)).violations;
}"""

BEFORE = """() => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    return ["axe" in window, dark ? "dark" : "light"];
}"""

Judge = Callable[..., None]


@pytest.fixture
def judge() -> Judge:
    """Judges what the page shows in light and its colours in dark, from the scheme it is in."""
    schemes = [("light", ALL), ("dark", COLOURS)]

    def look(page: Page, within: str = "html") -> None:
        page.wait_for_load_state()  # a page whose style sheet is on its way looks wrong
        there, now = page.evaluate(BEFORE)
        if not there:
            page.add_script_tag(url=AXE)
        for scheme, rules in sorted(schemes, key=lambda each: each[0] != now):
            if scheme != now:
                page.emulate_media(color_scheme=scheme)
            found = page.evaluate(RUN, [within, rules])
            assert not found, f"{page.url}, {scheme}:\n{told(found)}"

    return look


def told(violations: list[dict[str, Any]]) -> str:
    return "\n".join(
        f"{found['id']} ({found['impact']}): {found['help']}\n    {node['html'][:160]}\n"
        f"    {json.dumps(node['any'] and node['any'][0]['message'])}"
        for found in violations
        for node in found["nodes"]
    )


def rich(kind: str, **fields: Any) -> Question:
    """A question with every part that feedback can show."""
    bank = fields.pop("bank", None) or BankFactory()
    parts = {
        "since": "The city voted again.",
        "since_source": SourceFactory(bank=bank),
        "survey": "38 % answered right",
        "survey_group": "adults in Germany",
        "survey_year": 2024,
        "survey_source": SourceFactory(bank=bank),
        "claim": "Eight of 42 matches were right.",
        "jurisdiction": "England and Wales",
        "valid": "Since 2020",
    }
    return question(kind, bank=bank, **parts, **fields)


def test_a_card_as_it_asks_and_answers(page: Page, judge: Judge) -> None:
    asked = rich("choice")
    page.goto(f"/embed/banks/{asked.bank.ref}/card/")
    judge(page)
    page.get_by_role("button", name="Forty").click()
    expect(verdict(page)).to_contain_text("Not right.")
    open_all(page)
    judge(page)


@pytest.mark.expects("422")
@pytest.mark.parametrize("kind", ASKED)
def test_a_question_of_each_kind_in_every_state(page: Page, judge: Judge, kind) -> None:
    bank = BankFactory()
    verdicts = [*RESPONSES[kind], "unsure"]
    open_round(page, *(rich(kind, bank=bank) for _ in verdicts))
    judge(page)
    if kind in ONE_TAP:  # nothing else can be pressed, so it is sent as by a broken client
        page.locator(".option").first.evaluate("option => { option.value = 'x' }")
        page.locator(".option").first.click()
    else:
        checks(page).click()
    expect(page.locator("#error")).to_be_focused()
    judge(page)
    for how in verdicts:
        answer(page, how)
        judge(page)
        go_on(page)


def test_questions_whose_script_did_not_arrive(page: Page, judge: Judge) -> None:
    page.route("**/app.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    for kind in ("ordering", "estimate"):
        open_round(page, question(kind))
        judge(page)


def test_a_picture_and_texts_with_markup(page: Page, judge: Judge, db: None) -> None:
    marked = "It *was* `so`, says [the report](https://university.example/report)."
    listed = f"{marked}\n\n- **One** of them\n- [another](https://police.example/)"
    picture = Picture.keep(made_safe(BytesIO(photograph("JPEG"))), today())
    asked = rich(
        "choice",
        prompt=f"*{ASKED['choice']}*",
        explanation=listed,
        passage=listed,
        action=marked,
        picture=picture,
        picture_alt="A street with two cameras",
    )
    played = open_round(page, asked)
    judge(page)
    answer(page, "wrong")
    judge(page)
    page.goto(played.get_absolute_url())
    open_all(page)
    judge(page)


def test_the_door_of_the_desk_and_the_second_factor(editor: Page, judge: Judge) -> None:
    """Only what is ours: around it stands Django’s own page."""
    editor.goto("/admin/second-factor/")
    judge(editor, OURS)
    editor.get_by_role("button", name="Set it up").click()
    judge(editor, OURS)
    user = User.objects.get()
    pending = second_factor.pending(user)
    pending.confirmed = True
    pending.save()
    editor.goto("/admin/login/")
    judge(editor, OURS)
    editor.get_by_label("Username").fill("editor")
    editor.get_by_label("Password").fill("a long pass phrase")
    editor.get_by_role("button", name="Log in").click()
    expect(editor.get_by_label("Code from your app:")).to_be_visible()
    judge(editor, OURS)
    editor.get_by_label("Code from your app:").fill(second_factor.renew_recovery(user)[0])
    editor.get_by_role("button", name="Log in").click()
    editor.goto("/admin/second-factor/")
    judge(editor, OURS)


def test_the_pages_before_a_round(page: Page, judge: Judge, bank: Bank) -> None:
    BankFactory(ref="empty", title="A bank without questions")
    for place in ("/", "/banks/small/", "/banks/empty/", "/rules/", "/scores/",
                  "/your-data/", "/privacy/", "/privacy/threats/", "/api/", "/your-browser/",
                  "/lab/", "/lab/?case=london-trials"):  # fmt: skip
        page.goto(place)
        judge(page)


def test_the_home_page_before_there_are_banks(page: Page, judge: Judge) -> None:
    page.goto("/")
    judge(page)


def test_the_result_and_the_scores(page: Page, judge: Judge, bank: Bank) -> None:
    page.goto("/banks/small/")
    page.get_by_role("button", name="5 questions").click()
    page.wait_for_url("**/1/")
    judge(page)
    page.goto("/scores/")
    judge(page)  # with a round that is not finished
    page.get_by_role("link", name="A small bank").click()
    play_round(page, "wrong")
    judge(page)
    open_all(page)
    judge(page)
    page.goto("/scores/")
    expect(page.get_by_role("table").first).to_be_visible()
    judge(page)
    page.goto("/your-data/")
    open_all(page)
    judge(page)
    page.get_by_role("button", name="Erase now").click()
    expect(page.get_by_role("status")).to_contain_text("Nothing is kept here.")
    judge(page)


def test_a_challenge_from_its_link_to_the_answer(page: Page, judge: Judge) -> None:
    bank = BankFactory()
    played = open_round(page, *(question(kind, bank=bank) for kind in ("choice", "true_false")))
    for position in (1, 2):
        page.goto(played.turn_url(position))
        answer(page, "right")
    page.goto(played.url)
    page.get_by_label("with my score in the link").check()
    page.get_by_role("button", name="Challenge a friend").click()
    judge(page)
    page.goto(page.locator("#message").inner_text().split()[-1])
    judge(page)
    page.get_by_role("button", name="Take the challenge").click()
    page.wait_for_url("**/1/")
    taken = page.url.removesuffix("1/")
    for position in (1, 2):
        page.goto(f"{taken}{position}/")
        answer(page, "wrong")
    page.goto(taken)
    expect(page.get_by_text("They win, by 2 questions.")).to_be_visible()
    judge(page)
    page.get_by_role("button", name="Send your score back").click()
    judge(page)
    page.goto(page.locator("#message").inner_text().split()[-1])
    expect(page.get_by_text("The challenger wins, by 2 questions.")).to_be_visible()
    judge(page)


def test_a_round_of_another_browser(page: Page, judge: Judge) -> None:
    bank = BankFactory()
    played = open_round(page, *(question(kind, bank=bank) for kind in ASKED))
    Round.objects.update(reader=uuid4(), claimed=True)
    for number in range(1, len(ASKED) + 1):
        page.goto(played.turn_url(number))
        page.get_by_text("Was it you who played it?").click()
        expect(page.get_by_role("main")).to_contain_text("It deletes itself on")
        judge(page)


def test_a_round_that_was_stopped_at_once(page: Page, judge: Judge) -> None:
    played = open_round(page, question("choice"))
    stop(page)
    expect(heading(page)).to_have_text("Your result")
    judge(page)
    page.goto(played.turn_url(1))
    expect(page.get_by_role("main")).to_contain_text("You ended this round")
    judge(page)


@pytest.mark.expects("ERR_INTERNET_DISCONNECTED", "Failed to fetch")
def test_an_answer_that_could_not_be_sent(page: Page, judge: Judge) -> None:
    open_round(page, question("choice"))
    page.context.set_offline(True)
    send(page, "choice")
    expect(page.get_by_role("alert")).to_be_visible()
    judge(page)


def test_an_answer_that_was_too_late(page: Page, judge: Judge) -> None:
    played = open_round(page, question("choice"))
    answer(page, "right")
    page.goto(played.turn_url(1) + "?kept")
    expect(page.get_by_role("main")).to_contain_text("Your first answer stands")
    judge(page)


@pytest.mark.expects("404", "405", "400", "503")
def test_the_pages_that_refuse(page: Page, judge: Judge, bank: Bank) -> None:
    for place, said in (
        ("/nowhere/", "There is nothing here"),
        ("/banks/small/start/", "Not this way"),
    ):
        page.goto(place)
        expect(heading(page)).to_have_text(said)
        judge(page)
    page.goto("/")
    start = page.get_by_role("button", name="Start the quiz")
    start.evaluate("button => { button.value = '99' }")
    start.click()
    expect(heading(page)).to_have_text("That did not work")
    judge(page)
    page.goto("/")
    for asked in bank.questions.all():
        asked.retire(today())
    page.get_by_role("button", name="Start the quiz").click()
    expect(heading(page)).to_have_text("These questions are being checked again")
    judge(page)


def test_the_fields_of_something_to_look_at(editor: Page, judge: Judge) -> None:
    exhibit = {
        "type": "settings", "caption": "A screen", "title": "Your data",
        "rows": [{"label": "Adverts", "value": "On"}],
        "tell": [{"text": "Adverts", "note": "These may be off."}],
    }  # fmt: skip
    asked = question("choice", exhibit=exhibit)
    editor.goto(f"/admin/quiz/question/{asked.pk}/publish/")
    judge_at_widths(editor, judge, ".drawings")
    editor.goto(f"/admin/quiz/question/{asked.pk}/change/")
    opened(editor)
    judge_at_widths(editor, judge, ".exhibit-input")
    assert editor.evaluate("document.documentElement.scrollWidth") <= 320


def judge_at_widths(page: Page, judge: Judge, within: str = "html") -> None:
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        judge(page, within)


def test_the_reading_list_and_a_changed_key(editor: Page, judge: Judge) -> None:
    asked = question("choice")
    asked.checks.update(
        checked_on=today() - datetime.timedelta(days=9),
        review_by=today() - datetime.timedelta(days=1),
        pages=["https://university.example/elsewhere"],
    )
    asked.wrote(today(), User.objects.get())
    editor.goto("/admin/quiz/question/due/")
    editor.get_by_text("1 more page that the last check named").click()
    judge_at_widths(editor, judge)
    editor.get_by_role("button", name="Still true, next").click()
    judge_at_widths(editor, judge)
    asked.spec = {**asked.spec, "right": "Nine"}
    asked.save()
    editor.goto(f"/admin/quiz/question/{asked.pk}/publish/")
    judge_at_widths(editor, judge)


def test_the_preview(editor: Page, judge: Judge) -> None:
    editor.goto(f"/admin/quiz/question/{question('choice').pk}/preview/")
    judge(editor)
    # axe sees no frame from without, so one is judged by itself; in it, each kind is as in a round.
    editor.goto(f"/admin/quiz/question/{question('matching').pk}/frame/")
    judge(editor)
    answer(editor, "right")
    judge(editor)


UNWISHED = {"forced_colors": "none", "contrast": "no-preference", "reduced_motion": "reduce"}
WISHES = [{"forced_colors": "active"}, {"contrast": "more"}, {"reduced_motion": "no-preference"}]


def test_what_a_reader_prefers_hides_and_breaks_nothing(page: Page, bank: Bank) -> None:
    """Each question is asked with all wishes in turn, and answered with one of them."""
    page.goto("/")
    page.get_by_role("button", name="Start the quiz").click()
    for number in range(1, len(ASKED) + 1):
        page.wait_for_url(f"**/{number}/")
        for wish in (*WISHES[number % 3 :], *WISHES[: number % 3]):
            page.emulate_media(**{**UNWISHED, **wish})
            expect(heading(page)).to_be_visible()
            expect(page.locator("svg.slices")).to_be_visible()
        answer(page, "unsure")
        go_on(page)
    expect(heading(page)).to_have_text("Your result")
    for wish in WISHES:
        page.emulate_media(**{**UNWISHED, **wish})
        page.goto("/scores/")
        expect(heading(page)).to_be_visible()


def test_in_forced_colours_a_mark_tells_right_from_wrong(reader: Callable[..., Page]) -> None:
    page = reader(forced_colors="active")
    open_round(page, question("choice"))
    answer(page, "wrong")
    open_more(page)
    expect(page.get_by_role("listitem").filter(has_text="Eight")).to_contain_text("Right answer")
    expect(page.get_by_role("listitem").filter(has_text="Forty")).to_contain_text(
        "Your answer: not right"
    )
    expect(verdict(page)).to_be_visible()


def test_a_letter_of_a_matching_is_heard_once(page: Page, bank: Bank) -> None:
    open_round(page, question("matching"))
    heard = page.get_by_role("group", name="Amazon", exact=True).aria_snapshot()
    assert heard.count("radio") == 4
    assert heard.count("text:") == 1, "the legend alone is read beside them"
