"""The site proves its promise in the reader's own browser."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from quiz.models import Bank
from tests.e2e.playing import answer, go_on, heading, open_round, question


@pytest.fixture
def asked(page: Page) -> list[Request]:
    requests: list[Request] = []
    page.context.on("request", lambda request: requests.append(request))
    return requests


def paths(requests: list[Request]) -> list[str]:
    return sorted(urlsplit(request.url).path for request in requests)


def listed(page: Page) -> list[str]:
    return sorted(page.locator("#requests tbody th").all_inner_texts())


def lists_all(page: Page, requests: list[Request]) -> None:
    page.wait_for_load_state("networkidle")
    expect(page.locator("#requests tbody th")).to_have_count(len(paths(requests)))
    assert listed(page) == paths(requests)
    ours, others = page.locator("#requests caption").all_inner_texts()
    assert ours.endswith(f" {len(paths(requests))}")
    assert others == "Requests to other sites: 0"


@pytest.mark.parametrize("place", ["/your-data/", "/your-browser/"])
def test_a_page_lists_every_request_it_made(page: Page, bank: Bank, asked, place) -> None:
    page.goto(place)
    lists_all(page, asked)


def test_a_turn_lists_its_requests_and_each_answer_as_it_comes(page: Page, asked) -> None:
    open_round(page, question("choice"), question("true_false"))
    page.get_by_text("Every request this page has made").click()
    lists_all(page, asked)
    answer(page, "right")
    lists_all(page, asked)
    go_on(page)
    answer(page, "wrong")
    lists_all(page, asked)
    turns = [path[-3:] for path in listed(page) if path.startswith("/rounds/")]
    assert turns == ["/1/", "/1/", "/2/"], "the page and two answers; Next asked for nothing"


def test_a_closed_list_costs_no_request(page: Page, asked) -> None:
    open_round(page, question("choice"))
    page.wait_for_load_state("networkidle")
    assert not any("requests" in path for path in paths(asked))


def test_a_request_to_another_origin_would_be_listed(page: Page) -> None:
    """Whatever the policy forbids is not asked for; so this one is put into the records."""
    page.add_init_script(
        "window.PerformanceObserver = class {"
        "  constructor(tell) { this.tell = tell }"
        "  observe() { this.tell({ getEntries: () => ["
        "    { name: 'https://tracker.example/pixel?id=1', startTime: 1, transferSize: 0 }] }) } }"
    )
    page.goto("/your-data/")
    expect(page.locator("#requests caption").last).to_contain_text("Requests to other sites: 1")
    expect(page.locator("#requests")).to_contain_text("https://tracker.example/pixel?id=1")


def test_without_a_script_the_page_says_how_to_look(reader, bank: Bank) -> None:
    page = reader(java_script_enabled=False)
    for place in ("/your-data/", "/your-browser/"):
        page.goto(place)
        expect(page.locator("#requests")).to_contain_text("developer tools")
        expect(page.locator("#requests table")).to_have_count(0)


TRAITS = ["zone", "languages", "screen", "window", "ratio", "preferences", "processor", "memory",
          "touch", "agent", "hints", "cookies", "signals"]  # fmt: skip


def test_what_a_browser_gives_away_is_worked_out_and_never_sent(reader, base_url) -> None:
    page = reader(
        timezone_id="Asia/Kathmandu",
        locale="mi-NZ",
        viewport={"width": 777, "height": 555},
        screen={"width": 1999, "height": 1111},
        device_scale_factor=2.25,
        color_scheme="dark",
        contrast="more",
        user_agent="A browser of its own",
        has_touch=True,
    )
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    page.goto("/your-browser/")
    expect(page.locator("#traits")).to_be_visible()
    expect(page.locator("#scriptless")).to_be_hidden()
    shown = {name: page.locator(f"#{name}").inner_text() for name in TRAITS}
    assert shown["zone"] == "Asia/Kathmandu" or shown["zone"] == "Asia/Katmandu"
    assert shown["languages"] == "mi-NZ"
    assert shown["screen"] == "1999 by 1111 points"
    assert shown["window"] == "777 by 555 points"
    assert shown["ratio"] == "2.25"
    assert shown["preferences"] == "dark, more contrast, less motion"
    assert "at once" in shown["processor"]
    assert "finger" in shown["touch"]
    assert shown["agent"] == "A browser of its own"
    assert shown["cookies"] == "allowed"
    assert shown["signals"] == "Do Not Track: no. Global Privacy Control: no."
    assert all(shown.values())
    page.set_viewport_size({"width": 640, "height": 480})
    expect(page.locator("#window")).to_have_text("640 by 480 points")
    page.wait_for_load_state("networkidle")
    secrets = ["Kathmandu", "Katmandu", "1999", "777", "2.25"]
    for request in sent:
        assert request.method == "GET"
        assert not urlsplit(request.url).query
        assert request.post_data is None
        said = f"{request.url} {request.all_headers()}"
        assert not [secret for secret in secrets if secret in said]
    files = {urlsplit(request.url).path.rsplit("/")[-1].split(".")[0] for request in sent}
    files.discard("icon")  # a headless shell has no tab to show it on
    assert files == {"", "quiz", "pages", "browser", "requests"}


def test_without_a_script_only_the_headers_are_shown(reader) -> None:
    page = reader(java_script_enabled=False, user_agent="A browser of its own")
    page.goto("/your-browser/")
    expect(page.locator("#traits")).to_be_hidden()
    expect(page.locator("#scriptless")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("A browser of its own")


def test_the_privacy_page_is_of_one_screen(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 1024})
    page.goto("/privacy/")
    expect(heading(page)).to_be_visible()
    bottom = page.get_by_role("main").evaluate("main => main.getBoundingClientRect().bottom")
    assert bottom <= 1024


@pytest.mark.parametrize("scripted", [True, False])
def test_the_question_about_us_is_answered_on_the_same_page(reader, scripted) -> None:
    page = reader(java_script_enabled=scripted)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    played = open_round(page, question("choice"))
    answer(page, "right")
    go_on(page)
    page.wait_for_load_state("networkidle")
    page.get_by_text("One more, about us").click()
    page.get_by_label("The answers you gave").check()
    page.get_by_label("Your network address").check()
    asked.clear()
    page.get_by_role("button", name="Look it up").click()
    about = page.locator("#about-us")
    expect(about.get_by_role("button")).to_have_count(0)
    for text, states in {
        "The answers you gave": "Recorded · you ticked it",
        "Your network address": "Not recorded · you ticked it",
        "The days you played": "Recorded",
        "Where you are": "Not recorded",
    }.items():
        expect(about.locator("li", has_text=text).locator(".state")).to_have_text(states)
    expect(about).to_contain_text("Eight")
    assert urlsplit(page.url).path == played.get_absolute_url()
    posts = [request for request in asked if request.method == "POST"]
    assert [urlsplit(request.url).path for request in posts] == [played.get_absolute_url()]
    if scripted:
        expect(page.locator("#about-us-title")).to_be_focused()
        assert len(asked) == 1, "only the part that changes is fetched"


@pytest.mark.expects("404")
def test_what_was_erased_meanwhile_is_said_to_be_gone(page: Page, reader) -> None:
    """Two tabs: the round is erased in one while the other has a question and a result open."""
    played = open_round(page, question("choice"), question("true_false"))
    other = page.context.new_page()
    other.goto(played.data_url)
    other.get_by_role("button", name="Erase now").click()
    expect(other.get_by_role("status")).to_contain_text("Nothing is kept here.")
    page.get_by_role("button", name="Not sure").click()
    expect(heading(page)).to_have_text("There is nothing here")
    expect(page.get_by_role("main")).to_contain_text("it may have been erased")
