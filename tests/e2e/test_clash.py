"""Two editors on one thing, each in a browser: who is here, and how two edits are put together."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, expect

from quiz.models import Presence, Source
from tests.e2e.test_accessibility import Judge, judge
from tests.factories import SourceFactory

__all__ = ["judge"]  # a fixture
WIDTH = "document.documentElement.scrollWidth"


@pytest.fixture
def enter(
    transactional_db: None, reader: Callable[..., Page], base_url: str, settings
) -> Callable[..., Page]:
    """Opens a page in the browser of an editor by this name."""

    def arrive(name: str, **kwargs) -> Page:
        page = reader(**kwargs)
        client = Client()
        client.force_login(User.objects.create_superuser(name))
        for cookie in (settings.SESSION_COOKIE_NAME, settings.LOGIN_COOKIE_NAME):
            value = client.cookies[cookie].value
            page.context.add_cookies([{"name": cookie, "value": value, "url": base_url}])
        return page

    return arrive


def address(source: Source) -> str:
    return f"/admin/quiz/source/{source.pk}/change/"


def save(page: Page) -> None:
    page.get_by_role("button", name="Save and continue editing").click()


def test_each_sees_who_else_is_here_while_the_page_is_open(enter, monkeypatch) -> None:
    source = SourceFactory()
    ann, bob = enter("ann"), enter("bob")
    with monkeypatch.context() as often:  # for her alone: his last word is that he left
        often.setattr(Presence, "RENEWED", 1)
        ann.goto(address(source))
    here = ann.locator("[data-here]")
    expect(here).to_have_text("")
    bob.goto(address(source))
    expect(bob.locator("[data-here]")).to_have_text("Also here: ann")
    expect(here).to_have_text("Also here: bob")
    bob.goto("/admin/")
    expect(here).to_have_text("")
    assert [row.account.username for row in Presence.objects.all()] == ["ann"]


@pytest.mark.parametrize("script", [True, False])
def test_two_edits_are_put_together_with_the_keyboard_alone(
    enter, judge: Judge, script: bool
) -> None:
    source = SourceFactory(title="A report. It is long.", publisher="The paper", date="2020")
    ann, bob = enter("ann"), enter("bob", java_script_enabled=script)
    for page in (ann, bob):
        page.goto(address(source))
    ann.get_by_label("Title").fill("A longer report. It is long.")
    ann.get_by_label("Publisher").fill("Ann’s paper")
    save(ann)
    expect(ann.locator(".messagelist")).to_contain_text("Saved")
    bob.get_by_label("Title").fill("A report. It is long. It is good.")
    bob.get_by_label("Publisher").fill("Bob’s paper")
    bob.get_by_label("Address:").fill("https://bob.example/")
    save(bob)
    expect(bob.get_by_role("heading", level=1)).to_have_text("Two people changed this source")
    if script:
        for width in (1280, 390, 320):
            bob.set_viewport_size({"width": width, "height": 800})
            assert bob.evaluate(WIDTH) <= width
        judge(bob)
    publisher = bob.get_by_role("group", name="Publisher")
    expect(publisher.get_by_text("Choose", exact=True)).to_be_visible()
    title = bob.get_by_role("group", name="Title")
    expect(title.get_by_role("radio", name="Take both")).to_be_checked()
    publisher.get_by_role("radio", name="Take theirs").focus()
    bob.keyboard.press("ArrowDown")
    expect(publisher.get_by_role("radio", name="Keep yours")).to_be_checked()
    if script:
        publisher.get_by_role("textbox").fill("The paper of both")
        expect(publisher.get_by_role("radio", name="Write it anew")).to_be_checked()
    bob.get_by_role("button", name="Save what is chosen").focus()
    bob.keyboard.press("Enter")
    expect(bob.locator(".messagelist")).to_contain_text("Saved")
    source.refresh_from_db()
    assert source.title == "A longer report. It is long. It is good."
    assert source.publisher == ("The paper of both" if script else "Bob’s paper")
    assert source.url == "https://bob.example/"
