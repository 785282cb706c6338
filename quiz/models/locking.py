"""Rows that are compared under a lock, and short names for what was shown of them."""

import json
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet


def mark(*shown: Any) -> str:
    """A short name for what is shown: something else, another name."""
    return sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()


def lock(rows: QuerySet[Any]) -> None:
    """Lock ``rows`` until the transaction ends; read what is to be compared only afterwards.

    Whoever locks or changes rows of several sorts takes them in one order, so that two who
    do it at once never wait for each other: questions first, then what they are filed under
    (topics, facts, sources), then banks; within a sort by id.

    SQLite has no locks on rows, and needs none: it runs one writing transaction at a time.
    Rows that refer to these can still be added, so nobody waits who only adds.
    """
    list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
