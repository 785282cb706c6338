"""Each day has a question of its own, and a round may begin with it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quiz", "0018_challenges")]

    operations = [
        migrations.CreateModel(
            name="DailyQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="day")),
                (
                    "question",
                    models.ForeignKey(
                        "quiz.Question",
                        models.PROTECT,
                        related_name="days",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "day’s question",
                "verbose_name_plural": "days’ questions",
                "ordering": ["-day"],
            },
        ),
        migrations.AddField(
            model_name="round",
            name="today",
            field=models.ForeignKey(
                "quiz.DailyQuestion", models.PROTECT, null=True, related_name="+", db_index=False
            ),
        ),
    ]
