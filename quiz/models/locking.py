"""Locks on rows, and marks by which a form tells whether what it showed has changed since."""

import json
from hashlib import sha256
from typing import Any

from django.db.models import QuerySet


def mark(*shown: Any) -> str:
    """A hash (SHA-256, hexadecimal) of the values that a page has shown."""
    return sha256(json.dumps(shown, sort_keys=True, default=str).encode()).hexdigest()


def lock(rows: QuerySet[Any]) -> int:
    """Lock ``rows`` until the transaction ends, and return how many there are.

    Read what is to be compared only afterwards.

    Everybody who locks or changes rows of several tables takes them in this order, so that
    two transactions never wait for each other in a ring: questions, then what they are filed
    under (topics, facts, sources), then banks; within a table by id.

    SQLite has no row locks and needs none: it runs one writing transaction at a time. On
    PostgreSQL this is FOR NO KEY UPDATE: rows that refer to these can still be added.
    """
    return len(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))
