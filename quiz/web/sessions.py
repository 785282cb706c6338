"""Editors' sessions: in the database, but neither their keys nor any time.

A session's row is found by a hash of the key, so nobody who has read the table can log in
with it; and its contents are signed without the second that Django's own signature holds.
That its last day is a day sees ``privacy/days_only.py`` to. Readers have no session.
"""

import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils import timezone

DIGITS = 40  # of the hash: as wide as the column; Django's own keys have 32


def digest(key: str) -> str:
    """What is stored of a session's key, which is 32 random characters and needs no salt."""
    return hashlib.sha256(f"quiz.session {key}".encode()).hexdigest()[:DIGITS]


class SessionStore(DatabaseStore):
    def encode(self, session_dict: dict[str, Any]) -> str:
        return self._signer().sign_object(session_dict, serializer=self.serializer, compress=True)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """What was encoded; nothing where that is not ours."""
        try:
            signed = str(session_data)
            kept: dict[str, Any] = self._signer().unsign_object(signed, serializer=self.serializer)
        except (BadSignature, ValueError):
            return {}
        return kept

    def load(self) -> dict[str, Any]:
        return self._opened(self._rows(self.session_key).first())

    async def aload(self) -> dict[str, Any]:
        return self._opened(await self._rows(self.session_key).afirst())

    def exists(self, session_key: str) -> bool:
        return super().exists(digest(session_key))

    async def aexists(self, session_key: str) -> bool:
        return await super().aexists(digest(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        return self._hashed(super().create_model_instance(data))

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        return self._hashed(await super().acreate_model_instance(data))

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(digest(key))

    async def adelete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            await super().adelete(digest(key))

    def _signer(self) -> Signer:
        return Signer(salt="quiz.session")

    def _rows(self, key: str | None) -> QuerySet[Session]:
        now = timezone.now()
        return Session.objects.filter(session_key=digest(key or ""), expire_date__gt=now)

    def _opened(self, found: Session | None) -> dict[str, Any]:
        """The contents of a row; where there is none, a key from outside is not kept."""
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found.session_data)

    def _hashed(self, row: Any) -> Session:
        row.session_key = digest(row.session_key)
        hashed: Session = row
        return hashed
