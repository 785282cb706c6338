"""Reporting a question: two taps, with and without scripts, and the round goes on."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from quiz.models import Report
from quiz.play import reports
from quiz.web.rate_limits import Limit
from tests.e2e.playing import answer, open_more, open_round, question

ASKED = "Something wrong with this question?"


@pytest.mark.parametrize("scripts", [True, False])
def test_two_taps_report_it(reader: Callable[..., Page], scripts: bool) -> None:
    page = reader(java_script_enabled=scripts, viewport={"width": 320, "height": 640})
    open_round(page, question("choice"), question("estimate"))
    answer(page, "wrong")
    open_more(page)
    page.get_by_text(ASKED).click()
    page.get_by_role("button", name="The answer is wrong").click()
    said = page.get_by_text("Thank you. You reported this question:")
    expect(said).to_be_in_viewport()
    if scripts:
        expect(said).to_be_focused()
    assert Report.objects.get().reason == "wrong"
    page.get_by_role("link", name="Next question").click()
    expect(page.get_by_role("button", name="Not sure")).to_be_visible()


@pytest.mark.expects("422")
@pytest.mark.parametrize("scripts", [True, False])
def test_a_text_too_long_is_refused_and_kept(reader: Callable[..., Page], scripts: bool) -> None:
    page = reader(java_script_enabled=scripts)
    open_round(page, question("choice"))
    answer(page, "wrong")
    open_more(page)
    page.get_by_text(ASKED).click()
    field = page.get_by_label("In your words, if you like")
    field.evaluate("field => field.removeAttribute('maxlength')")
    field.fill("x" * 501)
    page.get_by_role("button", name="Something else").click()
    expect(page.get_by_text("There is room for 500 characters")).to_be_in_viewport()
    expect(field).to_have_value("x" * 501)
    expect(page.locator("#trouble")).to_be_hidden()
    assert not Report.objects.exists()


@pytest.mark.expects("429")
@pytest.mark.parametrize("scripts", [True, False])
def test_too_many_at_once_lose_nothing(
    reader: Callable[..., Page], scripts: bool, settings, monkeypatch
) -> None:
    settings.PROXIES = 1
    monkeypatch.setattr(reports, "REPORTS", Limit("report", most=1, seconds=3600))
    reports.REPORTS.count("8.8.8.8")
    page = reader(java_script_enabled=scripts, extra_http_headers={"X-Forwarded-For": "8.8.8.8"})
    open_round(page, question("choice"))
    answer(page, "wrong")
    open_more(page)
    page.get_by_text(ASKED).click()
    page.get_by_label("In your words, if you like").fill("See page 4.")
    page.get_by_role("button", name="It is out of date").click()
    expect(page.get_by_text("Very many reports came from your network")).to_be_in_viewport()
    expect(page.get_by_label("In your words, if you like")).to_have_value("See page 4.")
    expect(page.locator("#trouble")).to_be_hidden()
