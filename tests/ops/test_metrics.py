"""/metrics: off by default, behind a token, and without anything of a reader's."""

import re

import pytest

from tests.server import Server

TOKEN = "t0ken-of-twenty-letters"


@pytest.mark.django_db
def test_without_a_token_there_is_no_such_page(client):
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("told", ["", "Bearer", "Bearer x", f"bearer {TOKEN}", TOKEN, "Bearer é"])
def test_the_wrong_token_finds_nothing(client, settings, told):
    settings.METRICS_TOKEN = TOKEN
    assert client.get("/metrics", headers={"Authorization": told}).status_code == 404


@pytest.mark.any_database
def test_workers_add_up_and_no_label_knows_a_round(tmp_path):
    server = Server(tmp_path, QUIZ_METRICS_TOKEN=TOKEN, QUIZ_WORKERS="2")
    try:
        server.prepare().start()
        _, turn, _ = server.ask("POST", "/banks/faces/start/", {"number": 5})
        for _ in range(20):
            assert server.ask("GET", turn)[0] == 200
        server.ask("POST", turn, {"unsure": "1"})
        server.ask("BREW", turn)
        server.ask("GET", "/nowhere/")
        status, _, told = server.ask(
            "GET", "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}
        )
        assert status == 200
        assert 'quiz_requests_total{method="GET",page="turn",status="200"} 20.0' in told
        assert 'quiz_requests_total{method="POST",page="turn",status="302"} 1.0' in told
        assert 'quiz_requests_total{method="other",page="turn",status="405"} 1.0' in told
        assert 'page="other",status="404"' in told
        assert 'quiz_request_seconds_count{page="turn"} 22.0' in told
        assert re.search(r'quiz_questions_live\{bank="faces"\} \d\d', told)
        assert "quiz_rounds_uncounted 0.0" in told
        assert re.search(r"^quiz_housekeeping_minutes (-1|[0-9])\.0$", told, re.M)
        assert turn.split("/")[2] not in told
        assert "127.0.0.1" not in told
    finally:
        server.discard()
