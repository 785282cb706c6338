"""What editors have typed and not saved is kept for them."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0024_languages_by_their_code"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=32, verbose_name="opening of the page")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                ("path", models.CharField(max_length=200, verbose_name="address of the form")),
                (
                    "query",
                    models.CharField(max_length=500, verbose_name="what its address asks for"),
                ),
                ("fields", models.JSONField(verbose_name="what was typed")),
                ("kept_on", models.DateField(db_index=True, verbose_name="kept on")),
                (
                    "account",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL,
                        models.CASCADE,
                        related_name="drafts",
                        db_index=False,
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        "quiz.Picture", models.SET_NULL, null=True, related_name="drafts"
                    ),
                ),
            ],
            options={"verbose_name": "draft", "verbose_name_plural": "drafts"},
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("account", "key"), name="draft_of_an_opening_once"
            ),
        ),
    ]
