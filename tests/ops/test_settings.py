"""Settings come from the environment, and a bad value is refused with a sentence.

What they read from it is asked in this process; a process of its own is for what a program does.
"""

import ast
import json
import os
import re
import runpy
import subprocess
import sys
import traceback
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured

from quiz.ops.database import serve
from quiz.ops.start import told
from tests.server import ROOT, Server

pytestmark = pytest.mark.any_database  # it takes the addresses out of the environment


def kept():
    """The environment of this process, less what is ours."""
    ours = ("QUIZ_", "DATABASE_URL", "REDIS_URL", "PORT")
    return {name: value for name, value in os.environ.items() if not name.startswith(ours)}


def read(**environment):
    """The settings as a process with this environment reads them."""
    with patch.dict(os.environ, {**kept(), **environment}, clear=True):
        return SimpleNamespace(**runpy.run_path(str(ROOT / "quiz" / "settings.py")))


def refused(**environment):
    """All that a process would say that cannot use its environment."""
    with pytest.raises(ImproperlyConfigured) as problem:
        read(**environment)
    return "".join(traceback.format_exception(problem.value))


def run(code, **environment):
    """What a program prints with this environment, in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**kept(), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("QUIZ_HTTPS", "yes", "QUIZ_HTTPS is “yes”; it must be 1 (yes) or 0 (no)."),
        ("QUIZ_RETENTION_DAYS", "0", "it must be a whole number from 1 to 365."),
        ("QUIZ_RETENTION_DAYS", "x", "it must be a whole number from 1 to 365."),
        ("QUIZ_HOSTS", "https://quiz.example/", "give host names without scheme"),
        ("QUIZ_SECRET_KEY", "short", "QUIZ_SECRET_KEY is shorter than 50 characters"),
        ("QUIZ_DATA", "/dev/null/x", "cannot be used as a folder"),
        ("QUIZ_HOSTS", " ", "QUIZ_HOSTS is empty"),
        ("QUIZ_TIME_ZONE", "Europe/Atlantis", "QUIZ_TIME_ZONE is “Europe/Atlantis”; give the name"),
        ("QUIZ_TIME_ZONE", "Europe", "give the name of a time zone, such as Europe/Berlin"),
        ("QUIZ_TIME_ZONE", "../../etc/passwd", "give the name of a time zone"),
        ("QUIZ_WORKERS", "0", "it must be a whole number from 1 to 64."),
        ("QUIZ_WORKERS", "9" * 5_000, "it must be a whole number from 1 to 64."),
        ("QUIZ_WORKERS", "two", "it must be a whole number from 1 to 64."),
        ("QUIZ_PUBLISHER", "x" * 101, "QUIZ_PUBLISHER is longer than 100 characters."),
        ("QUIZ_CONTACT", "readers@paper.example", "begins with mailto: or https://."),
        ("QUIZ_SECURITY_CONTACT", "desk@paper.example", "begins with mailto: or https://."),
        ("QUIZ_SECURITY_CONTACT", "mailto:nobody", "begins with mailto: or https://."),
        ("QUIZ_SECURITY_CONTACT", "https://a.example/ b", "begins with mailto: or https://."),
        ("QUIZ_BIND", "10.0.0.5:80", "give addresses of this machine without ports"),
        ("QUIZ_BIND", "quiz.example", "QUIZ_BIND is “quiz.example”"),
        ("PORT", "http", "it must be a whole number from 1 to 65535."),
        ("DATABASE_URL", "mysql://u:hush@h/d", "begins with postgresql:// or postgres://"),
        ("DATABASE_URL", "postgresql://u:hush@h:x/d", "DATABASE_URL cannot be used"),
        ("DATABASE_URL", "postgresql://u:hush@h/d?nonsense=1", "DATABASE_URL cannot be used"),
        ("DATABASE_URL", "postgresql://u:hush@h:1,h:2,h:3/d?port=1,2", "cannot be used"),
        ("QUIZ_DATABASE_POOLER", "postgresql://u:hush@h/d", "without DATABASE_URL: give both."),
        ("REDIS_URL", "localhost:6379", "begins with redis:// or rediss:// or unix://"),
    ],
)
def test_a_bad_value_is_refused_with_a_sentence(tmp_path, name, value, sentence):
    said = refused(**{"QUIZ_DATA": str(tmp_path), name: value})
    assert sentence in said
    assert "hush" not in said


def test_all_problems_are_said_at_once(tmp_path):
    wrong = {"PORT": "0", "QUIZ_HTTPS": "maybe", "QUIZ_SECRET_KEY": "x", "QUIZ_HOSTS": ","}
    result = run("import quiz.settings", QUIZ_DATA=str(tmp_path), **wrong)
    assert result.returncode != 0
    for name in wrong:
        assert f"{name} is" in result.stderr


def test_two_addresses_move_it_to_other_services(tmp_path):
    settings = read(
        QUIZ_DATA=str(tmp_path),
        DATABASE_URL="postgresql://quiz:hush@db.example:5433/quiz",
        REDIS_URL="redis://cache.example/1",
    )
    database = settings.DATABASES["default"]
    assert (database["ENGINE"], database["NAME"]) == ("quiz.ops.postgresql", "quiz")
    assert (database["CONN_MAX_AGE"], database["CONN_HEALTH_CHECKS"]) == (None, True)
    assert settings.CACHES["default"]["BACKEND"].endswith("redis.RedisCache")


def database(folder, **environment):
    """What the settings say of the database."""
    return read(QUIZ_DATA=str(folder), **environment).DATABASES["default"]


TWO = "postgresql://quiz:hu%40sh@one:5432,two:5433/quiz"


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        (TWO, "read-write"),
        (f"{TWO}?target_session_attrs=primary", "primary"),
        ("postgresql://one/quiz", None),
    ],
)
def test_of_two_hosts_the_one_that_can_write_is_looked_for(tmp_path, address, wanted):
    found = database(tmp_path, DATABASE_URL=address)
    assert found["OPTIONS"].get("target_session_attrs") == wanted
    if "two" in address:
        assert (found["HOST"], found["PORT"]) == ("one,two", "5432,5433")
        assert found["PASSWORD"] == "hu@sh"


def test_a_cut_connection_is_given_up_and_the_address_may_say_when(tmp_path):
    options = database(tmp_path, DATABASE_URL="postgresql://one/quiz")["OPTIONS"]
    assert (options["connect_timeout"], options["tcp_user_timeout"]) == ("3", "5000")
    assert options["keepalives_idle"] == "3"
    url = "postgresql://one/quiz?connect_timeout=9&tcp_user_timeout=60000"
    options = database(tmp_path, DATABASE_URL=url)["OPTIONS"]
    assert (options["connect_timeout"], options["tcp_user_timeout"]) == ("9", "60000")


def test_pages_alone_go_through_a_pooler_and_keep_nothing_on_its_connections(tmp_path):
    urls = {
        "DATABASE_URL": "postgresql://quiz@one/quiz?options=-csearch_path%3Dquiz",
        "QUIZ_DATABASE_POOLER": "postgresql://quiz@two:6432/quiz",
    }
    command = database(tmp_path, **urls)
    assert (command["HOST"], command["OPTIONS"]["prepare_threshold"]) == ("one", 5)
    shown = "import json, quiz.wsgi as w; print(json.dumps(w.settings.DATABASES['default']))"
    served = json.loads(run(shown, QUIZ_DATA=str(tmp_path), **urls).stdout)
    assert (served["HOST"], served["PORT"]) == ("two", "6432")
    assert served["OPTIONS"]["prepare_threshold"] is None
    assert "options" not in served["OPTIONS"]
    assert served["DISABLE_SERVER_SIDE_CURSORS"]
    urls.pop("QUIZ_DATABASE_POOLER")
    alone = database(tmp_path, **urls)
    serve(alone, {})
    options = alone["OPTIONS"]["options"]
    assert "statement_timeout=8000" in options
    assert options.endswith("-csearch_path=quiz")


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path):
    first, again = (read(QUIZ_DATA=str(tmp_path)).SECRET_KEY for _ in range(2))
    assert len(first) >= 50
    assert first == again
    assert re.fullmatch(r"[\w-]+", first), "no sign in it means anything to a shell"
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_secret_of_the_operators_is_used(tmp_path):
    own = "x1" * 30
    assert vars(read(QUIZ_DATA=str(tmp_path), QUIZ_SECRET_KEY=own))["SECRET_KEY"] == own


def test_production_is_the_default(tmp_path):
    settings = read(QUIZ_DATA=str(tmp_path))
    assert settings.DEBUG is False
    assert (settings.SESSION_COOKIE_SECURE, settings.SECURE_SSL_REDIRECT, settings.HTTPS) == (
        True, True, True,
    )  # fmt: skip


@pytest.mark.parametrize(("https", "prefix", "secure"), [("1", "__Host-", True), ("0", "", False)])
def test_the_names_of_cookies_and_their_flag_go_together(tmp_path, https, prefix, secure):
    """Browsers drop a cookie called __Host- that is not Secure, and some a Secure one over HTTP."""
    settings = read(QUIZ_DATA=str(tmp_path), QUIZ_HTTPS=https)
    reader = (settings.READER_COOKIE_NAME, settings.READER_COOKIE_SECURE)
    editor = (settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE)
    assert (reader, editor) == ((f"{prefix}quiz", secure), (f"{prefix}editor", secure))


def test_the_file_is_never_mapped_and_its_connections_are_kept(tmp_path):
    settings = database(tmp_path)
    assert settings["CONN_MAX_AGE"] is None
    assert "mmap_size" not in str(settings)
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


def test_every_variable_stands_in_the_table_with_its_default():
    table = (ROOT / "quiz" / "ops" / "deploy" / "settings.md").read_text()
    told = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", table, re.M))
    defaults = declared()
    assert told.keys() == defaults.keys()
    wrong = {name: shown for name, shown in told.items() if shown != (defaults[name] or shown)}
    assert wrong == {}
    unset = [name for name, default in defaults.items() if default is None]
    assert [name for name in unset if "`" in told[name]] == [], "a default in words is no value"


def declared():
    """The variables that the settings read, each with its default as the table writes it.

    None where the default is no value but something that is made or done without one.
    """
    calls = [
        node
        for node in ast.walk(ast.parse((ROOT / "quiz" / "settings.py").read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("env.") and node.args
    ]
    defaults = {}
    for call in calls:
        name, *rest = call.args
        default = rest[0] if rest else None
        if isinstance(default, ast.BinOp):  # BASE_DIR / ".data"
            default = default.right
        value = default.value if isinstance(default, ast.Constant) else None
        shown = f"{value:d}" if isinstance(value, bool) else value
        defaults[name.value] = None if value is None else f"`{shown}`"
    return defaults


def test_a_server_without_a_proxy_has_threads_for_a_dozen_slow_clients(tmp_path):
    code = "import quiz.ops.gunicorn; print(quiz.ops.gunicorn.bind, quiz.ops.gunicorn.threads)"
    local = {"QUIZ_DATA": str(tmp_path), "QUIZ_BIND": "127.0.0.1"}
    assert run(code, **local).stdout.split() == ["['127.0.0.1:8000']", "17"]
    behind = run(code, **local, QUIZ_PROXIES="1", PORT="9000").stdout.split()
    assert behind == ["['127.0.0.1:9000']", "5"]


def test_it_listens_where_it_is_told_and_on_this_machine_alone_otherwise(tmp_path, settings):
    def listens(**environment):
        found = read(QUIZ_DATA=str(tmp_path), **environment)
        settings.BIND, settings.PORT = found.BIND, found.PORT
        return told()["bind"]

    assert listens() in (["127.0.0.1:8000", "[::1]:8000"], ["127.0.0.1:8000"])
    assert listens(QUIZ_BIND="10.0.0.5, [::]") == ["10.0.0.5:8000", "[::]:8000"]


def test_static_files_may_stand_outside_the_data_folder(tmp_path):
    within = read(QUIZ_DATA=str(tmp_path)).STATIC_ROOT
    assert within == tmp_path / "static"
    outside = read(QUIZ_DATA=str(tmp_path), QUIZ_STATIC="/srv/static").STATIC_ROOT
    assert outside == Path("/srv/static")


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (
            OSError(28, "No space left on device", "/srv/quiz/x"),
            "No space left on device: /srv/quiz/x",
        ),
        (OSError(28, "No space left on device"), "No space left on device"),
        (OSError("nothing known"), "nothing known"),
    ],
)
def test_what_the_system_refuses_is_said_without_its_number(monkeypatch, problem, said):
    def refused(argv):
        raise problem

    monkeypatch.setattr("django.core.management.execute_from_command_line", refused)
    with pytest.raises(SystemExit, match=re.escape(said)) as ended:
        runpy.run_path(str(ROOT / "manage.py"))["main"]()
    assert str(ended.value) == said


def test_a_database_that_is_away_is_a_sentence_for_who_runs_a_command(tmp_path):
    """Not eighty lines, of which the last one tells it."""
    away = "postgresql://u:hush@127.0.0.1:1/d"
    with Server(tmp_path, DATABASE_URL=away) as server:
        for command in ("migrate", "loadbanks", "housekeeping"):
            ended = server.begin(command)()
            assert ended.returncode == 1
            assert "refused" in ended.stderr
            assert "Traceback" not in ended.stderr
            assert "hush" not in ended.stderr
