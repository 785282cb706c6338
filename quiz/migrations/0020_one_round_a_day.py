"""A reader has one round that begins with the question of a day: the database sees to it."""

from django.db import migrations, models

ONCE = models.UniqueConstraint(
    fields=["reader", "today"],
    condition=models.Q(today__isnull=False),
    name="round_once_a_day",
)


def make(apps, schema_editor):
    """Make its index without holding the table, and anew if an earlier run was cut off in it."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX CONCURRENTLY IF EXISTS round_once_a_day")
        schema_editor.execute(
            "CREATE UNIQUE INDEX CONCURRENTLY round_once_a_day ON quiz_round (reader, today_id) "
            "WHERE today_id IS NOT NULL"
        )
    else:
        schema_editor.execute("DROP INDEX IF EXISTS round_once_a_day")
        schema_editor.add_constraint(apps.get_model("quiz", "Round"), ONCE)


def drop(apps, schema_editor):
    schema_editor.execute("DROP INDEX IF EXISTS round_once_a_day")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("quiz", "0019_a_days_question")]

    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(make, drop, atomic=False)],
            [migrations.AddConstraint("round", ONCE)],
        ),
    ]
