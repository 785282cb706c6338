"""The desk's pages as a browser has them: what a form would send, and what its page had shown."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import transaction
from django.urls import reverse
from lxml import html

from tests.factories import PAGE

LIST = reverse("admin:quiz_question_changelist")


def seen_on(page: Any) -> list[str]:
    """What the first form of a page sends along of what it shows; nothing, if it is not shown."""
    if page.status_code != 200:
        return []
    first = "(//form[.//input[@name='seen']])[1]//input[@name='seen']/@value"
    return html.fromstring(page.content.decode()).xpath(first)


def sent(client: Any, address: str, data: dict[str, Any], **kwargs: Any) -> Any:
    """Open the page at ``address``, and send ``data`` as its form would."""
    return client.post(address, {"seen": seen_on(client.get(address)), **data}, **kwargs)


def act(
    client: Any, action: str, *chosen: Any, address: str = LIST, follow: bool = True, **data: Any
) -> Any:
    """Choose an action for rows of a list, and confirm it on the page between."""
    asked = {"action": action, ACTION_CHECKBOX_NAME: [row.pk for row in chosen]}
    seen = seen_on(client.post(address, asked))
    return client.post(address, {**asked, "apply": "1", "seen": seen, **data}, follow=follow)


def press(
    client: Any, page: Any, button: str, value: str = "", follow: bool = True, **typed: Any
) -> Any:
    """Fill in the form of ``page`` that has ``button``, and press it.

    ``button`` is its name or, where it has none, what stands on it. With ``follow=False`` the page
    to which it leads is not asked for: another page of the desk costs as much as what is tested.
    """
    for form in html.fromstring(page.content.decode()).xpath("//form[@method='post']"):
        for found in form.xpath(".//button | .//input[@type='submit']"):
            named = found.get("name")
            if button in (named, found.get("value")) and value in ("", found.get("value")):
                data: dict[str, Any] = {}
                for name, text in form.form_values():
                    data.setdefault(name, []).append(text)
                data |= {named: [found.get("value")]} if named else {}
                address = form.get("action") or page.request["PATH_INFO"] + (
                    f"?{page.request['QUERY_STRING']}" if page.request["QUERY_STRING"] else ""
                )
                return client.post(address, {**data, **typed}, follow=follow)
    raise AssertionError(f"There is no button {button!r}.")


def renewal(question: Any, until: Any, **changes: Any) -> dict[str, Any]:
    """What an editor fills in on the reading list who has compared a question with its source."""
    typed = {"until": str(until), "pages": PAGE, "confirmed": ["key", "explanation"]}
    return {"question": question.pk, "_true": "1", **typed, **changes}


@contextmanager
def undone() -> Iterator[None]:
    """What is done within is taken back, so that what was made once is there once more."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
