"""Who compares a question with its source may note that it changed, or ask its author."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quiz", "0025_drafts")]

    operations = [
        migrations.AlterField(
            model_name="step",
            name="action",
            field=models.CharField(
                choices=[
                    ("wrote", "wrote or edited it"),
                    ("submitted", "submitted it for review"),
                    ("returned", "sent it back"),
                    ("scheduled", "approved it for a later day"),
                    ("unscheduled", "took it off the schedule"),
                    ("published", "published it"),
                    ("to_retire", "set a day on which it retires"),
                    ("retired", "retired it"),
                    ("changed", "found that it no longer holds"),
                    ("asked", "asked its author"),
                    ("confirmed", "found it still true"),
                ],
                max_length=12,
                verbose_name="step",
            ),
        ),
    ]
