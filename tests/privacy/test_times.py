"""Nothing that is kept tells more than the day of what anybody did, reader or editor.

A day is lived, at the desk and by readers. Then every column of every table is read past
Django, and times are looked for however they may be written (``tests/moments.py``). The same
day is lived again at another hour: what is kept must be the same but for what is random.

``QUIZ_DECODED=columns pytest tests/privacy/test_times.py`` writes every column down, with
what stands there; under ``.ci/services`` those of PostgreSQL.
"""

import datetime
import io
import logging
import os
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice
from factory.django import DjangoModelFactory

from quiz.content.images import made_safe
from quiz.exchange.formats import FORMATS
from quiz.models import Article, Bank, Picture, Question, QuestionSet, Report, SetTally
from quiz.ops.logs import Reticent
from quiz.privacy import inventory
from quiz.tallies.sums import digest_of_questions
from tests import decoded, factories, living
from tests.admin.test_exchange import EXPORT, IMPORT, packed, upload
from tests.admin.test_second_factor import LOGIN, code_of, set_up, ticket
from tests.cookies import as_reader
from tests.desk import act, press, sent
from tests.exchange.test_plan import GIFT
from tests.factories import TODAY, BankFactory, SourceFactory, TopicFactory, make_round
from tests.moments import Clock
from tests.pictures import photograph

pytestmark = pytest.mark.django_db
PASSWORD = "a long pass phrase"
# What is random, or a keyed hash; whether it holds a time, the clock of tests/moments.py tells.
RANDOM = {
    "auth_user.password", "django_session.session_data", "django_session.session_key",
    "otp_static_statictoken.token", "otp_totp_totpdevice.key", "quiz_erased.digest",
    "quiz_draft.key", "quiz_lastcode.digest", "quiz_question.approved", "quiz_round.key",
    "quiz_round.reader", "quiz_round.seed",
}  # fmt: skip


def live(client, clock):
    """A day of readers and editors, with something done after each wait; returns files and pages.

    Rounds are begun, answered, stopped, practised, reported and erased; editors log in with
    codes, fail to, write, publish, correct, handle, import and delete; the housekeeping runs.
    """
    files = []

    def wait():
        clock.shift(datetime.timedelta(minutes=2, seconds=7))

    editor = User.objects.create_superuser("editor", password=PASSWORD)
    Picture.keep(made_safe(io.BytesIO(photograph("JPEG"))), TODAY)
    played = living.site(client, editor)
    wait()
    client.post(f"/rounds/{played.key}/stop/")
    client.post(f"/rounds/{played.key}/practise/")
    files.append(client.get("/your-data/download/"))
    stranger = Client()
    for other in (Client(), stranger):
        wait()
        begun = other.post("/banks/lived/start/", {"number": "5"}).url
        other.post(begun, {"unsure": "1"})
        other.post(f"{begun}report/", {"reason": "outdated", "text": "Long ago."})
    stranger.post("/your-data/erase/")
    as_reader(client)
    files += [client.get("/corrections/feed/"), client.get("/your-data/")]

    wait()
    desk = Client()
    desk.post(LOGIN, {"username": "editor", "password": "wrong"})
    desk.post(LOGIN, {"username": "editor", "password": PASSWORD})
    codes = set_up(desk)
    for code in ("000000", codes[0], None):
        wait()
        desk.post("/admin/logout/")
        asked = desk.post(LOGIN, {"username": "editor", "password": PASSWORD})
        code = code or code_of(TOTPDevice.objects.get())
        desk.post(LOGIN, {"ticket": ticket(asked), "code": code})
    assert desk.get("/admin/").status_code == 200
    wait()
    desk.post("/admin/auth/user/add/", {
        "username": "x", "role": "author",
        **dict.fromkeys(("password1", "password2", "own_password"), PASSWORD),
    })  # fmt: skip
    desk.post("/admin/quiz/source/add/", {
        "bank": Bank.objects.get(ref="lived").pk, "ref": "new", "title": "New", "publisher": "New",
    })  # fmt: skip
    press(desk, desk.get("/admin/quiz/source/add/"), "_save", title="Not saved", follow=False)
    act(desk, "retire", Question.objects.filter(state="live").first(), follow=False)
    report = Report.objects.first()
    sent(desk, f"/admin/quiz/report/{report.pk}/change/", {"state": "dismissed"})
    bank = BankFactory(ref="small", title="A small bank")
    TopicFactory(bank=bank, title="Bans")
    desk.post(IMPORT, {"packed": packed(upload(desk, GIFT, bank=bank.pk))})
    chosen = [source.pk for source in SourceFactory.create_batch(2, bank=bank)]
    data = {"action": "delete_selected", "_selected_action": chosen}
    press(desk, desk.post("/admin/quiz/source/", data), "Delete them", follow=False)
    for name in FORMATS:
        files.append(desk.get(EXPORT, {"bank": bank.pk, "format": name}))
    files.append(desk.get(reverse("admin:quiz_tally_csv", args=[played.bank_id])))
    typed = {"bank": bank.pk, "title": "Cameras", "publisher": "Us",
             "text": "The council banned cameras. The trial ran for 14 weeks."}  # fmt: skip
    press(desk, desk.get(reverse("admin:quiz_article_add")), "_save", **typed, follow=False)
    article = Article.objects.get()
    sentences = reverse("admin:quiz_article_sentences", args=[article.pk])
    press(desk, desk.get(sentences), "_nothing", sentence=["1"], follow=False)
    asked = press(desk, desk.get(sentences), "_ask", sentence=["2"])
    topic = bank.topics.first().pk
    press(
        desk, asked, "_continue", prompt="For how many weeks did it run?", topic=topic, follow=False
    )
    wait()
    expired = make_round("choice choice", on=TODAY - datetime.timedelta(days=40))
    for turn in expired.turns.all():
        turn.answer("Eight", TODAY)
    expired.finish(TODAY)
    # Of rounds of a set too many would have to be played before any is counted.
    week = QuestionSet.objects.get()
    SetTally.add([(week.pk, digest_of_questions([1, 2]), 2, 20, 1)])
    wait()
    call_command("housekeeping", verbosity=0)
    desk.get("/admin/quiz/bank/999999/change/")
    client.get("/rounds/00000000-0000-4000-8000-000000000000/1/")
    return files


def tables():
    """Every table with its columns, and their values, as the database has them."""
    kept = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            names = [column[0] for column in cursor.description]
            rows = cursor.fetchall()
            for place, name in enumerate(names):
                kept[f"{table}.{name}"] = [row[place] for row in rows]
    return kept


@dataclass
class Lived:
    """What is left of a day: the tables' columns, the log's lines, and what was handed out."""

    columns: dict
    lines: list
    handed: dict

    def times(self):
        """Every time that can be found in it, by its place."""
        clock, found = Clock(TODAY), defaultdict(list)
        for place, values in (*self.columns.items(), *self.handed.items()):
            for value in values:
                found[place] += clock.find(value)
        for line in self.lines:
            found["the log"] += clock.find(line)
        return {place: sorted(set(what))[:3] for place, what in found.items() if what}


def lived(hour):
    """Live a day that begins at ``hour``; nothing of it is left in the database."""
    written = io.StringIO()
    ours = next(each for each in logging.getLogger().handlers if is_ours(each))
    handler = logging.StreamHandler(written)
    handler.setFormatter(ours.formatter)
    logging.getLogger().addHandler(handler)
    random.seed(7)
    count_from(0)
    try:
        with time_machine.travel(f"{TODAY} {hour}", tick=False) as clock, transaction.atomic():
            client = Client()
            files = live(client, clock)
            # By its parts: the colon before a signature is no clock's.
            cookies = [part for each in client.cookies.values() for part in each.value.split(":")]
            columns = tables()
            transaction.set_rollback(True)
    finally:
        logging.getLogger().removeHandler(handler)
        count_from(50_000)  # of the smaller ones other tests keep rows
    named = [file.headers.get("Content-Disposition") for file in files]
    handed = {"a file": [*(file.getvalue() for file in files), *named], "a cookie": cookies}
    return Lived(columns, written.getvalue().splitlines(), handed)


def count_from(number):
    """What the factories make next has this number."""
    for factory in vars(factories).values():
        if isinstance(factory, type) and issubclass(factory, DjangoModelFactory):
            if factory is not DjangoModelFactory:
                factory.reset_sequence(number)


def is_ours(handler):
    return isinstance(handler.formatter, Reticent)


def test_nothing_that_is_kept_tells_at_what_time_of_the_day_anything_was_done(monkeypatch):
    monkeypatch.setattr("quiz.management.commands.housekeeping.scrub", lambda: True)
    morning, evening = lived("03:10:07"), lived("22:20:31")
    assert len(morning.columns) > 150, "a day in which much was kept"
    empty = {column.split(".")[0] for column, values in morning.columns.items() if not values}
    # Which no page of the desk gives, and which is gone after two minutes.
    assert empty == {"auth_user_user_permissions", "quiz_presence"}
    if file := os.environ.get("QUIZ_DECODED"):
        Path(file).write_text(decoded.table(morning.columns, RANDOM, morning.times()))
    for day in (morning, evening):
        assert set(day.times()) <= set(inventory.TIMES), day.times()
    differ = {
        column
        for column, values in morning.columns.items()
        if not (column in RANDOM or column.endswith((".id", "_id")))
        and Counter(map(repr, values)) != Counter(map(repr, evening.columns[column]))
    }
    assert differ <= set(inventory.TIMES), differ
    assert morning.lines == evening.lines
