"""A database of November 2026 is brought up to date in place, and the rounds in it played on.

It was made by the code of f264854, the last with nine migrations, and is kept as SQL
for each kind of database: ``tests/upgrade/make.py`` is how, and can be run again.
"""

import datetime
import gzip
import json
import re
import shutil
import sqlite3
import time
import uuid
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import Sum
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from quiz import migrations
from quiz.models import (
    Bank,
    Correction,
    DailyQuestion,
    Question,
    Report,
    Round,
    ScoreTally,
    Tally,
    Turn,
)
from tests.admin.test_second_factor import LOGIN, ticket
from tests.server import Server
from tests.upgrade import make

FOLDER = Path(make.__file__).parent
LATER = sorted(Path(migrations.__file__).parent.glob("[0-9]*.py"))[1:]  # than the old database
GONE = {
    ("quiz_turn", "certainty"),
    ("quiz_tally", "rated"),
    ("quiz_tally", "certainty"),
    ("quiz_round", "reader"),  # emptied
    ("quiz_round", "claimed"),  # new
    ("quiz_round", "stopped"),  # new
    ("quiz_round", "challenger_right"),  # new
    ("quiz_bank", "retired"),  # new
    ("quiz_bank", "state"),  # new
    ("quiz_bank", "opens_at"),  # new
    ("quiz_bank", "closes_at"),  # new
    ("quiz_bank", "embed_hosts"),  # new
    ("quiz_check", "pages"),  # new
    ("quiz_check", "copied_on"),  # new
    ("quiz_check", "confirmed"),  # new
    ("quiz_upkeep", "ran"),  # new
    ("quiz_upkeep", "ran_at"),  # new
    ("quiz_question", "hook"),  # new
    ("quiz_turn", "missed_on"),  # new
    ("quiz_question", "survey_by"),  # new
    ("quiz_tally", "shown"),  # new
    ("quiz_tally", "shown_points"),  # new
    ("quiz_scoretally", "shown"),  # new
    ("quiz_tally", "published"),  # new
    ("quiz_tally", "published_points"),  # new
    ("quiz_scoretally", "published"),  # new
    ("quiz_question", "protects"),  # new
    ("quiz_question", "hook"),  # new
    ("quiz_round", "today_id"),  # new
    ("quiz_round", "question_set_id"),  # new
}
# To these ``migrate`` itself adds.
GROWING = {"django_migrations", "django_content_type", "auth_permission", "auth_group_permissions"}
REST = {4: {"response": "26"}, 5: {"unsure": "1"},
        6: {"match-1": "paused for a year", "match-2": "stopped selling",
            "match-3": "supplied the Met"}}  # fmt: skip


@pytest.fixture(scope="module")
def schemas():
    """What ``fresh`` has found, once for all tests."""
    return []


@pytest.fixture
def fresh(db, schemas):
    """The schema of a new database; asked for before the old one takes its place."""
    if not schemas:
        schemas.append(schema())
    return schemas[0]


@pytest.fixture
def old(db, settings, tmp_path, counted_alone):
    """For one test the database is the old one, and the day that on which it was made."""
    settings.SECRET_KEY = make.SECRET
    tests, made = connections["default"], connection.copy()
    dumped = gzip.decompress((FOLDER / f"{made.vendor}.sql.gz").read_bytes()).decode()
    server = None
    if made.vendor == "sqlite":
        made.settings_dict["NAME"] = str(tmp_path / "quiz.sqlite3")
        with closing(sqlite3.connect(made.settings_dict["NAME"])) as database:
            database.executescript(dumped)
    else:
        server = Server(tmp_path)
        made.settings_dict["NAME"] = server.database
        server.query(dumped)
    with time_machine.travel(f"{make.DAY} 12:05", tick=False):
        ContentType.objects.clear_cache()
        connections["default"] = made
        try:
            yield SimpleNamespace(server=server)
        finally:
            made.close()
            connections["default"] = tests
            ContentType.objects.clear_cache()
            if server:
                server.discard()


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Where the old database is kept as it is after ``migrate``, once one test has done that."""
    with Server(tmp_path_factory.mktemp("upgraded")) as server:
        yield server


@pytest.fixture
def upgraded(old, kept):
    """The old database after ``migrate``."""
    upgrade(old, kept)


def upgrade(old, kept):
    """``migrate`` the old database, which is done once for all tests that do it."""
    done = kept.data / "done"
    if not done.exists():
        migrate()
    connection.close()
    if old.server:
        made, left = old.server.database, kept.database
        here, there = (made, left) if done.exists() else (left, made)
        for statement in (f"DROP DATABASE {here}", f"CREATE DATABASE {here} TEMPLATE {there}"):
            kept._on_postgresql(kept.postgresql, statement)
    else:
        made, left = connection.settings_dict["NAME"], kept.data / "quiz.sqlite3"
        shutil.copy(*((left, made) if done.exists() else (made, left)))
    done.touch()


def schema():
    """Of each table the columns, constraints and indexes, by their names."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            columns = connection.introspection.get_table_description(cursor, table)
            named = connection.introspection.get_constraints(cursor, table)
            found[table] = (
                {(each.name, each.type_code, each.null_ok, each.default) for each in columns},
                sorted((_named(name), each["columns"] or []) for name, each in named.items()),
            )
    return found


def _named(constraint):
    """The name of a constraint, without the number that stands for one in SQLite."""
    return constraint if not constraint.startswith(("fk_", "__unnamed")) else "unnamed"


def rows():
    """Every row of every table, without the columns that go."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # a name from the catalogue
            places = {column[0]: place for place, column in enumerate(cursor.description)}
            kept = [places[name] for name in sorted(places) if (table, name) not in GONE]
            found[table] = sorted(
                str([bytes(row[n]) if isinstance(row[n], memoryview) else row[n] for n in kept])
                for row in cursor.fetchall()
            )
    return found


def play_on(client, key):
    """Answer what is left of a round; the title of its result."""
    for position in REST:
        assert client.get(f"/rounds/{key}/{position}/").status_code == 200
        assert client.post(f"/rounds/{key}/{position}/", REST[position]).status_code == 302
    assert Round.objects.get(key=key).finished_on == make.DAY
    result = client.get(f"/rounds/{key}/").content.decode()
    return " ".join(re.search(r"<title>(.*?)</title>", result, re.DOTALL)[1].split())


def migrate(*until):
    call_command("migrate", *until, verbosity=0)


def counted():
    """Real answers and real rounds in the tallies, and the rounds that wait to be counted."""
    answers = Tally.objects.filter(simulated=False).aggregate(n=Sum("n"))["n"]
    scores = ScoreTally.objects.filter(simulated=False).aggregate(n=Sum("n"))["n"]
    waiting = Round.objects.filter(tallied=False, finished_on__isnull=False)
    return answers, scores, waiting.count()


def test_it_ends_as_a_new_database_begins_and_no_row_is_lost(fresh, old, kept):
    before = rows()
    upgrade(old, kept)
    assert schema() == fresh
    after = rows()
    assert all(before[name] for name in before if name.startswith("quiz_"))
    assert before["django_session"]
    assert not after["django_session"]
    of_reports = [line for line in before["django_admin_log"] if "'The answer is wrong'" in line]
    assert len(of_reports) == 1
    before["django_admin_log"].remove(*of_reports)
    for table in before.keys() - GROWING - {"django_session"}:
        assert after[table] == before[table], table
    assert {*Bank.objects.values_list("state", flat=True)} == {"listed"}
    migrate()
    assert rows() == after


def test_the_way_back_is_open_with_a_challenge_and_a_days_question_in_it(fresh, upgraded):
    """What the older version has no word for becomes practice, which it counts as little."""
    question = Question.objects.filter(live_version__isnull=False).first()
    begun = {"bank": question.bank, "wanted": 1, "started_on": make.DAY}
    sent = Round.begin([question.live_version_id], origin="challenge", challenger_right=1, **begun)
    day = DailyQuestion.objects.create(day=make.DAY, question=question)
    Round.begin([question.live_version_id], today=day, **begun)
    migrate("quiz", "0013")
    migrate()
    assert Round.objects.filter(pk=sent.pk).values_list("origin", flat=True)[0] == "practice"
    assert schema() == fresh


def test_rounds_under_way_are_played_to_their_end_and_counted(upgraded):
    client = Client()
    assert counted() == (54, 9, 1)
    # What counted as right when it was answered is not what does now.
    assert play_on(client, make.UNDER_WAY) == "3 of 6 right – An old bank"
    assert play_on(Client(), make.WITHOUT_COOKIE) == "3 of 6 right – An old bank"
    call_command("housekeeping", verbosity=0)
    assert counted() == (72, 12, 0)
    practice = f"/rounds/{make.PRACTICE}/"
    assert client.post(f"{practice}2/", {"unsure": "1"}).status_code == 302
    assert client.get(practice).status_code == 200
    begun = client.post("/banks/old/start/", {"number": 5})
    assert client.get(begun.url).status_code == 200


def test_a_round_belongs_to_its_address_where_it_is_shown_handed_out_and_erased(upgraded):
    client = Client()
    client.cookies["quiz"] = make.SESSION  # a cookie of then leads nowhere now
    assert "leads to no round" in client.get("/your-data/").content.decode()
    keys = {make.UNDER_WAY, make.FINISHED, make.COUNTED, make.PRACTICE}
    assert not Round.objects.filter(reader__isnull=False).exists()
    for key in keys:
        record = json.loads(client.get(f"/rounds/{key}/data/download/").getvalue())
        assert [each["key"] for each in record["rounds"]] == [str(key)]
        assert record["reader"] is None
        assert "certainty" not in str(record)
    told = client.get(f"/rounds/{make.COUNTED}/data/").content.decode()
    assert "I counted “twenty-one”." in told
    regraded = client.get(f"/rounds/{make.COUNTED}/").content.decode()
    assert "It was twenty-one." in regraded
    for key in keys:
        assert client.post(f"/rounds/{key}/data/erase/").status_code == 302
    assert not Round.objects.filter(key__in=keys).exists()
    assert not Report.objects.exists()
    assert Round.objects.filter(key=make.WITHOUT_COOKIE).exists()


def test_what_was_published_stays_published(upgraded):
    page = Client().get("/corrections/").content.decode()
    for correction in Correction.objects.all():
        assert correction.statement in page
    picture = Question.objects.get(ref="a-choice").picture
    shown = Client().get(f"/pictures/{picture.digest}/{picture.width}.webp")
    assert shown.headers["Content-Type"] == "image/webp"


def code_of(device):
    made = TOTP(device.bin_key, device.step, device.t0, device.digits)
    made.time = time.time()
    return f"{made.token():06d}"


@pytest.mark.parametrize("spare", [False, True])
def test_editors_come_in_with_what_they_have(upgraded, spare):
    client = Client()
    asked = client.post(LOGIN, {"username": "publisher", "password": make.PASSWORD})
    code = make.RECOVERY if spare else code_of(TOTPDevice.objects.get())
    client.post(LOGIN, {"ticket": ticket(asked), "code": code, "next": "/admin/"})
    for page in ("", "quiz/question/", "quiz/report/", "quiz/correction/", "quiz/tally/",
                 "auth/user/"):  # fmt: skip
        assert client.get(f"/admin/{page}").status_code == 200, page
    author = Client()
    author.post(LOGIN, {"username": "author", "password": make.PASSWORD})
    assert "question number" in author.get("/admin/quiz/question/").content.decode().lower()
    assert author.get("/admin/auth/user/").status_code == 403


class Fallen(BaseException):
    """As a signal or a cut of the power ends a process."""


@pytest.mark.long
def test_fallen_at_any_moment_it_goes_on_where_it_was(fresh, old):
    """It falls before each migration is noted as applied, and after each half of one."""
    fallen_at = set()

    def fall(execute, statement, values, many, context):
        noted = [str(value) for value in values or ()] if "django_migrations" in statement else []
        at = " ".join(noted[:2]) or statement
        whole = noted and statement.startswith("INSERT")
        half = not noted and re.match(r"CREATE TABLE.*(erased|attempts)|ALTER.*claimed", statement)
        done = None if whole else execute(statement, values, many, context)
        if (whole or half) and at not in fallen_at:
            fallen_at.add(at)
            raise Fallen
        return execute(statement, values, many, context) if whole else done

    for _again in range(40):
        try:
            with connection.execute_wrapper(fall):
                migrate()
            break
        except Fallen:
            connection.close()  # what is not committed is rolled back
    assert {f"quiz {file.stem}" for file in LATER} < fallen_at
    assert {"erased", "attempts"} <= set(re.findall('"quiz_([a-z]+)"', " ".join(fallen_at)))
    assert schema() == fresh


OLD_CODE_COUNTS = """
INSERT INTO quiz_tally (version_id, simulated, digest, n, points, paired, paired_points,
    paired_squares, rest, rest_squares, products, rated, certainty, response, regraded)
VALUES (%s, %s, %s, 1, 10000, 0, 0, 0, 0, 0, 0, 0, 0, %s, NULL)
ON CONFLICT (version_id, simulated, digest) DO UPDATE SET n = quiz_tally.n + excluded.n,
    rated = quiz_tally.rated + excluded.rated, certainty = quiz_tally.certainty + excluded.certainty
"""
OLD_CODE_READS = "SELECT response, certainty, grade FROM quiz_turn WHERE answered_on IS NOT NULL"


OLD_CODE_STARTS = """
INSERT INTO quiz_round ("key", seed, bank_id, origin, reader, wanted, started_on, tallied)
SELECT %s, 1, bank_id, 'fresh', %s, 1, started_on, tallied FROM quiz_round
WHERE finished_on IS NULL LIMIT 1
"""


def test_old_code_counts_on_until_the_columns_go_and_starts_rounds_after_that(old):
    migrate("quiz", "0002")
    version = Turn.objects.values_list("version_id", flat=True).first()
    with connection.cursor() as cursor:
        for _again in range(2):
            cursor.execute(OLD_CODE_COUNTS, [version, False, "0" * 32, '"Eight"'])
        cursor.execute(OLD_CODE_READS)
        assert cursor.fetchall()
    migrate()
    play_on(Client(), make.UNDER_WAY)
    call_command("housekeeping", verbosity=0)
    assert counted() == (54 + 2 + 12, 9 + 2, 0)
    begun = uuid.uuid4()
    hexed = [begun.hex, make.READER.hex]  # as text, PostgreSQL takes it too
    with connection.cursor() as cursor:
        cursor.execute(OLD_CODE_STARTS, hexed)
    row = Round.objects.get(key=begun)
    assert (row.reader, row.claimed) == (make.READER, False)


def test_what_old_code_keeps_meanwhile_of_a_session_goes_with_the_next_clean_up(upgraded):
    ends = datetime.datetime(2026, 12, 22, tzinfo=datetime.UTC)
    Session.objects.create(session_key=make.SESSION, session_data="x:1xXNgC:y", expire_date=ends)
    Client().post(LOGIN, {"username": "author", "password": make.PASSWORD})
    assert Session.objects.count() == 2
    call_command("housekeeping", verbosity=0)
    assert len(Session.objects.get().session_key) == 40


def test_new_code_that_comes_too_early_says_so(old):
    assert Client().get("/readyz").json()["migrations"] == f"{len(LATER)} to be applied"
