"""Readers have a signed cookie in the place of a session, and a round may be its browser's alone.

All sessions go, since each held the second in which it was written: editors log in again.
The rounds that are there lose their reader's number, so they belong to whoever has their
address. Old code goes on beside this; the sessions it makes are deleted by the next clean-up.
"""

from django.db import migrations, models

AT_ONCE = 1000


def forget_sessions(apps, schema_editor):
    apps.get_model("sessions", "Session").objects.all().delete()


def empty_readers(apps, schema_editor):
    Round = apps.get_model("quiz", "Round")
    tied = Round.objects.filter(reader__isnull=False).order_by("pk")
    while some := list(tied.values_list("pk", flat=True)[:AT_ONCE]):
        Round.objects.filter(pk__in=some).update(reader=None)


def take_back(apps, schema_editor):
    """Take back what a run of this has left that fell before it was noted.

    There is none on SQLite, where a migration and its note are one transaction.
    """
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TABLE IF EXISTS quiz_erased")
        schema_editor.execute("ALTER TABLE quiz_round DROP COLUMN IF EXISTS claimed")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("quiz", "0003_no_certainty"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        # All of this can be done twice, should it be interrupted.
        migrations.RunPython(forget_sessions, migrations.RunPython.noop, atomic=False),
        migrations.RunPython(empty_readers, migrations.RunPython.noop, atomic=False),
        migrations.RunPython(take_back, migrations.RunPython.noop, atomic=False),
        migrations.CreateModel(
            name="Erased",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "digest",
                    models.CharField(max_length=64, unique=True, verbose_name="hash of the number"),
                ),
                ("erased_on", models.DateField(verbose_name="erased on")),
            ],
            options={
                "verbose_name": "erased number",
                "verbose_name_plural": "erased numbers",
            },
        ),
        migrations.AddField(
            model_name="round",
            name="claimed",
            field=models.BooleanField(db_default=False, default=False, editable=False),
        ),
    ]
