"""What expired before enough readers' answers could be counted together, held for the tallies."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0006_last_pass"),
    ]

    operations = [
        migrations.CreateModel(
            name="HeldReaders",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.PositiveIntegerField(default=0, verbose_name="readers")),
                (
                    "bank",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="quiz.bank",
                    ),
                ),
            ],
            options={
                "verbose_name": "held readers",
                "verbose_name_plural": "held readers",
            },
        ),
        migrations.CreateModel(
            name="HeldScoreTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("simulated", models.BooleanField(default=False, verbose_name="simulated")),
                ("length", models.PositiveSmallIntegerField(verbose_name="questions")),
                ("tenths", models.PositiveSmallIntegerField(verbose_name="tenths of a point")),
                ("n", models.PositiveIntegerField(default=0, verbose_name="rounds")),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="quiz.bank",
                    ),
                ),
            ],
            options={
                "verbose_name": "held tally of scores",
                "verbose_name_plural": "held tallies of scores",
                "ordering": ["bank", "simulated", "length", "tenths"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bank", "simulated", "length", "tenths"), name="held_score_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HeldTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("simulated", models.BooleanField(default=False, verbose_name="simulated")),
                ("digest", models.CharField(max_length=32)),
                ("response", models.JSONField(null=True, verbose_name="response")),
                ("n", models.PositiveIntegerField(default=0, verbose_name="answers")),
                ("points", models.BigIntegerField(default=0)),
                ("paired", models.PositiveIntegerField(default=0)),
                ("paired_points", models.BigIntegerField(default=0)),
                ("paired_squares", models.BigIntegerField(default=0)),
                ("rest", models.BigIntegerField(default=0)),
                ("rest_squares", models.BigIntegerField(default=0)),
                ("products", models.BigIntegerField(default=0)),
                ("regraded", models.PositiveSmallIntegerField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="quiz.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "held tally",
                "verbose_name_plural": "held tallies",
                "ordering": ["version", "simulated", "digest"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "simulated", "digest"), name="held_answer_once"
                    )
                ],
            },
        ),
    ]
