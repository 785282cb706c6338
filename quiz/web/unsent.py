"""What a form of the desk has sent that could not be done: shown again, so that nothing is lost."""

import re

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

# Whose secret it is, and what the page itself has put in.
SECRET = re.compile(r".*password|code$|ticket$|next$")
OURS = re.compile(r"_|csrfmiddlewaretoken$|seen$|began|.*-was$|.*_(kept|lost)$")
MOST = 200_000  # characters that are shown again


def unsent(request: HttpRequest) -> dict[str, list[tuple[str, str]]]:
    """The ``fields`` of a form as they can be sent once more, and the ``texts`` that were typed.

    A page cannot send a chosen file again, so what it was called is sent in its place, under the
    field’s name and ``_lost``.
    """
    if request.method != "POST":
        return {}
    try:
        sent = [(name, text) for name, texts in request.POST.lists() for text in texts]
        files = [(name, str(each.name)) for name, some in request.FILES.lists() for each in some]
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
    if not texts:
        return {}
    lost = [(f"{name}_lost", called) for name, called in files]
    return {"fields": sent + lost, "texts": texts, "files": files}
