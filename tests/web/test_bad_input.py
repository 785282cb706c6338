"""Bad input gets a clear page with the right status, and never a 5xx."""

import pytest
from django.test import RequestFactory

from quiz.web.middleware import plain_refusals
from tests.addresses import readers
from tests.factories import make_round

pytestmark = pytest.mark.django_db

METHODS = ["get", "head", "post", "put", "patch", "delete", "options", "trace"]
HOSTILE = [
    "",
    "number=1&number=2&topic=%00&response=%ff%fe&place-1=%F0%9F%92%A9&unsure",
    "response=" + "9" * 400,
    "response=1e999",
    "a=1&" * 4000,
    "\r\nSet-Cookie: a=b",
]


def addresses():
    """Every address of readers, and some that nobody should ask for."""
    played = make_round("choice estimate ordering")
    return [*readers(played).values(), f"/rounds/{played.key}/2/", f"/rounds/{played.key}/3/",
            "/admin/", "/admin/quiz/report/", "/nowhere/", "/%00", "/%ff%fe/",
            "/rounds/%2e%2e/", "//evil.example/",
            "/?q=%00", "/admin/quiz/report/?state__exact=%00"]  # fmt: skip


# What addresses, numbers, dates, signatures and encodings are read out of.
HEADERS = """Origin Referer Sec-Fetch-Site Cookie X-Forwarded-For X-Forwarded-Proto
    X-Forwarded-Host HX-Request HX-Current-URL If-None-Match If-Modified-Since Range Authorization
    Accept-Encoding Content-Length Content-Type Content-Encoding Transfer-Encoding Host""".split()
ODD = [
    "http://[", "http://[::x]:y/", "http://a:99999999/", "http://\u2100.example".encode().decode("latin-1"),
    "\xb2", "9" * 5_000, "-1", "\x00", "%ff", '{"a"', "quiz=\x80:.:; desk=a:b; csrftoken=\xb2",
    "bytes=9-1,\xb2-",
]  # fmt: skip


@pytest.mark.parametrize("header", HEADERS)
def test_no_header_that_cannot_be_read_is_a_fault_of_ours(client, header):
    client.raise_request_exception = True
    name = header.upper().replace("-", "_")
    for odd in ODD:
        environ = {name if header.startswith("Content-") else f"HTTP_{name}": odd}
        for path in ("/your-data/erase/", "/admin/login/"):
            response = client.generic("POST", path, "a=b", **environ)
            assert response.status_code < 500, odd


@pytest.mark.parametrize("method", METHODS)
def test_no_address_answers_anything_with_a_5xx(client, today, method):
    client.raise_request_exception = True
    for path in addresses():
        for body in HOSTILE:
            response = client.generic(
                method.upper(), path, body, content_type="application/x-www-form-urlencoded"
            )
            assert response.status_code < 500, (method, path, body[:40])


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary"),
        ("application/json", b"{"),
        ("text/plain; charset=nonsense", b"response=1"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"response=+AD4-"),
    ],
)
def test_odd_content_types_are_refused_or_read_as_empty(client, today, content_type, body):
    played = make_round("choice")
    response = client.generic("POST", f"/rounds/{played.key}/1/", body, content_type=content_type)
    assert response.status_code in (400, 422)
    assert not played.turns.get().answered


@pytest.mark.parametrize("length", ["x", "-5", "\xb2", "1" * 40, "9" * 5_000, "20001"])
def test_a_body_that_says_it_is_too_large_is_not_read(length):
    request = RequestFactory().post("/", {}, CONTENT_LENGTH=length)
    request.META["CONTENT_LENGTH"] = length
    response = plain_refusals(lambda request: pytest.fail("it was read"))(request)
    assert response.status_code == 413


def test_a_fault_of_ours_has_a_page_too(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr("quiz.play.home.read_home", None)
    response = client.get("/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_a_token_missing_in_the_admin_is_a_page_of_ours(client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "Nothing was changed" in response.content.decode()
