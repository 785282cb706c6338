"""The files for several machines fit each other; that they work is what ``make drill`` tries."""

import re

import pytest
import yaml

from tests.faults.cluster import OLDEST, too_old
from tests.server import ROOT

FOLDER = ROOT / "quiz" / "ops" / "deploy" / "cluster"
GUIDE = (FOLDER.parent / "README.md").read_text()
PATRONI = yaml.safe_load((FOLDER / "patroni.yml").read_text())


def said(file, pattern):
    return re.findall(pattern, (FOLDER / file).read_text())


def test_all_name_the_same_machines():
    voices = dict(said("etcd", r"(one|two|three)=http://([\d.]+):2380"))
    assert PATRONI["etcd3"]["hosts"] == [f"{address}:2379" for address in voices.values()]
    behind = dict(said("haproxy.cfg", r"server (\w+) ([\d.]+):5432"))
    assert behind == {name: voices[name] for name in ("one", "two")}
    in_address = ",".join(f"{address}:5432" for address in behind.values())
    assert f"DATABASE_URL=postgresql://quiz:a-long-one@{in_address}/quiz" in GUIDE


def test_each_finds_the_next():
    (port,) = said("haproxy.cfg", r"bind 127\.0\.0\.1:(\d+)")
    assert said("pgbouncer.ini", r"quiz = host=127\.0\.0\.1 port=(\d+)") == [port]
    (listens,) = said("pgbouncer.ini", r"listen_port = (\d+)")
    assert f"QUIZ_DATABASE_POOLER=postgresql://quiz:a-long-one@127.0.0.1:{listens}/quiz" in GUIDE
    assert PATRONI["restapi"]["listen"].endswith(":" + said("haproxy.cfg", r"check port (\d+)")[0])


def test_a_primary_has_stopped_before_another_takes_over():
    """As Patroni reckons: it tries twice to be heard within its time."""
    times = PATRONI["bootstrap"]["dcs"]
    assert times["loop_wait"] + 2 * times["retry_timeout"] <= times["ttl"]
    assert times["ttl"] >= 20
    assert times["synchronous_mode"] is True


def test_its_postgresql_keeps_as_little_of_what_was_erased_as_it_can():
    threats = (FOLDER.parent / "threats.md").read_text()
    own = PATRONI["postgresql"]["parameters"]
    asked = dict(re.findall(r"ALTER SYSTEM SET (\w+) = '?(\w+)'?;", threats))
    assert asked.pop("wal_keep_size") == "0"
    assert PATRONI["bootstrap"]["dcs"]["postgresql"]["parameters"]["wal_keep_size"] == "16MB"
    assert asked.pop("archive_mode") == "off"  # as it is, unless somebody asks for it
    assert {name: own.get(name) for name in asked} == asked
    assert not re.search("%[tmn]", own["log_line_prefix"])


@pytest.mark.parametrize("said", ["patroni 4.0.7\n", "patroni 4.1.0", "patroni 10.0", "5"])
def test_a_patroni_that_keeps_what_was_confirmed_is_taken(said):
    assert too_old(said) is None


@pytest.mark.parametrize("said", ["patroni 3.0.2\n", "patroni 3.3.11", "patroni", ""])
def test_an_older_one_is_refused_with_a_sentence(said):
    assert f"needs Patroni {OLDEST} or newer" in too_old(said)
    assert said.strip() in too_old(said)


def test_apt_refuses_it_too_where_the_guide_is_followed():
    assert f"patroni (>= {OLDEST})" in re.search(r"apt-get satisfy.+", GUIDE)[0]
