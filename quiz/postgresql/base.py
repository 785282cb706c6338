"""The backend itself, where Django looks for it."""

import select
from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A worker keeps its connection, and looks at it before each request.

    Django asks "SELECT 1", a fortieth of what an answer costs. But a database that
    stops, or ends a session, says so to the connection, and whatever it said waits to
    be read: where nothing does, there is nothing to ask. (A network that is cut says
    nothing. Then a question would wait as long for its answer as the work itself.)
    """

    connection: Any

    def is_usable(self) -> bool:
        if self.connection is not None and not self.connection.closed:
            waiting = select.poll()
            waiting.register(self.connection.fileno(), select.POLLIN)
            if not waiting.poll(0):
                return True
        return super().is_usable()
