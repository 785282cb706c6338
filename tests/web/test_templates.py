"""Readers' pages are served without the indentation of their templates."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

pytestmark = pytest.mark.django_db
TEMPLATES = Path(settings.BASE_DIR) / "templates"


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
def test_each_template_can_be_read_by_itself(path):
    """What it uses it loads: a page that is seldom shown would fail only then."""
    assert get_template(str(path.relative_to(TEMPLATES)))


def test_no_line_of_a_readers_page_begins_with_spaces_of_its_template(client):
    lines = client.get("/rules/").content.decode().splitlines()
    assert len(lines) > 50
    assert [line for line in lines if line.startswith((" ", "\t"))] == []


def test_what_is_filled_in_keeps_its_spaces():
    shown = render_to_string("quiz/exhibit.html", {"exhibit": {"lines": ["one\n  two"]}})
    assert "one\n  two" in shown


def test_other_templates_stay_as_they_are_written():
    assert "\n  " in get_template("admin/base_site.html").template.source
