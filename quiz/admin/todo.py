"""What waits for an editor, on the first page of the desk."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest


class Waiting(NamedTuple):
    """Something to do: how much there is of it, the sentence, and the page where it is done."""

    number: int
    said: Any
    url: str


def waiting(
    request: HttpRequest, queues: Iterable[Callable[[HttpRequest], Iterator[Waiting]]]
) -> list[Waiting]:
    """What waits in these queues for the user of ``request``."""
    return [row for queue in queues for row in queue(request) if row.number]
