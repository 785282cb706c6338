"""A round may be a challenge that somebody was sent, with the sender's score if that was put in."""

from django.db import migrations, models
from django.db.models import F, Q


def to_practice(apps, schema_editor):
    """On the way back: what the older version knows, and counts as little."""
    rounds = apps.get_model("quiz", "Round").objects.using(schema_editor.connection.alias)
    rounds.filter(origin="challenge").update(origin="practice")


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0017_missed_before"),
    ]

    operations = [
        migrations.RemoveConstraint("round", "round_origin_known"),
        migrations.RunPython(migrations.RunPython.noop, to_practice, atomic=False),
        migrations.AddField(
            model_name="round",
            name="challenger_right",
            field=models.PositiveSmallIntegerField(
                editable=False, null=True, verbose_name="right answers of the challenger"
            ),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="round",
                    name="origin",
                    field=models.CharField(
                        choices=[
                            ("fresh", "Fresh"),
                            ("topic", "One topic"),
                            ("practice", "Practice"),
                            ("challenge", "Challenge"),
                            ("preview", "Preview"),
                            ("simulated", "Simulated"),
                        ],
                        default="fresh",
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            "round",
            models.CheckConstraint(
                condition=Q(
                    origin__in=["fresh", "topic", "practice", "challenge", "preview", "simulated"]
                ),
                name="round_origin_known",
            ),
        ),
        migrations.AddConstraint(
            "round",
            models.CheckConstraint(
                condition=Q(challenger_right__isnull=True)
                | Q(origin="challenge", challenger_right__lte=F("wanted")),
                name="round_challenger_of_challenge",
            ),
        ),
    ]
