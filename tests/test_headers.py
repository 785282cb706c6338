"""The headers of every page."""

import pytest

from tests.factories import make_round

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/", "/rules/", "/scores/", "/nowhere/", "/admin/login/"])
def test_every_page_has_the_strict_headers(client, path):
    headers = client.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "geolocation=()" in headers["Permissions-Policy"]


def test_a_round_that_is_refused_has_them_too(client, today):
    played = make_round()
    for response in (
        client.post(f"/rounds/{played.key}/1/", {"response": "x" * 30_000}),
        client.put(f"/rounds/{played.key}/1/"),
        client.post(f"/rounds/{played.key}/1/"),
    ):
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]


def test_no_template_names_another_origin(client, bank):
    for path in ("/", "/banks/small/", "/rules/", "/scores/"):
        page = client.get(path).content.decode()
        assert "http://" not in page
        assert "https://" not in page


def test_pages_are_compressed_and_say_so(client, bank):
    response = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response.headers["Vary"]
