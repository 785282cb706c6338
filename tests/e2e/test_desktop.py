"""On a desktop what is to be looked at stands beside the question, then beside the verdict."""

from tests.e2e.playing import answer, open_round, option, question, verdict

EXHIBIT = {
    "type": "message",
    "caption": "A text message",
    "rows": [{"label": "From", "value": "Parcel Post"}],
    "lines": ["We could not deliver your parcel.", "Pay today to have it sent again."] * 4,
}


def sides(page, left):
    """The left element's box and the exhibit's, as (right edge, top), (left edge, bottom)."""
    box, shown = left.bounding_box(), page.locator(".exhibit").bounding_box()
    return (box["x"] + box["width"], box["y"]), (shown["x"], shown["y"] + shown["height"])


def test_an_exhibit_stands_beside_the_options_and_beside_the_verdict(reader) -> None:
    page = reader(viewport={"width": 1280, "height": 720})
    open_round(page, question("choice", exhibit=EXHIBIT), question("choice"))
    for left in (option(page, "Eight"), option(page, "Forty")):
        (right_edge, top), (left_edge, bottom) = sides(page, left)
        assert right_edge <= left_edge
        assert top < bottom
    answer(page, "wrong")
    (right_edge, top), (left_edge, bottom) = sides(page, verdict(page))
    assert right_edge <= left_edge
    assert top < bottom


def test_on_a_phone_it_stands_above_them(reader) -> None:
    page = reader(viewport={"width": 360, "height": 660})
    open_round(page, question("choice", exhibit=EXHIBIT))
    _, (_, bottom) = sides(page, option(page, "Eight"))
    (_, top), _ = sides(page, option(page, "Eight"))
    assert bottom <= top
