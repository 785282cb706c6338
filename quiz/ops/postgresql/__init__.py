"""The engine of ``DATABASES`` for PostgreSQL: Django's own, and ``base`` says what is different."""
