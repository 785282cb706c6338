from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0033_published_scores"),
    ]

    operations = [
        migrations.AddField(
            model_name="bank",
            name="embed_hosts",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text=("One a line, such as www.paper.example or *.paper.example. Empty: any."),
                verbose_name="hosts that may embed it",
            ),
        ),
    ]
