"""What a form of the desk has sent that could not be done: shown again, so that nothing is lost."""

import re

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

# Whose secret it is, and what the page itself has put in.
SECRET = re.compile(r".*password|code$|ticket$|next$")
OURS = re.compile(r"_|csrfmiddlewaretoken$|seen$|began|.*-was$|.*_kept$")
MOST = 200_000  # characters that are shown again


def unsent(request: HttpRequest) -> dict[str, list[tuple[str, str]]]:
    """The ``fields`` of a form as they can be sent once more, and the ``texts`` that were typed."""
    if request.method != "POST":
        return {}
    try:
        sent = [(name, text) for name, texts in request.POST.lists() for text in texts]
    except (BadRequest, SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return {}
    if any(SECRET.match(name) for name, _text in sent):
        return {}
    if sum(len(text) for _name, text in sent) > MOST:
        return {}
    texts = [
        (name.replace("_", " "), text)
        for name, text in sent
        if text.strip() and not OURS.match(name)
    ]
    return {"fields": sent, "texts": texts} if texts else {}
