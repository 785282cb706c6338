"""How the quiz is connected to PostgreSQL: what an address says, and what holds by default.

A connection that is cut without a word is noticed within seconds, where TCP alone would wait
for a quarter of an hour, and the operator's own word in the address counts more than ours.
"""

from typing import Any

# In libpq's words. Sent bytes are acknowledged within five seconds or the connection is given
# up; so is one on which an answer is awaited and the other side keeps silent.
DEFAULTS = {
    "connect_timeout": "3",
    "tcp_user_timeout": "5000",
    "keepalives_idle": "3",
    "keepalives_interval": "2",
    "keepalives_count": "2",
}
# Pages give up on a slow database after some seconds, and say so. Migrations and the clean-up
# may take longer, so this is for the server alone.
PATIENCE = "-c statement_timeout=8000 -c lock_timeout=5000"


def settings_of(address: dict[str, str]) -> dict[str, Any]:
    """Django's settings for a database, from the parts of its address by their names in libpq.

    Of several hosts the one that can write is looked for, if the address does not say otherwise.
    """
    parts = dict(address)
    settings: dict[str, Any] = {
        name: parts.pop(part, "")
        for name, part in [
            ("NAME", "dbname"),
            ("USER", "user"),
            ("PASSWORD", "password"),
            ("HOST", "host"),
            ("PORT", "port"),
        ]
    }
    if "," in settings["HOST"]:
        parts.setdefault("target_session_attrs", "read-write")
    return settings | {
        "ENGINE": "quiz.ops.postgresql",
        # A thread keeps its connection, and asks whether it still stands before it is used. A
        # pool of psycopg's would cost the same and, when the database has been away, waits
        # longer and longer before it looks again.
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            **DEFAULTS,
            **parts,
            # Statements that come again are prepared: planning them each time was more than
            # half of what a round costs PostgreSQL.
            "server_side_binding": True,
            "prepare_threshold": 5,
        },
    }


def serve(database: dict[str, Any], pooler: dict[str, str]) -> None:
    """Change a ``database`` of ours, which settings hold, into that of a process that serves pages.

    It gives up on what is slow. Where there is a ``pooler`` (the parts of its address), pages go
    through that, which gives each transaction any connection: so nothing is prepared on one,
    no cursor outlives a transaction, and no option is sent when it begins.
    """
    if not database["ENGINE"].endswith("postgresql"):
        return
    if pooler:
        database |= settings_of(pooler) | {"DISABLE_SERVER_SIDE_CURSORS": True}
        database["OPTIONS"]["prepare_threshold"] = None
    else:
        given = database["OPTIONS"].get("options", "")
        database["OPTIONS"]["options"] = f"{PATIENCE} {given}".strip()
