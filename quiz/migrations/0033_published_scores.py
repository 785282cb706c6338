"""What is published of scores, as of answers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quiz", "0032_published_shares")]

    operations = [
        migrations.AddField(
            "scoretally",
            "published",
            models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
    ]
