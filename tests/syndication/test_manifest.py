"""The web manifest: every page links it, and its icons are what it says."""

import pytest
from django.contrib.staticfiles import finders
from lxml import etree
from PIL import Image

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def test_names_the_quiz_and_icons_of_these_sizes(client, bank):
    page = etree.HTML(client.get("/rules/").content)
    (address,) = page.xpath("//link[@rel='manifest']/@href")
    response = client.get(address)
    assert response.headers["Content-Type"] == "application/manifest+json"
    said = response.json()
    assert (said["name"], said["short_name"]) == ("The Privacy Quiz", "Privacy Quiz")
    assert said["start_url"] == said["scope"] == "/"
    assert {icon["purpose"] for icon in said["icons"]} == {"any", "maskable"}
    assert {icon["sizes"] for icon in said["icons"]} == {"192x192", "512x512"}
    for icon in said["icons"]:
        with Image.open(finders.find(icon["src"].removeprefix("/static/"))) as drawn:
            assert "{}x{}".format(*drawn.size) == icon["sizes"]
            edge = drawn.convert("RGBA").getpixel((0, 0))[3]
        assert edge == (255 if icon["purpose"] == "maskable" else 0), "colour up to its corners"
