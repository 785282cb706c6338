"""The lab: who gets flagged in a crowd that a reader sets, and what is said of it."""

import re
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.core.screening import Screening
from quiz.exchange.bank_file import read_path
from quiz.models import Topic
from quiz.play.lab import LabForm, lab_page
from quiz.play.lab_cases import BY_FACT, BY_REF, CASES, TOPICS
from quiz.play.lab_outcome import MOST, SORTS, Outcome, of_hundred
from tests.factories import FactFactory, make_round
from tests.layout import flat

BANKS = Path(__file__).resolve().parents[2] / "quiz" / "banks"
NAMES = ("crowd", "listed", "hit_rate", "false_rate")


def ask(client, **numbers):
    return client.get("/lab/", numbers)


def sentence(crowd, listed, hit_rate, false_rate):
    return Outcome(Screening(crowd, listed, hit_rate / 100, false_rate / 100)).sentence


def read(**typed):
    """The four numbers as the form reads them, and its errors."""
    form = LabForm({"crowd": "1000", "listed": "1", "hit_rate": "90", "false_rate": "1"} | typed)
    return form.cleaned_data if form.is_valid() else form.errors.get_json_data()


class TestThePage:
    """It asks the database for nothing: these tests have none."""

    def test_it_says_how_many_alerts_are_right(self, client):
        page = flat(ask(client).content.decode())
        assert '<p class="alerts" role="status">Of about 31 alerts, about 1 is right.</p>' in page
        assert "<title>Of about 31 alerts, about 1 is right. – Who gets flagged?" in page
        assert "the chance that you are on the list is about 3 in 100" in page

    def test_the_numbers_are_in_its_address(self, client):
        page = ask(client, crowd="10000", listed="20", hit_rate="80", false_rate="1")
        said = flat(page.content.decode())
        assert "Of about 116 alerts, about 16 are right." in said
        for value in ("10000", "20", "80", "1"):
            assert f'value="{value}"' in said
        assert re.search(r'<form action="/lab/"[^>]*hx-get="/lab/"', said)
        assert "method=" not in re.search(r"<form[^>]*>", said)[0], "GET, so the address has all"

    def test_what_is_left_out_of_an_address_is_as_at_the_start(self, client):
        assert "Of about 101 alerts" in ask(client, crowd="100000").content.decode()

    def test_the_table_says_the_same_with_what_is_likely(self, client):
        page = flat(ask(client).content.decode())
        table = page[page.index("<table") : page.index("</table>")]
        cells = re.findall(r"<t[hd](?: [^>]*)?>(.*?)</t[hd]>", table)
        cells = [re.sub("<[^>]+>", "", cell) for cell in cells]
        assert cells == [
            "", "Flagged", "Not flagged",
            "1 on the list", "1 (0 to 1)", "fewer than 1",
            "29,999 not on the list", "30 (20 to 41)", "29,969",
            "30,000 in all", "31", "29,969",
        ]  # fmt: skip

    def test_the_pictures_are_two_things_with_words(self, client):
        page = flat(ask(client).content.decode())
        labels = re.findall(r'role="img" aria-label="([^"]*)"', page)
        assert labels == [
            "The alerts. 31 faces. Each face stands for 1 person. Flagged, and on the list: 1. "
            "Flagged, but not on the list: 30.",
            "The crowd. 150 faces. Each face stands for 200 people. Not on the list, not "
            "flagged: 150. Those flagged are too few for a face.",
        ]
        fields = re.findall(r'role="img".*?</div></div>', page)
        assert [field.count("<use") for field in fields] == [31, 150]
        drawn = {*re.findall(r'<symbol id="(\w+)"', page)}
        assert {*re.findall(r'href="#(\w+)"', page)} - {"main"} <= drawn
        assert {*SORTS} <= drawn

    def test_for_htmx_comes_the_part_that_changes(self, client):
        part = client.get("/lab/", headers={"HX-Request": "true"}).content.decode()
        assert part.strip().startswith('<div id="lab"')
        assert "<html" not in part
        assert "Of about 31 alerts" in part
        back = client.get(
            "/lab/", headers={"HX-Request": "true", "HX-History-Restore-Request": "true"}
        )
        assert "<html" in back.content.decode()
        assert "HX-Request" in back.headers["Vary"]

    def test_nobody_keeps_it_with_or_without_numbers(self, client):
        """A cache that knows pages by their path alone would give one's numbers to another."""
        for response in (ask(client), ask(client, crowd="500"), ask(client, fbclid="x")):
            assert response.headers["Cache-Control"] == "private, no-store"
            assert not response.cookies


class TestNumbers:
    @pytest.mark.parametrize("typed", ["1,200", "1200", "1 200", " 1'200 ", "１２００", "+1200"])
    def test_people_are_read_as_they_were_meant(self, typed):
        assert read(crowd=typed)["crowd"] == 1200

    @pytest.mark.parametrize(
        ("typed", "rate"),
        [
            ("0.1", 0.1), ("0,1", 0.1), (".1", 0.1), ("0.1%", 0.1), ("0.1 %", 0.1), ("100", 100),
            ("0", 0), ("1 in 1,000", 0.1), ("1 in 1000", 0.1), ("1/8", 12.5), ("0.0003%", 0.0003),
        ],
    )  # fmt: skip
    def test_rates_are_too(self, typed, rate):
        assert read(false_rate=typed)["false_rate"] == pytest.approx(rate)

    @pytest.mark.parametrize(
        ("name", "typed", "said"),
        [
            ("crowd", "", "Please write a whole number"),
            ("crowd", "many", "Please write a whole number"),
            ("crowd", "12.5", "People come in whole numbers"),
            ("crowd", "1.200", "Did you mean 1200 or 1.2? Please write it like that."),
            ("crowd", "0", "Please write a number from 1 to 10,000,000."),
            ("crowd", "-5", "Please write a number from 1 to 10,000,000."),
            ("crowd", "10,000,001", "Please write a number from 1 to 10,000,000."),
            ("crowd", "9" * 400, "Please write a whole number"),
            ("crowd", "1e5", "Please write a whole number"),
            ("crowd", "NaN", "Please write a whole number"),
            ("crowd", "10%", "Please write a whole number"),
            ("crowd", "\ud83d", "Please write a whole number"),
            ("listed", "1001", "That is more than pass. Please write a number from 0 to 1,000."),
            ("listed", "-1", "Please write a number from 0 to"),
            ("hit_rate", "101", "Please write a share from 0 to 100 per cent."),
            ("hit_rate", "-1%", "Please write a share from 0 to 100 per cent."),
            ("hit_rate", "3 in 2", "Please write a share from 0 to 100 per cent."),
            ("hit_rate", "1 in 0", "Please write a number, such as 0.5 or 1 in 1,000."),
            ("hit_rate", "1 in 2%", "Please write a number, such as"),
            ("hit_rate", "1 in 1 in 2", "Please write a number, such as"),
            ("hit_rate", "1.234", "Did you mean 1234 or 1.2340? Please write it like that."),
            ("hit_rate", "inf", "Please write a number, such as"),
        ],
    )
    def test_what_cannot_be_used_is_told_at_its_field_and_kept(self, client, name, typed, said):
        assert said in read(**{name: typed})[name][0]["message"]
        if typed.isprintable():
            numbers = {"crowd": "1000", name: typed}
            response = ask(client, **numbers)
            page = response.content.decode()
            assert response.status_code == 422
            assert f'value="{typed}"' in page
            assert f'aria-describedby="{name}-hint {name}-error"' in page
            assert f'<span class="error" id="{name}-error">{said}' in page
            assert "<title>Please look again" in page
            assert 'class="alerts"' not in page

    def test_a_long_text_is_refused_at_once(self):
        """Its spaces would be gone through as often as there are of them: for a minute here."""
        began = time.process_time()
        assert "hit_rate" in read(hit_rate="1" + " " * 100_000 + "x")
        assert time.process_time() - began < 2

    def test_what_is_asked_for_can_be_typed_like_that(self):
        """The two readings that a field offers are read, one each."""
        for offered in ("1234", "1.2340"):
            assert isinstance(read(crowd="10", false_rate=offered), dict)
        assert read(false_rate="1.2340")["false_rate"] == 1.234

    def test_what_is_typed_is_escaped(self, client):
        page = ask(client, crowd='"><b>x').content.decode()
        assert "&quot;&gt;&lt;b&gt;x" in page

    @given(st.fixed_dictionaries({}, optional={name: st.text(max_size=20) for name in NAMES}))
    def test_no_address_is_a_fault_of_ours(self, typed):
        page = lab_page(typed)
        assert page.outcome or page.form.errors

    @given(
        st.integers(1, 10**7).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))),
        st.floats(0, 100, allow_subnormal=False),
        st.floats(0, 100, allow_subnormal=False),
    )
    def test_every_crowd_has_one_sentence_and_a_picture_with_room(self, people, hit, false):
        outcome = Outcome(Screening(*people, hit / 100, false / 100))
        assert re.search(r"alert|flagged", outcome.sentence)
        assert not re.search(r"None|%\(|nan|-\d|about 0\b|\b1 are", outcome.sentence)
        for picture in outcome.pictures:
            assert 0 < len(picture.cells) <= MOST
            assert "None" not in picture.words
        for row in outcome.rows[:2]:
            assert row.flagged != "0" or not row.likely


class TestTheSentence:
    @pytest.mark.parametrize(
        ("numbers", "said"),
        [
            ((30_000, 1, 90, 0.1), "Of about 31 alerts, about 1 is right."),
            ((1_000, 10, 50, 10), "Of about 104 alerts, about 5 are right."),
            ((1_000, 10, 100, 10), "Of about 109 alerts, 10 are right."),
            ((100, 10, 100, 100), "Of 100 alerts, 10 are right."),
            ((1_000, 0, 90, 1), "Of about 10 alerts, none is right."),
            ((1_000, 0, 90, 100), "Of 1,000 alerts, none is right."),
            ((1_000, 10, 0, 1), "Of about 10 alerts, none is right."),
            ((1_000, 1, 40, 1), "Of about 10 alerts, most likely none is right."),
            ((1_000, 20, 100, 0), "Of 20 alerts, all are right."),
            ((1_000, 20, 90, 0), "Of about 18 alerts, all are right."),
            ((1_000, 20, 90, 0.01), "Of about 18 alerts, most likely all are right."),
            ((1_000, 0, 90, 0), "Nobody is flagged: there is no alert at all."),
            ((1_000, 5, 0, 0), "Nobody is flagged: there is no alert at all."),
            ((1_000, 1, 40, 0.01), "Fewer than one alert is to be expected."),
            ((1_000, 1, 90, 0.01), "About one alert is to be expected, most likely a right one."),
            ((1_000, 1, 90, 0), "About one alert is to be expected, and it is right."),
            ((1_000, 1, 100, 0), "There is one alert, and it is right."),
            ((1_000, 1, 20, 0.1), "About one alert is to be expected, most likely a wrong one."),
            ((1_000, 0, 20, 0.1), "About one alert is to be expected, and it is wrong."),
            ((1, 0, 20, 100), "There is one alert, and it is wrong."),
        ],
    )
    def test_says_what_is_to_be_expected(self, numbers, said):
        assert sentence(*numbers) == said

    def test_what_follows_is_said_in_hundreds(self):
        means = Outcome(Screening(30_000, 1, 0.9, 0.001)).means
        assert means == [
            "If you are flagged, the chance that you are on the list is about 3 in 100.",
            "In about 10 of 100 such crowds, nobody on the list is flagged.",
            "In more than 99 of 100 such crowds, somebody is flagged by mistake.",
        ]
        many = Outcome(Screening(3_000_000, 10, 0.9, 0.1)).means
        assert many[-1] == "In more than 99 of 100 such crowds, somebody is flagged by mistake."
        nobody = Outcome(Screening(100, 0, 0.9, 0.5)).means
        assert nobody[0] == "Nobody here is on the list, so every alert is a mistake."
        assert Outcome(Screening(100, 0, 0.9, 0)).means == ["Nobody here is on the list."]
        rare = Outcome(Screening(1_000, 1, 0.4, 0.0001)).means
        assert rare[0] == "In about 54 of 100 such crowds, there is no alert at all."

    @pytest.mark.parametrize(
        ("share", "said"),
        [(1e-300, "fewer than 1"), (0.001, "fewer than 1"), (0.999, "more than 99"),
         (1 - 1e-16, "more than 99"), (0.005, "about 1"), (0.994, "about 99"), (0.5, "about 50")],
    )  # fmt: skip
    def test_a_chance_is_never_rounded_to_never_or_always(self, share, said):
        assert of_hundred(share) == said


class TestCases:
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.ref)
    def test_a_case_has_its_source_and_fills_the_fields(self, client, case):
        response = ask(client, case=case.ref)
        page = flat(response.content.decode())
        assert response.status_code == 200
        assert f'<a href="{case.url}" rel="noopener external">{case.source}</a>' in page
        assert "Checked on 29 November 2026." in page
        assert set(case.fields) == {*NAMES}
        for given_number in case.fields.values():
            assert str(given_number.why) in page
        for said in (case.claim, case.passage, case.share_of, case.unknown):
            assert str(said) in page.replace("&#x27;", "'")
        assert f'name="case" value="{case.ref}"' in page, "it stays when a number is changed"

    @pytest.mark.parametrize(
        ("ref", "said"),
        [
            ("london-trials", "Of about 42 alerts, about 8 are right."),
            ("cardiff-final", "Of about 2,470 alerts, 173 are right."),
            ("london-year", "Of about 2,077 alerts, 2,067 are right."),
            ("lab-test", "Of about 26 alerts, about 9 are right."),
            ("lawmakers", "Of about 26 alerts, none is right."),
        ],
    )
    def test_the_numbers_of_a_case_give_what_was_counted(self, client, ref, said):
        assert said in ask(client, case=ref).content.decode()

    @pytest.mark.parametrize(
        ("ref", "numbers"),
        [
            ("london-trials", ["42", "eight", "22", "16"]),
            ("cardiff-final", ["170,000", "2,470", "2,297"]),
            ("london-year", ["3,147,436", "2,077", "10", "0.0003"]),
            ("lab-test", ["89", "0.017"]),
            ("lawmakers", ["26", "99"]),
        ],
    )
    def test_what_was_counted_stands_in_the_passage(self, ref, numbers):
        case = BY_REF[ref]
        for number in numbers:
            assert number in case.passage
        assert sum(case.counted.values()) in (0, 26, 42, 2_077, 2_470)
        assert urlsplit(case.url).scheme == "https"

    def test_a_changed_number_is_no_longer_the_cases(self, client):
        numbers = {"case": "lab-test", "crowd": "5000"}
        page = flat(ask(client, **numbers).content.decode())
        assert "Our assumption: a large crowd." not in page
        assert page.count("As tested by the laboratory.") == 2
        assert 'value="5000"' in page

    def test_a_case_that_there_is_not_is_not_found(self, client):
        assert ask(client, case="nowhere").status_code == 404

    def test_facts_and_topics_of_cases_are_those_of_the_shipped_bank(self):
        bank, _lines = read_path(BANKS / "faces.yaml")
        asked = {question.fact for question in bank.questions if question.fact in BY_FACT}
        assert asked == {*BY_FACT}
        assert {*bank.topics} >= TOPICS


@pytest.mark.django_db
class TestTheWayThere:
    def link(self, ref):
        return f'href="/lab/?{urlencode({"case": ref})}"'

    def test_from_a_question_once_it_is_answered(self, client, bank):
        played = make_round("choice choice", bank=bank)
        first, second = played.turns.select_related("version__question").order_by("position")
        fact = FactFactory(bank=bank, ref="aclu-result")
        first.version.question.fact = fact
        first.version.question.save()
        page = client.get(first.get_absolute_url()).content.decode()
        assert "/lab/" not in page
        client.post(first.get_absolute_url(), {"unsure": "1"})
        page = client.get(first.get_absolute_url()).content.decode()
        feedback, _, waiting = page.partition('<template id="next">')
        assert self.link("lawmakers") in feedback
        assert "/lab/" not in waiting
        client.post(second.get_absolute_url(), {"unsure": "1"})
        assert "/lab/" not in client.get(second.get_absolute_url()).content.decode()
        assert self.link("lawmakers") in client.get(played.get_absolute_url()).content.decode()

    def test_from_a_bank_that_asks_about_errors(self, client, bank):
        topic = make_round("choice", bank=bank).turns.get().version.topic
        assert "/lab/" not in client.get(f"/banks/{bank.ref}/").content.decode()
        Topic.objects.filter(pk=topic.pk).update(ref="error-rates")
        assert 'href="/lab/"' in client.get(f"/banks/{bank.ref}/").content.decode()

    def test_from_home(self, client, bank):
        make_round("choice", bank=bank)
        assert 'href="/lab/"' in client.get("/").content.decode()
