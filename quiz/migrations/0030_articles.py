"""Articles, what was drawn from them, and what is said of their sentences."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import quiz.models


class Migration(migrations.Migration):
    dependencies = [
        ("quiz", "0029_words_of_the_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Article",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("publisher", models.CharField(max_length=300, verbose_name="publisher")),
                (
                    "date",
                    models.CharField(
                        blank=True,
                        help_text="When it was published: 2020-06-10, 2020-06 or 2020. Empty if undated.",
                        max_length=10,
                        validators=[quiz.models.validate_day],
                        verbose_name="date",
                    ),
                ),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="address")),
                (
                    "text",
                    models.TextField(
                        help_text="Paste it: a line for each paragraph. Nobody but the desk sees it.",
                        verbose_name="text",
                    ),
                ),
                (
                    "linked",
                    models.BooleanField(
                        default=False,
                        help_text="“Drawn from …”, with its address, for readers.",
                        verbose_name="the bank’s page names it",
                    ),
                ),
                (
                    "before",
                    models.TextField(blank=True, editable=False, verbose_name="the text before"),
                ),
                (
                    "replaced_on",
                    models.DateField(editable=False, null=True, verbose_name="replaced on"),
                ),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="articles",
                        to="quiz.bank",
                        verbose_name="question bank",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quiz.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "article",
                "verbose_name_plural": "articles",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Drawn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("passage", models.TextField()),
                ("gone_on", models.DateField(null=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drawn",
                        to="quiz.article",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drawn_from",
                        to="quiz.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "passage of an article",
                "verbose_name_plural": "passages of articles",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "question"), name="drawn_once_from_article"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sentence", models.TextField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("nothing", "Nothing to ask"), ("wrong", "Wrong")], max_length=10
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="quiz.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quiz.source",
                    ),
                ),
            ],
            options={
                "verbose_name": "remark on a sentence",
                "verbose_name_plural": "remarks on sentences",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("article", "sentence"), name="remark_once_a_sentence"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "nothing"),
                            models.Q(
                                ("kind", "wrong"),
                                ("source__isnull", False),
                                models.Q(("note", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="remark_wrong_says_why",
                    ),
                ],
            },
        ),
    ]
