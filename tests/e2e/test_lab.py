"""The lab in a browser: at once with a script, the same without, and read aloud."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

WIDE = "/lab/?crowd=10000000&listed=5000000&hit_rate=50&false_rate=50"
START = "Of about 31 alerts, about 1 is right."


def test_a_changed_number_shows_at_once_and_stays_in_the_address(page: Page) -> None:
    page.goto("/lab/")
    expect(page.locator(".alerts")).to_have_text(START)
    crowd = page.get_by_label("People who pass")
    crowd.fill("100,000")
    crowd.press("Tab")
    expect(page.locator(".alerts")).to_have_text("Of about 101 alerts, about 1 is right.")
    expect(page).to_have_title(re.compile("^Of about 101 alerts, about 1 is right. – Who gets"))
    expect(page.get_by_label("On the watch list")).to_be_focused()
    assert "crowd=100%2C000" in page.url
    page.reload()
    expect(page.locator(".alerts")).to_have_text("Of about 101 alerts, about 1 is right.")


@pytest.mark.expects("422")
def test_what_cannot_be_used_is_told_at_its_field_and_mended_there(page: Page) -> None:
    page.goto("/lab/?case=lab-test")
    rate = page.get_by_label("Hit rate")
    rate.fill("most")
    rate.press("Enter")
    expect(page.locator("#hit_rate-error")).to_be_visible()
    expect(rate).to_be_focused()
    expect(rate).to_have_value("most")
    expect(rate).to_have_accessible_description(re.compile("Please write a number"))
    expect(page.get_by_role("status").first).to_contain_text("Its field says what is wrong.")
    rate.fill("1 in 2")
    rate.press("Enter")
    expect(page.locator(".alerts")).to_have_text("Of about 22 alerts, about 5 are right.")
    expect(rate).to_have_value("1 in 2")
    assert "case=lab-test" in page.url
    expect(page.locator(".error:visible")).to_have_count(0)


def test_without_a_script_the_form_asks_for_the_same_page(browser: Browser, base_url: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/lab/")
    page.get_by_label("On the watch list").fill("0")
    page.get_by_role("button", name="Show who is flagged").click()
    expect(page.locator(".alerts")).to_have_text("Of about 30 alerts, none is right.")
    page.get_by_role("link", name="A football final in Cardiff, 2017").click()
    expect(page.get_by_role("heading", name="A football final in Cardiff")).to_be_visible()
    expect(page.locator(".alerts")).to_have_text("Of about 2,470 alerts, 173 are right.")
    context.close()


def test_the_pictures_are_heard_as_one_sentence_each(page: Page) -> None:
    page.goto("/lab/")
    pictures = page.get_by_role("img")
    expect(pictures).to_have_count(2)
    expect(pictures.first).to_have_accessible_name(re.compile("^The alerts. 31 faces. Each face"))
    heard = page.locator("#lab").aria_snapshot()
    assert len(heard.splitlines()) < 100, "not a line for each face"
    assert 'img "The crowd. 150 faces.' in heard


@pytest.mark.parametrize("place", ["/lab/", "/lab/?case=london-year", WIDE])
def test_nothing_is_wider_than_the_screen(page: Page, place) -> None:
    page.goto(place)
    for width in (320, 360, 768, 1280):
        page.set_viewport_size({"width": width, "height": 660})
        assert page.evaluate("innerWidth") == width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        expect(page.locator(".heads svg").first).to_be_visible()


def test_where_the_network_fails_the_browser_says_so_itself(page: Page) -> None:
    page.goto("/lab/")
    asked: list[str] = []
    page.route("**/lab/?*", lambda route: (asked.append(route.request.resource_type), route.abort())
               if len(asked) == 0 else route.continue_())  # fmt: skip
    page.get_by_label("People who pass").fill("50000")
    with page.expect_navigation():
        page.get_by_role("button").click()
    expect(page.locator(".alerts")).to_have_text("Of about 51 alerts, about 1 is right.")
