"""What is left of erased rows in the database's files is what the pages say, on each database."""

import json
import os
import time
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from quiz.models import Upkeep
from quiz.privacy import inventory, leftovers
from tests.layout import flat
from tests.privacy.test_erasure import Reader
from tests.server import ROOT, Server


def said_of(phrase):
    return str(phrase) % {"minutes": Upkeep.MINUTES}


@pytest.mark.django_db
@pytest.mark.parametrize("vendor", leftovers.DATABASES)
def test_the_pages_promise_what_is_done_on_the_database_in_use(client, monkeypatch, vendor):
    monkeypatch.setattr(leftovers, "connection", SimpleNamespace(vendor=vendor))
    erased = flat(unescape(client.get("/your-data/?erased").content.decode()))
    kept = flat(unescape(client.get("/privacy/").content.decode()))
    for name, database in leftovers.DATABASES.items():
        assert (said_of(database.erased) in erased) == (name == vendor)
        assert (said_of(database.kept) in kept) == (name == vendor)


def test_the_database_in_use_is_told_of():
    assert connection.vendor in leftovers.DATABASES


def test_every_table_that_can_hold_what_is_of_one_round_is_cleaned():
    """By the phrases of the privacy page; the operators' guide names the same."""
    labels = [
        *inventory.READERS,
        *(label for label, phrase in inventory.OTHERS.items()
          if phrase in (inventory.HELD, inventory.MONTHS)),
    ]  # fmt: skip
    tables = {apps.get_model(label)._meta.db_table for label in labels}
    assert tables == set(leftovers.TABLES)
    guide = (ROOT / "quiz/ops/deploy/threats.md").read_text()
    full = flat(guide.split("VACUUM FULL ")[1].split("'")[0])
    assert set(full.split(", ")) == tables


@pytest.mark.django_db(transaction=True)
def test_a_fold_says_whether_it_is_done(monkeypatch):
    """That it folds is tried in test_erasure.py; here, that it goes by the answer."""
    assert leftovers.scrub()
    if connection.vendor != "sqlite":
        pytest.skip("the write-ahead file is SQLite's")
    asked = []

    class Cursor:
        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def execute(self, statement):
            asked.append(statement)
            return self

        def fetchone(self):
            return (1, 9, 3)

    monkeypatch.setattr(leftovers.connection, "cursor", Cursor)
    assert not leftovers._fold()
    assert asked[-1] == "PRAGMA busy_timeout = 5000", "its patience is as it was"


@pytest.mark.django_db(transaction=True)
def test_it_can_be_done_again_and_again(monkeypatch):
    """Statements that come again are prepared, and one connection serves for days."""
    for _ in range(8):
        monkeypatch.setattr(leftovers, "_deleted", -1)
        assert leftovers.scrub()


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    if "DATABASE_URL" not in os.environ:
        pytest.skip("about PostgreSQL")
    with Server(tmp_path_factory.mktemp("server"), QUIZ_WORKERS="1") as served:
        served.prepare().start()
        # Its own first clean-up would drop the log in the middle of a test.
        while not served.query("SELECT 1 FROM quiz_upkeep WHERE ran_at IS NOT NULL"):
            time.sleep(0.1)
        yield served


# Every value in the pages of a table or an index that a row or an entry still stands for.
HEAP = """
SELECT count(*) FROM pg_class c, generate_series(0, pg_relation_size(c.oid) / 8192 - 1) AS page,
heap_page_items(get_raw_page(c.relname, page::int)) AS item
WHERE c.relname IN ({}) AND strpos(encode(item.t_data, 'hex'), '{}') > 0
"""
INDEXES = """
SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid,
generate_series(1, pg_relation_size(c.oid) / 8192 - 1) AS page,
bt_page_items(c.relname, page) AS item
WHERE i.indrelid IN (SELECT oid FROM pg_class WHERE relname IN ({}))
AND (bt_page_stats(c.relname, page)).type <> 'd'
AND strpos(replace(item.data, ' ', ''), '{}') > 0
"""


def pointed_at(server, *traces):
    """How often rows and entries of indexes, deleted or not, still hold one of ``traces``."""
    tables = ", ".join(f"'{name}'" for name in leftovers.TABLES)
    return sum(
        server.query(asked.format(tables, trace))[0][0]
        for asked in (HEAP, INDEXES)
        for trace in traces
    )


def in_the_log(server, *traces):
    server.query("CHECKPOINT")  # which writes what is still in memory
    files = list(Path(os.environ["QUIZ_TEST_PG_DATA"], "pg_wal").iterdir())
    content = b"".join(path.read_bytes() for path in files if path.is_file())
    return sum(content.count(bytes.fromhex(trace)) for trace in traces)


def test_on_postgresql_no_row_index_or_log_holds_it_after_the_clean_up(server):
    """The log too, since here we may end its files and they are not used again."""
    server.query("CREATE EXTENSION IF NOT EXISTS pageinspect")
    server.query("ALTER SYSTEM SET wal_recycle = off")
    server.query("SELECT pg_reload_conf()")
    for reader in (Reader(server.port), Reader(server.port)):
        reader.play(said="by another")
    for said in "abcde":  # a clean-up of another test's server ends and drops the log for all
        reader = Reader(server.port)
        reader.play(said=f"said by nobody else {said}")
        record = json.loads(reader.ask("GET", "/your-data/download/")[1])
        traces = [
            record["rounds"][0]["key"].replace("-", ""),
            record["reader"].replace("-", ""),
            f"said by nobody else {said}".encode().hex(),
        ]
        assert pointed_at(server, *traces) >= 5
        if in_the_log(server, *traces):
            break
    else:
        pytest.fail("the log never had it")
    # What is held of rounds is let go when no round is deleted.
    server.query(
        "INSERT INTO quiz_heldscoretally (bank_id, simulated, length, tenths, n)"
        " SELECT id, false, 5, 31, 1987654321 FROM quiz_bank LIMIT 1"
    )
    server.query("DELETE FROM quiz_heldscoretally WHERE n = 1987654321")
    held = (1_987_654_321).to_bytes(4, "little").hex()
    assert pointed_at(server, held)
    server.manage("housekeeping")
    assert pointed_at(server, held) == 0
    # As a copy that is being taken would: a transaction that began before.
    import psycopg

    with psycopg.connect(server.own) as looking:
        looking.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        looking.execute("SELECT count(*) FROM quiz_round")
        there, _ = reader.ask("POST", "/your-data/erase/")
        assert said_of(leftovers.DATABASES["postgresql"].erased) in unescape(
            flat(reader.ask("GET", there)[1])
        )
        server.manage("housekeeping")
        assert pointed_at(server, *traces), "who reads still sees what was there"
        assert max(reader.statuses) < 500
    server.manage("housekeeping")
    assert pointed_at(server, *traces) == 0
    assert in_the_log(server, *traces) == 0


def test_on_postgresql_no_sample_of_its_planner_holds_it_after_the_clean_up(server):
    """It samples values of each column to plan by, and does not look again at an empty table."""
    readers, traces = [Reader(server.port) for _ in range(4)], []
    for number, reader in enumerate(readers):
        key = reader.play(said=f"a sample {number}").split("/")[2]
        number_of = json.loads(reader.ask("GET", "/your-data/download/")[1])["reader"]
        traces.append((key, number_of, f"a sample {number}"))

    def sampled():
        tables = ", ".join(f"'{name}'" for name in leftovers.TABLES)
        asked = "SELECT attname, most_common_vals::text, histogram_bounds::text FROM pg_stats"
        told = str(server.query(f"{asked} WHERE tablename IN ({tables})"))
        return [sum(trace in told for trace in each) for each in traces]

    server.query("ANALYZE")
    assert sampled() == [3, 3, 3, 3]
    for reader in readers[:2]:
        reader.ask("POST", "/your-data/erase/")
    server.manage("housekeeping")
    assert sampled() == [0, 0, 3, 3]
    for table in ("report", "turn", "round"):
        server.query(f"DELETE FROM quiz_{table}")  # noqa: S608
    server.manage("housekeeping")
    assert sampled() == [0, 0, 0, 0]
    left = server.query("SELECT attname FROM pg_stats WHERE tablename = 'quiz_turn'")
    assert {name for (name,) in left} <= {"id", "round_id", "version_id"}, "numbers of rows"
    for reader in readers:
        reader.play()
    assert max(status for reader in readers for status in reader.statuses) < 400
