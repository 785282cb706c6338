"""Takes away three columns that nothing fills, once no code is left that reads them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0002_certainty_by_default"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="tally", name="tally_parts_of_n"),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(("paired__lte", models.F("n"))), name="tally_parts_of_n"
            ),
        ),
        migrations.RemoveField(model_name="tally", name="rated"),
        migrations.RemoveField(model_name="tally", name="certainty"),
        migrations.RemoveConstraint(model_name="turn", name="turn_certainty_percent"),
        migrations.RemoveField(model_name="turn", name="certainty"),
    ]
