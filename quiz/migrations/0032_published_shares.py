"""What is published of answers: the counts as they were when fifty more had come in.

Nothing is filled in: the next housekeeping publishes what is enough.
"""

from django.db import migrations, models


def count(field):
    return field(db_default=0, default=0, editable=False)


class Migration(migrations.Migration):
    dependencies = [("quiz", "0031_a_third_stance")]

    operations = [
        migrations.AddField("tally", "published", count(models.PositiveIntegerField)),
        migrations.AddField("tally", "published_points", count(models.BigIntegerField)),
    ]
