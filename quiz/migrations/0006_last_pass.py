"""The minute in which the housekeeping last ran to its end, for who watches the site."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quiz", "0005_attempts")]

    operations = [
        migrations.AddField(
            model_name="upkeep",
            name="ran_at",
            field=models.DateTimeField(
                editable=False, null=True, verbose_name="last ran to its end"
            ),
        ),
    ]
