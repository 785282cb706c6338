"""What stands where after an answer: the right one in the verdict, why at once, the rest folded."""

import pytest
from lxml import html

from tests.conftest import ALL_KINDS
from tests.factories import SPECS, QuestionFactory, make_round
from tests.play.test_turn import HTMX, answers, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today"), pytest.mark.any_database]

# What the heading of a verdict says, and what stands under it, by kind: right, wrong, not sure.
IN_ORDER = (
    "IBM writes to Congress (8 June 2020){} Amazon pauses (10 June 2020){} "
    "Microsoft follows (11 June 2020){} Boston votes (24 June 2020){}"
)
MATCHED = "Amazon: paused for a year IBM: stopped selling NEC: supplied the Met"
SAID = {
    "choice": (
        ("Right. Eight.", ""),
        ("Not right. The answer: Eight. You chose “Forty”.", ""),
        ("Not sure: no point, and no harm. The answer: Eight.", ""),
    ),
    "multiple": (
        ("Right.", {"Thorn", "Marinus Analytics"}),
        (
            "Not right. The right answers:",
            {
                "Thorn you left it out",
                "Marinus Analytics you left it out",
                "Interpol not one of them",
            },
        ),
        (
            "Not sure: no point, and no harm. The right answers:",
            {"Thorn", "Marinus Analytics"},
        ),
    ),
    "true_false": (
        ("Right. True.", ""),
        ("Not right. The answer: True. You chose “False”.", ""),
        ("Not sure: no point, and no harm. The answer: True.", ""),
    ),
    "estimate": (
        ("Right. 26 of 120.", ""),
        ("Not right. The answer: 26 of 120. Your estimate: 120", ""),
        ("Not sure: no point, and no harm. The answer: 26 of 120.", ""),
    ),
    "ordering": (
        ("Right.", IN_ORDER.format("", "", "", "")),
        (
            "Not right. The right order:",
            IN_ORDER.format(*(f" yours: {place}" for place in (4, 3, 2, 1))),
        ),
        ("Not sure: no point, and no harm. The right order:", IN_ORDER.format("", "", "", "")),
    ),
    "matching": (
        ("Right.", MATCHED),
        (
            "Not right. The right answers:",
            "Amazon: paused for a year yours: stopped selling "
            "IBM: stopped selling yours: supplied the Met "
            "NEC: supplied the Met yours: paused for a year",
        ),
        ("Not sure: no point, and no harm. The right answers:", MATCHED),
    ),
}


def said(element):
    return " ".join(element.text_content().split()).replace(" .", ".")


def answered(client, kind, which, **how):
    """The page of a question answered right (0), wrong (1) or with “Not sure” (2)."""
    played = make_round(kind)
    data = [*answers(played, kind), {"unsure": "1"}][which]
    return html.fromstring(client.post(url(played), data, follow=True, **how).content.decode())


@pytest.mark.parametrize("which", [0, 1, 2], ids=["right", "wrong", "unsure"])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_the_right_answer_stands_in_the_verdict(client, kind, which):
    page = answered(client, kind, which)
    heading, below = SAID[kind][which]
    (verdict,) = page.xpath("//h2[@id='verdict']")
    assert said(verdict) == heading
    described = verdict.get("aria-describedby")
    assert (described is not None) == bool(below)
    if below:
        (solution,) = page.xpath(f"//*[@id='{described}']")
        rows = {said(row) for row in solution.xpath(".//li")}
        assert below in (rows, said(solution)), "heard with the verdict"


@pytest.mark.parametrize("which", [0, 1, 2], ids=["right", "wrong", "unsure"])
@pytest.mark.parametrize("kind", ALL_KINDS)
def test_why_follows_at_once_with_its_source_and_the_rest_is_folded(client, kind, which):
    page = answered(client, kind, which)
    whole = said(page.xpath("//article")[0])
    parts = ["The report counted", "Source: A university",
             "Eight of the matches were verified", "You can do today",
             "Something wrong with this question?", "See your result"]  # fmt: skip
    assert sorted(parts, key=whole.index) == parts
    (more,) = page.xpath("//article//details")
    unfolded = whole.replace(said(more), "")
    for part in parts[2:-1]:
        assert part in said(more)
        assert part not in unfolded
    for row in SPECS[kind].get("wrong", []):
        assert row["tempts"] in said(more)


def test_what_is_folded_is_open_where_no_script_has_asked(client):
    assert answered(client, "choice", 1).xpath("//details[@class='more']/@open")
    assert not answered(client, "choice", 1, headers=HTMX).xpath("//details[@class='more']/@open")


@pytest.mark.parametrize("kind", ["multiple", "ordering", "matching"])
def test_what_was_wrong_is_struck_and_nothing_that_is_right(client, kind):
    page = answered(client, kind, 1)
    struck = {said(each) for each in page.xpath("//s")}
    right = {"Thorn", "Marinus Analytics", *(item["text"] for item in SPECS["ordering"]["items"])}
    assert struck
    if kind == "matching":
        right = {said(each) for each in page.xpath("//*[@id='solution']//strong")}
        assert right == {pair["right"] for pair in SPECS["matching"]["pairs"]}
        assert not page.xpath("//strong//s")
    else:
        assert not struck & right
    assert not page.xpath("//*[contains(@class, 'wrong-chosen')][not(.//s)][not(.//em)]")


def test_what_was_matched_wrongly_is_told_in_the_fold(client):
    page = answered(client, "matching", 1)
    (more,) = page.xpath("//article//details")
    assert {said(each) for each in more.xpath(".//s")} == {
        "stopped selling", "supplied the Met", "paused for a year"
    }  # fmt: skip
    assert not answered(client, "matching", 0).xpath("//s")
    assert "Your answers:" not in said(answered(client, "matching", 2).xpath("//article")[0])


def test_numbers_are_said_as_people_do(client):
    spec = {
        **SPECS["estimate"], "right": 2230, "low": 100, "high": 1_000_000, "scale": "log",
        "tolerance": 1.4, "zero_at": 5, "step": 10, "unit": "companies",
    }  # fmt: skip
    asked = QuestionFactory(kind="estimate", spec=spec, live=True)
    played = make_round("choice")
    played.turns.update(version=asked.live_version_id)
    page = html.fromstring(client.post(url(played), {"response": "500"}, follow=True).content)
    assert "Full marks from 1,600 to 3,100 companies" in said(page.xpath("//details")[0])
    asked = QuestionFactory(kind="estimate", spec={**spec, "tolerance": 1}, live=True)
    played = make_round("choice")
    played.turns.update(version=asked.live_version_id)
    page = html.fromstring(client.post(url(played), {"response": "500"}, follow=True).content)
    assert "Full marks for 2,230 companies alone" in said(page.xpath("//details")[0])


def test_the_next_prompt_is_heard_with_its_place(client):
    played = make_round("choice choice")
    response = client.post(url(played), {"unsure": "1"}, headers=HTMX)
    page = html.fromstring(response.content.decode())
    (prompt,) = page.xpath("//template//h1")
    (place,) = page.xpath(f"//template//*[@id='{prompt.get('aria-describedby')}']")
    assert said(place) == "Question 2 of 2"
    assert said(place.getparent()).startswith("Question 2 of 2 (1 not sure"), "before the topic"


def test_what_is_to_be_read_is_heard_with_the_prompt(client):
    exhibit = {"type": "message", "caption": "A text message", "lines": ["Your parcel waits."]}
    asked = QuestionFactory(live=True, exhibit=exhibit)
    played = make_round("choice")
    played.turns.update(version=asked.live_version_id)
    page = html.fromstring(client.get(url(played)).content.decode())
    (prompt,) = page.xpath("//h1")
    heard = [page.get_element_by_id(each) for each in prompt.get("aria-describedby").split()]
    assert "A text message Your parcel waits." in " ".join(map(said, heard))


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("multiple", "Several of these 4 are right. A wrong tick costs part of this point."),
        ("estimate", "From 0 to 120; near counts too."),
        ("ordering", "Give each a place: 1 is “Earliest”, 4 is “Latest”."),
        ("matching", "Choose a letter for each. Some are left over."),
    ],
)
def test_how_to_answer_is_heard_with_the_prompt(client, kind, hint):
    page = html.fromstring(client.get(url(make_round(kind))).content.decode())
    (prompt,) = page.xpath("//h1")
    heard = [page.get_element_by_id(each) for each in prompt.get("aria-describedby").split()]
    assert said(heard[-1]) == hint
