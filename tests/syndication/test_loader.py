"""The script that gives an embed its height: small, and the same for ever."""

import pytest

from quiz.syndication.loader import LOADERS, NEWEST, integrity, loader_url

# A page somewhere names each of these beside its loader. No line may ever change or go.
PUBLISHED = {
    1: "sha384-/J9K4I0S5E24JEC4rY5CG87OwJqh7YTH7e9U/HKWk2qjMKNu9K8d3q/KergzgVuu",
}


def test_each_loader_is_served_as_it_was_published(client):
    assert sorted(PUBLISHED) == list(range(1, NEWEST + 1))
    assert {file.stem for file in LOADERS.iterdir()} == {str(version) for version in PUBLISHED}
    for version, published in PUBLISHED.items():
        assert integrity(version) == published
        response = client.get(loader_url(version))
        assert response.content == (LOADERS / f"{version}.js").read_bytes()
        assert len(response.content) < 1000


def test_any_origin_may_run_it_and_keep_it(client):
    response = client.get(loader_url())
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies


@pytest.mark.parametrize("version", [0, NEWEST + 1, 10**9])
@pytest.mark.django_db
def test_there_is_no_other(client, version):
    assert client.get(f"/embed/loader.{version}.js").status_code == 404
