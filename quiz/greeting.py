"""What waits for an editor, on the first page of the desk."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest


class Waiting(NamedTuple):
    """Something to do: how much there is of it, the sentence, and the page where it is done."""

    number: int
    said: Any
    url: str


# Each says what waits for the user of a request. A page with a queue adds its own.
WAITING: list[Callable[[HttpRequest], Iterator[Waiting]]] = []


def waits(
    queue: Callable[[HttpRequest], Iterator[Waiting]],
) -> Callable[[HttpRequest], Iterator[Waiting]]:
    """Show what ``queue`` yields on the first page of the desk."""
    WAITING.append(queue)
    return queue


def waiting(request: HttpRequest) -> list[Waiting]:
    """Everything that waits for the user of ``request``."""
    return [row for queue in WAITING for row in queue(request) if row.number]
