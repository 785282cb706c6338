"""The entry for a calendar: what to do, on a day, and nothing of the round."""

import datetime
import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from quiz.play.reminders import OCTETS, calendar, folded
from quiz.play.to_do import Action
from tests.cookies import as_reader
from tests.factories import TODAY, make_round
from tests.play.test_result import play

BANK = "https://quiz.example/banks/privacy/"
ESCAPED = re.compile(r"\\(.)")


def read(text):
    """What a calendar makes of the file: (name with its parameters, value) of each line."""
    assert text.endswith("\r\n")
    unfolded = text.removesuffix("\r\n").replace("\r\n ", "").split("\r\n")
    return [tuple(line.split(":", 1)) for line in unfolded]


def unescaped(value):
    return ESCAPED.sub(lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def values(text, name):
    return [unescaped(value) for key, value in read(text) if key.split(";")[0] == name]


def made(*texts):
    return calendar([Action(text, 5) for text in texts], TODAY, BANK, "quiz.example")


def test_says_what_to_do_on_the_next_day():
    text = made("Lock, then leave; now", "Back up")
    assert values(text, "SUMMARY") == ["Lock, then leave; now"]
    assert values(text, "DESCRIPTION")[0] == f"Lock, then leave; now\n– Back up\n{BANK}"
    assert "DTSTART;VALUE=DATE:20261123\r\n" in text
    assert [key for key, _ in read(text)[:4]] == ["BEGIN", "VERSION", "PRODID", "BEGIN"]


def test_the_same_things_on_the_same_day_are_one_entry():
    assert values(made("a", "b"), "UID") == values(made("a", "b"), "UID")
    assert values(made("a", "b"), "UID") != values(made("a", "c"), "UID")


@given(st.lists(st.text(st.characters(exclude_categories=["C", "Z"]) | st.sampled_from(" ,;:\\"),
                        min_size=1), min_size=1, max_size=4))  # fmt: skip
def test_whatever_it_says_is_read_back_and_no_line_is_too_long(texts):
    text = calendar([Action(each, 5) for each in texts], TODAY, BANK, "quiz.example")
    for line in text.split("\r\n"):
        assert len(line.encode()) <= OCTETS
    plain = [" ".join(each.split()) for each in texts]
    (summary,) = values(text, "SUMMARY")
    if not set("".join(texts)) & set("*`[]()\\_-+.<>&#"):
        assert " ".join(summary.split()) == plain[0]
    assert values(text, "DESCRIPTION")[0].endswith(f"\n{BANK}")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n")))
def test_folding_loses_nothing_and_cuts_no_sign(line):
    parts = list(folded(line))
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == line
    assert all(part.startswith(" ") for part in parts[1:])
    assert all(len(part.encode()) <= OCTETS for part in parts)


@pytest.mark.django_db
class TestPage:
    pytestmark = pytest.mark.usefixtures("today")

    def test_is_a_file_for_a_calendar(self, client, django_assert_max_num_queries):
        address = play(client, make_round("choice choice"), "Forty", "Eight")
        with django_assert_max_num_queries(2):
            response = client.get(f"{address}reminder/")
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert 'filename="privacy-quiz.ics"' in response.headers["Content-Disposition"]
        text = response.content.decode()
        assert values(text, "SUMMARY") == ["Look up what your own police force publishes."]

    def test_tells_no_time_and_no_round(self, client):
        played = make_round("choice", as_reader(client))
        text = client.get(f"{play(client, played, 'Forty')}reminder/").content.decode()
        times = re.findall(r"\d{8}T\d{6}", text)
        assert times == [f"{datetime.date(2026, 11, 22):%Y%m%d}T000000"]
        for secret in (str(played.key), played.key.hex, played.reader.hex, "Forty", "Eight"):
            assert secret not in text

    def test_is_not_there_where_there_is_nothing_to_do(self, client):
        played = make_round("choice")
        address = f"/rounds/{played.key}/"
        assert client.get(f"{address}reminder/").status_code == 404

    def test_is_its_own_browsers_alone(self, client):
        played = make_round("choice", as_reader(client))
        address = play(client, played, "Forty")
        response = Client().get(f"{address}reminder/")
        assert (response.status_code, response.url) == (302, f"{address}1/")
