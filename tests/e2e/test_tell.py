"""What gives the answer away is marked in the exhibit: after the answer, below or beside why."""

from playwright.sync_api import Page, expect

from tests.e2e.playing import answer, open_round, question, verdict

EXHIBIT = {
    "type": "message",
    "caption": "A text message",
    "rows": [{"label": "From", "value": "Parcel Post"}],
    "lines": ["Pay today: https://parcelpost.example.rebook-fee.example/4471"],
    "tell": [
        {"text": "today", "note": "A hurry."},
        {"text": "rebook-fee.example", "note": "The part that says whose page it is."},
    ],
}


def asked(page: Page) -> None:
    open_round(page, question("choice", exhibit=EXHIBIT))
    page.wait_for_load_state()
    expect(page.locator(".exhibit")).to_be_visible()
    expect(page.locator("mark, .told")).to_have_count(0)


def test_on_a_phone_it_comes_after_the_explanation_which_is_whole_in_view(reader) -> None:
    page = reader(viewport={"width": 360, "height": 660})
    asked(page)
    answer(page, "wrong")
    why, shown, bar = (
        page.locator(each).bounding_box() for each in (".explanation", ".exhibit", ".onward")
    )
    assert 0 <= why["y"] < why["y"] + why["height"] <= min(bar["y"], shown["y"])
    expect(page.locator("mark")).to_have_count(2)
    expect(page.get_by_text("A hurry.")).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 660})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_a_desktop_it_stands_beside_the_verdict_and_all_below_it(reader) -> None:
    page = reader(viewport={"width": 1280, "height": 720})
    asked(page)
    answer(page, "wrong")
    shown = page.locator(".exhibit").bounding_box()
    for each in (verdict(page), page.locator(".explanation"), page.locator("details.more")):
        box = each.bounding_box()
        assert box["x"] + box["width"] <= shown["x"]
    assert abs(page.locator("div.verdict").bounding_box()["y"] - shown["y"]) < 5
    expect(page.get_by_text("The part that says whose page it is.")).to_be_visible()


def test_it_is_seen_by_more_than_its_colour(reader) -> None:
    page = reader()
    asked(page)
    answer(page, "wrong")
    for media in ({"media": "print"}, {"media": "screen", "forced_colors": "active"}):
        page.emulate_media(**media)
        mark = page.locator("mark").first
        assert mark.evaluate("each => getComputedStyle(each).borderBottomWidth") == "2px"
        expect(mark).to_have_text("today marked 1")


def test_who_listens_hears_what_is_marked_and_its_note(reader) -> None:
    page = reader()
    asked(page)
    answer(page, "wrong")
    heard = page.locator(".exhibit").aria_snapshot()
    assert heard.index("today") < heard.index("marked 1") < heard.index("rebook-fee.example")
    assert heard.index("marked 2") < heard.index("How you can tell:") < heard.index("A hurry.")
