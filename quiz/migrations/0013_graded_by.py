"""What grades answers to a corrected version is called so; the database stays as it was."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quiz", "0012_what_a_check_saw")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    "erratum",
                    "key",
                    models.ForeignKey(
                        "quiz.Version",
                        models.PROTECT,
                        null=True,
                        related_name="+",
                        db_column="key_id",
                    ),
                ),
                migrations.RenameField("erratum", "key", "graded_by"),
            ]
        ),
    ]
