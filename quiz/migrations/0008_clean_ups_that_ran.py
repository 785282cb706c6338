"""Whether a clean-up ran on a day, or only noted that the clock was in doubt."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0007_held_tallies"),
    ]

    operations = [
        migrations.AddField(
            model_name="upkeep",
            name="ran",
            field=models.BooleanField(
                db_default=True, default=True, editable=False, verbose_name="ran"
            ),
        ),
    ]
