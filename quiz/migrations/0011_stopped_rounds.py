"""Which rounds were stopped, and so can be resumed and are not to be counted yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0010_how_much_it_protects"),
    ]

    operations = [
        migrations.AddField(
            model_name="round",
            name="stopped",
            field=models.BooleanField(
                db_default=False, default=False, editable=False, verbose_name="stopped"
            ),
        ),
    ]
