"""After how many answers rounds end, counted by the month."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0008_clean_ups_that_ran"),
    ]

    operations = [
        migrations.CreateModel(
            name="EndTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="month")),
                ("held", models.BooleanField(verbose_name="held")),
                ("length", models.PositiveSmallIntegerField(verbose_name="questions")),
                ("answered", models.PositiveSmallIntegerField(verbose_name="answered")),
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
                "verbose_name": "tally of ends",
                "verbose_name_plural": "tallies of ends",
                "ordering": ["bank", "-month", "held", "length", "answered"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bank", "month", "held", "length", "answered"),
                        name="end_tally_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answered__lte", models.F("length"))),
                        name="end_tally_within_length",
                    ),
                ],
            },
        ),
    ]
