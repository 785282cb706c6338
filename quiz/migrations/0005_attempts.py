"""Attempts at the door are counted by the day, and the desk's log no longer speaks of reports.

What it said of them named what readers wrote, also of those who have erased it since. Old code
goes on beside this; whoever handles a report with it leaves a line more.
"""

from django.db import migrations, models


def forget_reports(apps, schema_editor):
    of_reports = {"content_type__app_label": "quiz", "content_type__model": "report"}
    apps.get_model("admin", "LogEntry").objects.filter(**of_reports).delete()


def take_back(apps, schema_editor):
    """Take back what a run of this has left that fell before it was noted: see 0004."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TABLE IF EXISTS quiz_attempts")


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("quiz", "0004_whose_round"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(forget_reports, migrations.RunPython.noop, atomic=False),
        migrations.RunPython(take_back, migrations.RunPython.noop, atomic=False),
        migrations.CreateModel(
            name="Attempts",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("digest", models.CharField(max_length=64, verbose_name="hash of the account")),
                ("number", models.PositiveIntegerField(default=0, verbose_name="attempts")),
            ],
            options={
                "verbose_name": "attempts at the door",
                "verbose_name_plural": "attempts at the door",
                "constraints": [
                    models.UniqueConstraint(fields=("day", "digest"), name="attempts_once_a_day")
                ],
            },
        ),
    ]
