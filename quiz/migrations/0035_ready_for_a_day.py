"""What may be a day’s question is called ready for it. Nothing changes in the database."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0034_embed_hosts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="question",
                    name="hook",
                    field=models.BooleanField(
                        db_default=False,
                        default=False,
                        help_text="It may open the first page one day: surprising, easy, answered "
                        "with one tap, 20 words at most.",
                        verbose_name="ready to be a question of the day",
                    ),
                ),
            ]
        ),
    ]
