"""Every page of the editors' desk in a real browser, under the same strict policy as all others.

The page fixtures fail on whatever breaks the Content-Security-Policy, throws, or writes an
error to the console; here pages are used under them. ``test_clean`` opens each there is.
"""

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Literal

import pytest
from django.contrib.auth.models import User
from django.core.cache import caches
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from quiz.admin import login_attempts
from quiz.models import Bank, Question
from tests.factories import BankFactory, QuestionFactory
from tests.pictures import photograph

PASSWORD = "a long pass phrase"
# What is cut of a bar that stays in sight, and which field in focus it covers.
IN_THE_WAY = """() => {
  const wrong = [], at = (each) => each.getBoundingClientRect();
  const named = (each) => each.name || each.id || each.textContent.trim();
  const stays = (each) => ["fixed", "sticky"].includes(getComputedStyle(each).position);
  const bars = [...document.querySelectorAll("body *")].filter(
    (each) => stays(each) && each.checkVisibility());
  const parts = bars.flatMap((bar) => [bar, ...bar.querySelectorAll("a, button, summary")]);
  for (const each of parts.filter((part) => part.checkVisibility())) {
    const { left, right, bottom } = at(each);
    const inline = getComputedStyle(each).display === "inline";
    const wide = !inline && each.scrollWidth > each.clientWidth + 1;
    const out = left < 0 || right > innerWidth || bottom > innerHeight;
    if (wide || out) wrong.push(["cut", named(each)]);
  }
  const fields = "main :is(a, button, summary, input, textarea, select)";
  for (const each of document.querySelectorAll(fields)) {
    if (bars.some((bar) => bar.contains(each)) || !each.checkVisibility()) continue;
    each.focus();
    const one = at(each);
    if (document.activeElement === each && one.height < innerHeight / 2 && bars.some(
      (bar) => one.bottom > at(bar).top + 1 && one.top < at(bar).bottom - 1
    )) wrong.push(["covered", named(each)]);
  }
  return [bars.length > 0, wrong];
}"""


@pytest.fixture(autouse=True)
def _no_counts_from_another_test() -> Iterator[None]:
    caches["desk"].clear()
    yield
    caches["desk"].clear()


def opens(page: Page, path: str) -> None:
    response = page.goto(path)
    assert response
    assert response.status == 200, path
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def presses(page: Page, name: str, role: Literal["button", "link"] = "button") -> None:
    """Once all of the page is there: its scripts move the buttons aside for the sidebar."""
    page.wait_for_load_state()
    page.get_by_role(role, name=name).click()


def test_lists_are_searched_filtered_and_acted_on(editor: Page, bank: Bank) -> None:
    opens(editor, "/admin/quiz/question/?q=report&state=live")
    opens(editor, "/admin/quiz/question/")
    editor.locator("#action-toggle").check()
    editor.locator("select[name=action]").select_option("delete_selected")
    editor.get_by_role("button", name="Run").click()
    expect(editor.locator("#content")).to_be_visible()


def test_the_pages_of_an_account(editor: Page) -> None:
    opens(editor, "/admin/password_change/")
    opens(editor, "/admin/auth/user/add/")
    opens(editor, f"/admin/auth/user/{User.objects.get().pk}/password/")


def code() -> str:
    device = TOTPDevice.objects.get()
    made = TOTP(device.bin_key)
    made.time = time.time()
    return f"{made.token():06d}"


def log_in(page: Page) -> None:
    opens(page, "/admin/login/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(PASSWORD)
    presses(page, "Log in")


def test_a_second_factor_from_setting_up_to_the_next_login(
    transactional_db: None, page: Page
) -> None:
    User.objects.create_superuser("editor", password=PASSWORD)
    log_in(page)
    page.get_by_text("You", exact=True).click()
    presses(page, "Second factor", role="link")
    presses(page, "Set it up")
    expect(page.get_by_role("img", name=re.compile("QR code"))).to_be_visible()
    page.get_by_label("Code from your app:").fill("000000")
    page.get_by_label("Your password:").fill(PASSWORD)
    presses(page, "Confirm")
    expect(page.get_by_text("not right")).to_be_visible()
    page.get_by_label("Code from your app:").fill(code())
    page.get_by_label("Your password:").fill(PASSWORD)
    presses(page, "Confirm")
    expect(page.locator(".recovery code")).to_have_count(10)
    recovery = page.locator(".recovery code").all_text_contents()
    presses(page, "I have kept them", role="link")
    opens(page, "/admin/second-factor/")
    page.get_by_text("You", exact=True).click()
    presses(page, "Log out")
    expect(page.get_by_text("Logged out")).to_be_visible()

    log_in(page)
    expect(page.get_by_label("Code from your app:")).to_be_focused()
    page.get_by_label("Code from your app:").fill("000000")
    presses(page, "Log in")
    expect(page.get_by_text("not right")).to_be_visible()
    page.get_by_label("Code from your app:").fill(recovery[0])
    presses(page, "Log in")
    expect(page).to_have_url(re.compile("/admin/$"))


@pytest.mark.expects("429")
def test_too_many_attempts_are_said_at_the_door(
    transactional_db: None, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login_attempts, "BROWSER", replace(login_attempts.BROWSER, most=1))
    refused = page.get_by_text("Please try again in")
    for _ in range(4):  # one, and one more if a quarter of an hour ends meanwhile
        log_in(page)
        if refused.is_visible():
            break
    expect(refused).to_be_visible()


def test_a_picture_from_the_form_to_a_reader(
    editor: Page, reader: Callable[..., Page], bank: Bank
) -> None:
    question = QuestionFactory(bank=BankFactory(ref="seen", title="Seen", order=0))
    change = reverse("admin:quiz_question_change", args=[question.pk])
    opens(editor, change)
    file = {"name": "holiday.jpg", "mimeType": "image/jpeg", "buffer": photograph("JPEG")}
    editor.get_by_role("heading", name="Something to look at").click()
    editor.locator("[name=picture]").set_input_files(file)
    editor.locator("details:has([name=picture_alt])").evaluate_all(
        "parts => parts.forEach(part => { part.open = true; })"
    )
    editor.get_by_label("What the picture shows").fill("A street with two cameras")
    beside = editor.frame_locator(".write-frame iframe:not(.coming)")
    expect(beside.get_by_alt_text("A street with two cameras")).to_be_visible(timeout=10_000)
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_alt_text("The picture as readers see it")).to_be_visible()
    opens(editor, reverse("admin:quiz_question_preview", args=[question.pk]))
    for n in range(4):  # a phone and a desktop, light and dark
        frame = editor.frame_locator("iframe").nth(n)
        expect(frame.get_by_alt_text("A street with two cameras")).to_be_visible()

    Question.objects.get(pk=question.pk).publish(question.latest_check().checked_on)
    page = reader(viewport={"width": 360, "height": 740})
    page.goto("/banks/seen/")
    page.get_by_role("button", name="1 question").first.click()
    shown = page.get_by_alt_text("A street with two cameras")
    expect(shown).to_be_visible()
    expect(shown).to_have_js_property("complete", True)  # it may still be on its way
    assert shown.evaluate("each => each.naturalWidth > 0")
    assert shown.evaluate("each => each.currentSrc").endswith("/640.webp")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_the_band_unfolds_is_folded_by_escape_and_by_another_press(
    transactional_db: None, page: Page
) -> None:
    User.objects.create_superuser("editor", password=PASSWORD)
    log_in(page)
    for name in ("More", "You"):
        page.get_by_text(name, exact=True).click()
    expect(page.get_by_role("link", name="Sources")).to_be_hidden()
    expect(page.get_by_role("button", name="Log out")).to_be_visible()
    page.get_by_role("heading", name="My desk").click()
    expect(page.get_by_role("button", name="Log out")).to_be_hidden()
    for width in (1217, 1090):  # with the rooms in it, and with a menu in their place
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.set_viewport_size({"width": 320, "height": 640})
    page.get_by_text("Menu", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Sources")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Sources")).to_be_hidden()
    expect(page.get_by_text("Menu", exact=True)).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@pytest.mark.parametrize("state", ["draft", "live"])
def test_what_stays_at_the_foot_of_a_phone_is_whole_and_covers_no_field_in_focus(
    editor: Page, bank: Bank, state: str
) -> None:
    editor.set_viewport_size({"width": 360, "height": 640})
    question = QuestionFactory(bank=bank, live=state == "live")
    at = f"/admin/quiz/question/{question.pk}"
    pages = [f"{at}/change/", f"{at}/publish/", f"{at}/preview/", f"{at}/change/"]
    for path in (
        pages
        if state == "live"
        else [f"/admin/quiz/question/add/?kind=estimate&bank={bank.pk}", *pages]
    ):
        opens(editor, path)
        assert editor.evaluate(IN_THE_WAY) == ["preview" not in path, []], path
    Question.objects.filter(pk=question.pk).update(prompt="Somebody else’s words?")
    editor.locator("[name=prompt]").fill("Words of mine?")
    editor.get_by_role("button", name="Save", exact=True).click()
    expect(editor.get_by_text("Somebody else’s words?")).to_be_visible()
    assert editor.evaluate(IN_THE_WAY)[1] == []
