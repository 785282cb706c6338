"""Banks have a state, and may open and close by the hour. What there is stays listed."""

from django.db import migrations, models

STATES = [
    ("draft", "Draft"),
    ("listed", "Listed"),
    ("unlisted", "By its address"),
    ("closed", "Closed"),
]


def state(first: str) -> models.CharField:
    return models.CharField(
        choices=STATES,
        db_default=first,
        default=first,
        max_length=8,
        verbose_name="who sees it",
    )


class Migration(migrations.Migration):
    dependencies = [("quiz", "0022_something_to_look_at")]

    operations = [
        migrations.AlterModelOptions(
            name="bank",
            options={
                "ordering": ["order", "ref"],
                "permissions": [("publish_bank", "Can say who sees question banks, and from when")],
                "verbose_name": "question bank",
                "verbose_name_plural": "question banks",
            },
        ),
        migrations.AddField(model_name="bank", name="state", field=state("listed")),
        migrations.AlterField(model_name="bank", name="state", field=state("draft")),
        migrations.AddField(
            model_name="bank",
            name="opens_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="opens"),
        ),
        migrations.AddField(
            model_name="bank",
            name="closes_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="closes"),
        ),
    ]
