"""A client that knows only HTML gets from the home page to a score.

It fetches a page, fills in the form it finds, submits it, and follows links
that say where they lead. It knows no address and no field by name.
"""

from html.parser import HTMLParser

import pytest
from django.core.management import call_command

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """The forms and links of a page, and its text, as a browser would see them."""

    def __init__(self, text):
        super().__init__()
        self.forms, self.links, self.inert, self.link = [], {}, 0, None
        self.words = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "template":
            self.inert += 1
        if self.inert:
            return
        if tag == "a":
            self.link = given["href"]
        elif tag == "form":
            self.forms.append({"action": given["action"], "fields": [], "buttons": []})
        elif tag in ("input", "select", "button") and self.forms:
            kind = "buttons" if tag == "button" else "fields"
            self.forms[-1][kind].append({"tag": tag, "options": [], **given})
        elif tag == "option":
            self.forms[-1]["fields"][-1]["options"].append(given.get("value"))

    def handle_endtag(self, tag):
        if tag == "template":
            self.inert -= 1
        if tag == "a":
            self.link = None

    def handle_data(self, data):
        if self.inert or not data.strip():
            return
        self.words.append(data.strip())
        if self.link:
            self.links[data.strip()] = self.link
        options = self.forms and self.forms[-1]["fields"] and self.forms[-1]["fields"][-1]
        if options and options["options"] and options["options"][-1] is None:
            options["options"][-1] = data.strip()


def fill_in(form):
    """Some answer: the first of each choice, the middle of each number, a place for each."""
    posted = {}
    for field in form["fields"]:
        name = field.get("name")
        if field["tag"] == "select":
            taken = set(posted.values())
            posted[name] = next(o for o in field["options"] if o and o not in taken)
        elif "data-low" in field:
            middle = (float(field["data-low"]) + float(field["data-high"])) // 2
            posted[name] = f"{middle:.0f}"
        elif field["type"] in ("radio", "checkbox"):
            posted.setdefault(name, field["value"])
        elif field["type"] == "hidden":
            posted[name] = field["value"]
    button = form["buttons"][0]
    if "name" in button:
        posted[button["name"]] = button["value"]
    return posted


@pytest.mark.parametrize("cookies", [True, False])
@pytest.mark.any_database
def test_gets_from_the_home_page_to_a_score(client, today, cookies):
    call_command("loadbanks", verbosity=0)

    def get(address):
        if not cookies:
            client.cookies.clear()
        return Page(client.get(address).content.decode())

    def submit(form):
        if not cookies:
            client.cookies.clear()
        response = client.post(form["action"], fill_in(form), follow=True)
        assert response.status_code == 200
        return Page(response.content.decode())

    page = submit(get("/").forms[0])
    for answered in range(1, 11):
        assert f"Question {answered} of 10" in page.words
        page = submit(page.forms[0])
        onward = page.links.get("Next question") or page.links.get("See your result")
        page = get(onward)
    assert "Your result" in page.words
    assert any("of 10 point" in word for word in page.words)
