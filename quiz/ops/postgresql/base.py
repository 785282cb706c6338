"""Django's connection to PostgreSQL, which is not kept when it can no longer write."""

import psycopg
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is asked, before a request uses it again, whether it may write.

    Django asks it ``SELECT 1`` there, which a primary that has become a standby answers as well;
    and a connection that was opened while the database could only be read stays so for ever.
    """

    def is_usable(self) -> bool:
        if self.connection is None:
            return False
        try:
            with self.connection.cursor() as cursor:
                cursor.execute("SHOW transaction_read_only")
                return bool(cursor.fetchone()[0] == "off")
        except psycopg.Error:
            return False
