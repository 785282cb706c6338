"""The same of others' scores."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quiz", "0015_answers_shown")]

    operations = [
        migrations.AddField(
            model_name="scoretally",
            name="shown",
            field=models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
