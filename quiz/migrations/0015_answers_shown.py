"""What readers are told of others' answers: the counts as they were when ten more had come in.

Nothing is filled in: the next housekeeping shows what was shown before.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quiz", "0014_the_shelf")]

    operations = [
        migrations.AddField(
            model_name="tally",
            name="shown",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            model_name="tally",
            name="shown_points",
            field=models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
