"""The headers of every page, by the rules of those who grade them, and what may be cached."""

import re
from contextlib import closing
from unittest.mock import Mock

import pytest
from django.conf import settings as configured
from django.core.handlers.wsgi import WSGIHandler
from django.db import OperationalError
from django.test import Client, RequestFactory

from quiz.models import DailyQuestion
from quiz.web.middleware import FEATURES, OF_DOCUMENTS
from quiz.web.rate_limits import Limit
from tests.addresses import desk, readers
from tests.factories import TODAY, make_round

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

# Pages that are the same for everyone and may be kept by anyone. Every other address is private.
PUBLIC = {
    "home", "bank", "rules", "promise", "gpc", "security", "favicon.ico", "corrections",
    "corrections_feed", "threats", "challenge", "days", "day", "today_feed", "questions_feed",
    "sitemap", "robots", "manifest", "bank_card", "today_card", "day_card",
    "api", "api_openapi", "api_banks", "api_banks_part", "api_bank", "api_questions",
    "api_questions_part", "api_question", "api_today", "api_corrections", "api_corrections_part",
    "accent", "embed_bank", "embed_topic", "embed_today", "embed_day",
    "api_shares", "api_shares_part", "api_shares_csv", "api_scores", "api_scores_csv",
    "api_codebook", "api_index",
}  # fmt: skip

# What never changes at its address.
LASTING = {"loader"}

# The desk shows a preview at two widths in frames of its own, and nobody else may.
FRAMED = ["frame-ancestors and base-uri", "X-Frame-Options"]
# Other sites show an embed in theirs.
EMBEDDED = [*FRAMED, "Cross-Origin-Resource-Policy"]


@pytest.fixture
def https(settings):
    """As in production, where everything goes over HTTPS."""
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_HSTS_SECONDS = 730 * 24 * 3600
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.READER_COOKIE_NAME, settings.READER_COOKIE_SECURE = "__Host-quiz", True


_over_http = []


@pytest.fixture
def everywhere(client, admin_client, bank, settings):
    """Each address of the site with its answer, the desk's for an editor who is logged in.

    Over plain HTTP they are asked once, for all the tests that look at them.
    """
    settings.SECURITY_CONTACT = "mailto:desk@paper.example"
    played = make_round("choice", bank=bank)
    played.stop(played.started_on)

    def ask(**extra):
        for place in (*readers(played).values(), "/nowhere/", f"/rounds/{played.key}/99/"):
            yield place, client.get(place, **extra)
        for place in desk(played):
            if "/logout/" not in place:
                yield place, admin_client.get(place, **extra)

    def answers(**extra):
        if extra:
            return ask(**extra)
        _over_http.extend([] if _over_http else ask())
        return _over_http

    return answers


def policy(response):
    said = response.headers["Content-Security-Policy"]
    parts = said.replace("https://testserver", "'self'").split(";")  # an embed names its origin
    return {name: set(sources) for name, *sources in (part.split() for part in parts)}


def judge(response):
    """What a page lacks of the highest grade, by the published rules of MDN's HTTP Observatory.

    A page begins with 100 points. Its bonus points are for a policy that allows
    nothing by default and nothing unsafe, a closed frame, a private referrer, a
    resource policy, and cookies with all their flags.
    """
    rules = policy(response)
    wrong = []
    if rules.get("default-src") != {"'none'"}:
        wrong.append("default-src")
    for name, sources in rules.items():
        if sources - {"'none'", "'self'"} or len(sources) != 1:
            wrong.append(name)
    if rules.get("frame-ancestors") != {"'none'"} or rules.get("base-uri") != {"'none'"}:
        wrong.append("frame-ancestors and base-uri")
    if rules.get("form-action") not in ({"'self'"}, {"'none'"}):
        wrong.append("form-action")
    age = re.search(r"max-age=(\d+)", response.headers.get("Strict-Transport-Security", ""))
    if not age or int(age[1]) < 63_072_000:
        wrong.append("Strict-Transport-Security")
    expected = {
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    wrong += [name for name, value in expected.items() if response.headers.get(name) != value]
    wrong += [name for name in response.headers if name.startswith("Access-Control-")]
    for cookie in response.cookies.values():
        flags = cookie["secure"], cookie["httponly"], cookie["samesite"] in ("Lax", "Strict")
        if not all(flags):
            wrong.append(f"the cookie {cookie.key}")
    return wrong


def test_every_page_gets_the_highest_grade(https, everywhere):
    judged = 0
    for place, response in everywhere(secure=True):
        if response.headers.get("Content-Type", "").startswith("text/html"):
            if response.status_code < 300 or response.status_code >= 400:
                excused = FRAMED if place.endswith(("/frame/", "/typed/", "/answered/")) else []
                excused = EMBEDDED if place.startswith("/embed/") else excused
                assert judge(response) == excused, place
                judged += 1
                if excused == FRAMED:
                    assert policy(response)["frame-ancestors"] == {"'self'"}
    assert judged > 30


def test_the_cookies_that_are_set_have_all_their_flags(https, bank):
    reader, editor = Client(), Client()
    start = reader.post("/banks/small/start/", secure=True, follow=False)
    login = editor.get("/admin/login/", secure=True)
    for response, name in ((start, "__Host-quiz"), (login, "csrftoken")):
        (cookie,) = response.cookies.values()
        assert cookie.key == name
        assert cookie["secure"]
        assert cookie["httponly"]
        assert cookie["samesite"] in ("Lax", "Strict")
        assert cookie["path"] == "/"
        assert not cookie["domain"]
    days = configured.RETENTION_DAYS
    assert start.cookies["__Host-quiz"]["max-age"] >= days * 24 * 3600


def test_what_is_no_page_comes_without_headers_for_pages(https, client, bank):
    plain = client.get("/healthz", secure=True)
    page = client.get("/rules/", secure=True)
    for name in OF_DOCUMENTS:
        assert name in page.headers
        assert name not in plain.headers
    assert plain.headers["X-Content-Type-Options"] == "nosniff"


def test_plain_http_is_led_to_https_on_the_same_host(https, client):
    response = client.get("/rules/")
    assert response.status_code == 301
    assert response.headers["Location"] == "https://testserver/rules/"


def test_no_page_may_use_any_feature_of_the_device_but_to_copy(everywhere):
    off = ", ".join(f"{feature}=()" for feature in FEATURES)
    for name in ("camera", "microphone", "geolocation", "browsing-topics", "usb", "payment"):
        assert f"{name}=()" in off
    policy = f"{off}, clipboard-write=(self)"
    for place, response in everywhere():
        if response.headers.get("Content-Type", "").startswith("text/html"):
            assert response.headers["Permissions-Policy"] == policy, place


def test_pages_hold_nothing_that_the_policy_would_have_to_allow(everywhere):
    """Inline scripts, styles and handlers would be dead anyway; none is there to be missed."""
    inline = re.compile(
        r"<script(?![^>]*\ssrc=)(?![^>]*application/(?:ld\+)?json)|<style|\sstyle=|\son\w+=\""
    )
    # Django's own pages of the admin have a style or two that the policy switches off.
    for place, response in everywhere():
        if response.headers.get("Content-Type", "").startswith("text/html"):
            if not place.startswith("/admin/"):
                assert not inline.search(response.content.decode()), place


def test_only_links_lead_to_other_origins(everywhere):
    loads = re.compile(
        r"<(?!a\s|blockquote|q\s)\w+[^>]*\s(?:src|href|action|srcset|poster)="
        r"\"(?:https?:)?//(?!testserver/)"
    )
    for place, response in everywhere():
        if response.headers.get("Content-Type", "").startswith("text/html"):
            assert not loads.search(response.content.decode()), place


# Every way to an error page: status, method, address ({} is a round's), and what is sent along.
REFUSALS = {
    "a foreign host": (400, "GET", "/rules/", {"headers": {"Host": "evil.example"}}),
    "a host that is none": (400, "GET", "/rules/", {"headers": {"Host": "a_b:x"}}),
    "a NUL": (400, "GET", "/?q=%00", {}),
    "a lookup": (400, "GET", "/admin/quiz/report/?turn__round__key=1", {}),
    "another site": (403, "POST", "/banks/small/start/", {"headers": {"Origin": "http://["}}),
    "no token": (403, "POST", "/admin/login/", {}),
    "no page": (404, "GET", "/nowhere/", {}),
    "no turn": (404, "GET", "{}99/", {}),
    "no file": (404, "GET", "/static/quiz/nothing.css", {}),
    "a method": (405, "PUT", "{}1/", {}),
    "a method of the data": (405, "GET", "{}data/erase/", {}),
    "a large body": (413, "POST", "{}1/", {"data": "x" * 30_000}),
    "no answer": (422, "POST", "{}1/", {}),
    "too many": (429, "POST", "/banks/small/start/", {"REMOTE_ADDR": "9.9.9.9"}),
    "a fault": (500, "GET", "/", {}),
    "no database": (503, "GET", "/", {}),
}


@pytest.fixture
def refuse(bank, https, admin_user, monkeypatch):
    """Ask for one of ``REFUSALS``; return its response and the status that is expected."""

    def refused(name, *, secure=True):
        status, method, path, sent = REFUSALS[name]
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        if name == "a lookup":
            client.force_login(admin_user)
        if status == 429:
            monkeypatch.setattr("quiz.play.start.STARTS", Limit("start", most=1, seconds=600))
            Client().post(path, secure=True, **sent)
        if status >= 500:
            error = RuntimeError if status == 500 else OperationalError
            monkeypatch.setattr("quiz.play.home.read_home", Mock(side_effect=error))
        path = path.format(make_round("choice", bank=bank).get_absolute_url())
        kind = "application/x-www-form-urlencoded"
        return client.generic(method, path, content_type=kind, secure=secure, **sent), status

    return refused


@pytest.mark.parametrize("name", REFUSALS)
def test_an_error_page_has_every_header_and_is_kept_by_nobody(refuse, name):
    response, status = refuse(name)
    assert response.status_code == status
    if response.headers["Content-Type"].startswith("text/html"):
        assert judge(response) == []
    assert "no-store" in response.headers["Cache-Control"]
    assert "public" not in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["a foreign host", "a host that is none"])
def test_so_has_one_for_a_host_of_somebody_else_over_plain_http(refuse, name):
    """Where nothing is led to HTTPS on a host that is not ours."""
    response, status = refuse(name, secure=False)
    assert response.status_code == status
    assert judge(response) == ["Strict-Transport-Security"]  # which plain HTTP must not send
    assert "no-store" in response.headers["Cache-Control"]


def test_head_is_answered_by_the_headers_of_get_without_a_body(bank, settings):
    """By the application itself; Django's test client would drop a body for it."""
    settings.SECURITY_CONTACT = "mailto:desk@paper.example"
    played, application = make_round("choice", bank=bank), WSGIHandler()

    def ask(method, place):
        told = []
        with closing(
            application(
                RequestFactory().generic(method, place).environ,
                lambda *start: told.extend((start[0], dict(start[1]))),
            )
        ) as body:
            return *told, b"".join(body)

    for place in (*readers(played).values(), "/nowhere/", "/rules"):
        status, headers, body = ask("HEAD", place)
        assert body == b"", place
        got, told, content = ask("GET", place)
        assert (status, headers.keys()) == (got, told.keys() | headers.keys()), place
        if "Content-Length" in told:
            assert told["Content-Length"] == headers["Content-Length"] == str(len(content)), place


def test_pages_are_compressed_and_say_so(client, bank):
    response = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]


class TestCaching:
    """What is the same for everyone may be kept by anyone, and nothing else by anyone."""

    @pytest.fixture
    def addresses(self, bank, settings):
        settings.SECURITY_CONTACT = "mailto:desk@paper.example"
        played = make_round("choice", bank=bank)
        asked = bank.questions.filter(kind="choice").first()
        DailyQuestion.objects.create(day=TODAY, question=asked)
        return readers(played)

    def test_every_address_is_public_or_kept_by_nobody(self, client, addresses):
        for name, place in addresses.items():
            response = client.get(place)
            kept = response.headers.get("Cache-Control", "")
            if name in PUBLIC:
                assert kept == "public, max-age=300", place
            elif name in LASTING:
                assert "immutable" in kept, place
            else:
                assert "no-store" in kept, place

    def test_public_pages_are_the_same_for_everyone(self, admin_client, addresses, bank):
        player = Client()
        player.post("/banks/small/start/")
        agent = {"User-Agent": "another", "Accept-Language": "fr", "Sec-GPC": "1"}
        for place in (addresses[name] for name in sorted(PUBLIC)):
            stranger = Client().get(place)
            for client in (player, admin_client):
                client.cookies["csrftoken"] = "x" * 32
                response = client.get(place, headers=agent)
                assert response.content == stranger.content, place
                assert response.headers == stranger.headers, place
                assert not response.cookies, place
            vary = set(stranger.headers.get("Vary", "Accept-Encoding").split(", "))
            assert vary <= {"Accept-Encoding"}, place
            assert "csrfmiddlewaretoken" not in stranger.content.decode(), place
