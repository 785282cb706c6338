"""The database fills the columns that the code no longer does.

So old code and new count in the same table. Nobody was ever asked how sure they are.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0001_tables"),
    ]

    operations = [
        migrations.AlterField(
            model_name="tally",
            name="rated",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="tally",
            name="certainty",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]
