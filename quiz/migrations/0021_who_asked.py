"""Of a survey it is said who asked, since its source may only tell of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quiz", "0020_one_round_a_day")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="survey_by",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=100, verbose_name="who asked"
            ),
        ),
    ]
