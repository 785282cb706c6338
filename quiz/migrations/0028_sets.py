"""Sets of questions that editors fixed in an order, the rounds that ask them, and their scores."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

ORIGINS = ["fresh", "topic", "practice", "challenge", "set", "preview", "simulated"]


def to_practice(apps, schema_editor):
    """On the way back: what the older version knows, and counts as little."""
    rounds = apps.get_model("quiz", "Round").objects.using(schema_editor.connection.alias)
    rounds.filter(origin="set").update(origin="practice")


def numbered():
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


class Migration(migrations.Migration):
    dependencies = [("quiz", "0027_presence")]

    operations = [
        migrations.CreateModel(
            name="QuestionSet",
            fields=[
                ("id", numbered()),
                (
                    "bank",
                    models.ForeignKey(
                        "quiz.Bank",
                        django.db.models.deletion.CASCADE,
                        related_name="sets",
                        verbose_name="bank",
                    ),
                ),
                ("ref", models.SlugField(max_length=60, unique=True, verbose_name="address")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "summary",
                    models.TextField(
                        help_text="One or two sentences for readers.", verbose_name="summary"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("unlisted", "By its address"),
                            ("closed", "Closed"),
                        ],
                        db_default="draft",
                        default="draft",
                        max_length=8,
                        verbose_name="who sees it",
                    ),
                ),
            ],
            options={
                "verbose_name": "set",
                "verbose_name_plural": "sets",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(state__in=["draft", "unlisted", "closed"]),
                        name="set_state_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("id", numbered()),
                (
                    "question_set",
                    models.ForeignKey(
                        "quiz.QuestionSet",
                        django.db.models.deletion.CASCADE,
                        related_name="places",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        "quiz.Question", django.db.models.deletion.CASCADE, related_name="places"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="place")),
            ],
            options={
                "verbose_name": "place in a set",
                "verbose_name_plural": "places in sets",
                "ordering": ["number", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["question_set", "question"], name="place_once_in_set"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SetTally",
            fields=[
                ("id", numbered()),
                (
                    "question_set",
                    models.ForeignKey(
                        "quiz.QuestionSet",
                        django.db.models.deletion.CASCADE,
                        related_name="tallies",
                    ),
                ),
                ("asked", models.CharField(max_length=32)),
                ("length", models.PositiveSmallIntegerField(verbose_name="questions")),
                ("tenths", models.PositiveSmallIntegerField(verbose_name="tenths of a point")),
                ("n", models.PositiveIntegerField(default=0, verbose_name="rounds")),
                ("shown", models.PositiveIntegerField(db_default=0, default=0, editable=False)),
            ],
            options={
                "verbose_name": "tally of a set",
                "verbose_name_plural": "tallies of sets",
                "ordering": ["question_set", "asked", "tenths"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=["question_set", "asked", "length", "tenths"], name="set_tally_once"
                    )
                ],
            },
        ),
        migrations.RemoveConstraint("round", "round_origin_known"),
        migrations.RunPython(migrations.RunPython.noop, to_practice, atomic=False),
        migrations.AddField(
            model_name="round",
            name="question_set",
            field=models.ForeignKey(
                "quiz.QuestionSet",
                django.db.models.deletion.PROTECT,
                null=True,
                related_name="+",
                db_index=False,
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
                            ("set", "Set"),
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
            models.CheckConstraint(condition=Q(origin__in=ORIGINS), name="round_origin_known"),
        ),
    ]
