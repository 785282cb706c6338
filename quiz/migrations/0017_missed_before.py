"""Turns that are asked again because their fact was missed, with the day of that."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quiz", "0016_scores_shown")]

    operations = [
        migrations.AddField("turn", "missed_on", models.DateField("missed before on", null=True)),
    ]
