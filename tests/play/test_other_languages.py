"""A bank in another language: its words say so, on which side they begin, and ours stay English."""

import re
from typing import Any

import pytest
from lxml import html

from quiz.core.challenge import Challenge
from quiz.models import Article, Bank, Correction, DailyQuestion, QuestionSet, Round
from quiz.play.challenge import signed
from tests import addresses
from tests.conftest import ALL_KINDS
from tests.factories import SPECS, TODAY, BankFactory, QuestionFactory, SourceFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
FOREIGN = re.compile("[\u0600-\u06ff]")
OURS = re.compile("[A-Za-z]{2,}")
# What is no language: addresses, and the record of what is kept.
NO_WORDS = "self::script or self::style or self::title or self::pre or ancestor::pre or self::code"
ADDRESS = re.compile(r"\(?[\w.-]+\.(example|invalid|com|org)\)?|https?://\S+|testserver\S*")


def foreign(said: Any, keep: tuple[str, ...] = ("scale",)) -> Any:
    """The same answers, in words of another script."""
    if isinstance(said, dict):
        return {name: said[name] if name in keep else foreign(said[name]) for name in said}
    if isinstance(said, list):
        return [foreign(each) for each in said]
    return f"كلمة {abs(hash(said)) % 100_000}" if isinstance(said, str) else said


@pytest.fixture
def arabic(today):
    """A bank of which every word is Arabic, with all kinds; today's question is of it."""
    bank = BankFactory(ref="other", title="اسئلة", summary="ملخص", about="المزيد", language="ar")
    topic = TopicFactory(bank=bank, title="موضوع")
    source = SourceFactory(bank=bank, title="تقرير", publisher="جامعة")
    for kind in ALL_KINDS:
        QuestionFactory(
            bank=bank,
            topic=topic,
            source=source,
            kind=kind,
            prompt="ما **هذا** (12+)؟",
            spec=foreign(SPECS[kind]),
            explanation="شرح " * 30,
            passage="مقطع",
            claim="قول",
            since="ثم",
            since_source=source,
            action="افعل",
            survey="نصف",
            survey_by="سائل",
            survey_group="ناس",
            survey_year=2025,
            survey_source=source,
            valid="الآن",
            jurisdiction="هنا",
            exhibit={
                "type": "message", "caption": "رسالة", "title": "عنوان",
                "lines": ["سطر", "https://a.example/x"], "rows": [{"label": "من", "value": "هو"}],
                "buttons": ["نعم"], "tell": [{"text": "سطر", "note": "لأن"}],
            },
            live=True,
        )  # fmt: skip
    told = {"title": "مقال", "publisher": "جامعة", "date": "2026-11", "linked": True}
    Article.objects.create(bank=bank, source=source, url="https://a.example/x", text="نص", **told)
    asked = bank.questions.get(kind="choice")
    DailyQuestion.objects.create(day=TODAY, question=asked)
    Correction.objects.create(
        question=asked,
        version=asked.live_version,
        kind=Correction.Kind.WORDING,
        statement="تصحيح",
        corrected_on=TODAY,
    )
    return bank


def misplaced(page: str) -> list[tuple[str, str]]:
    """The words of a page whose element does not say their language."""
    found = []
    for text in html.fromstring(page).xpath(f"//text()[not(parent::*[{NO_WORDS}])]"):
        words = ADDRESS.sub("", str(text))
        of = text.getparent().getparent() if text.is_tail else text.getparent()
        (language,) = of.xpath("ancestor-or-self::*[@lang][1]/@lang")
        side = (of.xpath("ancestor-or-self::*[@dir][1]/@dir") or ["ltr"])[0]
        if FOREIGN.search(words) and (language, side) != ("ar", "rtl"):
            found.append((language, words.strip()))
        if OURS.search(words) and (language, side) != ("en", "ltr"):
            found.append((language, words.strip()))
    return found


def look(client: Any, address: str, **kwargs: Any) -> Any:
    answer = client.get(address, **kwargs)
    if "text/html" in answer.headers["Content-Type"]:
        assert misplaced(answer.content.decode()) == [], address
    return answer


def test_a_set_says_which_words_are_whose(client, arabic):
    week = QuestionSet.objects.create(
        bank=arabic, ref="week", title="مجموعة", summary="ملخص", state="unlisted"
    )
    retired = QuestionFactory(bank=arabic, prompt="سؤال", spec=foreign(SPECS["choice"]), live=True)
    for number, question in enumerate([*arabic.questions.filter(kind="choice")], start=1):
        week.places.create(question=question, number=number)
    retired.retire(TODAY)
    assert "مجموعة" in look(client, "/sets/week/").content.decode()
    begun = client.post("/sets/week/start/")
    look(client, begun.url)
    look(client, begun.url, follow=True)
    client.post(begun.url, {"unsure": "1"})
    result = look(client, Round.objects.get().get_absolute_url())
    assert "مجموعة" in result.content.decode()
    assert "مجموعة" in look(client, "/scores/").content.decode()
    QuestionSet.objects.update(state="closed")
    look(client, "/sets/week/")


def test_every_page_says_which_words_are_whose(client, arabic):
    other = BankFactory(title="ثان", summary="ملخص", language="ar")
    QuestionFactory(bank=other, prompt="سؤال", spec=foreign(SPECS["choice"]), live=True)
    for address in ("/", "/today/", f"/today/{TODAY}/", "/banks/other/", "/corrections/"):
        assert "ar" in look(client, address).content.decode()
    client.post("/banks/other/start/", {"number": 10})
    played = Round.objects.get()
    for turn in played.turns.select_related("version"):
        look(client, turn.get_absolute_url())
        refused = client.post(turn.get_absolute_url(), {})
        assert misplaced(refused.content.decode()) == []
        typed = wrong(turn)
        assert client.post(turn.get_absolute_url(), typed).status_code == 302, turn.version.kind
        look(client, turn.get_absolute_url())
        look(client, f"{turn.get_absolute_url()}report/")
    client.get(played.get_absolute_url())
    for address in addresses.readers(played).values():
        answer = client.get(address)
        if answer.headers["Content-Type"].startswith("text/html") and answer.content:
            assert misplaced(answer.content.decode()) == [], address
    versions = tuple(played.turns.values_list("version", flat=True))
    look(client, f"/challenges/{signed(Challenge(versions, 3))}/")
    stranger = type(client)()
    look(stranger, f"{played.get_absolute_url()}1/")
    Bank.objects.filter(pk=arabic.pk).update(state=Bank.State.CLOSED)
    look(client, "/banks/other/")
    look(client, played.get_absolute_url())


def wrong(turn: Any) -> dict[str, Any]:
    """An answer to the question of a turn that is not right."""
    task = turn.version.task
    return {
        "choice": lambda: {"response": task.wrong[0].text},
        "multiple": lambda: {"response": [task.right[0], task.wrong[0].text]},
        "true_false": lambda: {"response": "false"},
        "estimate": lambda: {"response": "60"},
        "ordering": lambda: {f"place-{n}": str(n) for n in range(1, len(task.items) + 1)},
        "matching": lambda: {f"match-{n}": task.spare[0] for n in range(1, len(task.pairs) + 1)},
    }[turn.version.kind]()


def test_a_page_in_our_own_language_says_no_more_than_before(client, bank):
    page = client.get("/banks/small/").content.decode()
    assert page.count("lang=") == 1
    assert "dir=" not in page


def test_a_language_that_is_changed_reaches_pages_that_were_kept(admin_client, client, arabic):
    from tests.desk import press

    client.post("/banks/other/start/", {"number": 5})
    turn = Round.objects.get().turns.select_related("version").get(position=1)
    client.post(turn.get_absolute_url(), {"unsure": "1"})
    assert 'class="explanation" lang="ar"' in client.get(turn.get_absolute_url()).content.decode()
    page = admin_client.get(f"/admin/quiz/bank/{arabic.pk}/change/")
    press(admin_client, page, "_save", language="fa", follow=False)
    assert 'class="explanation" lang="fa"' in client.get(turn.get_absolute_url()).content.decode()
