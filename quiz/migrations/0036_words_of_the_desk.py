"""Banks, questions of the day and what waits for an editor: one word each. Only words change."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0035_ready_for_a_day"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterModelOptions(
                    name="bank",
                    options={
                        "ordering": ["order", "ref"],
                        "permissions": [
                            ("publish_bank", "Can say who sees question banks, and from when")
                        ],
                        "verbose_name": "bank",
                        "verbose_name_plural": "banks",
                    },
                ),
                migrations.AlterModelOptions(
                    name="dailyquestion",
                    options={
                        "ordering": ["-day"],
                        "verbose_name": "question of the day",
                        "verbose_name_plural": "questions of the day",
                    },
                ),
                migrations.AlterField(
                    model_name="article",
                    name="bank",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="articles",
                        to="quiz.bank",
                        verbose_name="bank",
                    ),
                ),
                migrations.AlterField(
                    model_name="question",
                    name="state",
                    field=models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("review", "With an editor"),
                            ("live", "Live"),
                            ("retired", "Retired"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
            ]
        ),
    ]
