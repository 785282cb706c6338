"""The tables as nine migrations had made them by November 2026.

Django takes it as applied where all nine are, and runs it where none is. What is the
quiz's own is named through ``quiz.models``, which stays where it is.
"""

import uuid

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

import quiz.models


class Migration(migrations.Migration):
    initial = True

    replaces = [
        ("quiz", "0001_initial"),
        ("quiz", "0002_upkeep"),
        ("quiz", "0003_reports"),
        ("quiz", "0004_tallies"),
        ("quiz", "0005_pictures"),
        ("quiz", "0006_corrections"),
        ("quiz", "0007_factors"),
        ("quiz", "0008_flow"),
        ("quiz", "0009_rounds_indexed"),
    ]

    dependencies = [
        ("otp_totp", "0003_add_timestamps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Bank",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.SlugField(max_length=60, unique=True, verbose_name="address")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                (
                    "summary",
                    models.TextField(
                        help_text="One or two sentences for readers.", verbose_name="summary"
                    ),
                ),
                ("about", models.TextField(blank=True, verbose_name="about")),
                ("language", models.CharField(default="en", max_length=7, verbose_name="language")),
                (
                    "order",
                    models.PositiveSmallIntegerField(
                        default=0,
                        help_text="The bank with the lowest number opens the home page.",
                        verbose_name="order",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0, editable=False)),
                ("shipped", models.JSONField(default=dict, editable=False)),
            ],
            options={
                "verbose_name": "question bank",
                "verbose_name_plural": "question banks",
                "ordering": ["order", "ref"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("review", "In review"),
                            ("live", "Live"),
                            ("retired", "Retired"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                (
                    "submitted",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="waits for an editor"
                    ),
                ),
                (
                    "publish_on",
                    models.DateField(editable=False, null=True, verbose_name="to be published on"),
                ),
                (
                    "retire_on",
                    models.DateField(editable=False, null=True, verbose_name="to be retired on"),
                ),
                ("approved", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "ref",
                    models.SlugField(
                        help_text="Short and readable; never used twice in a bank.",
                        max_length=60,
                        verbose_name="ref",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=quiz.models.kind_choices, max_length=20, verbose_name="kind"
                    ),
                ),
                (
                    "prompt",
                    models.TextField(
                        help_text="Asks one thing, and can be answered before reading options.",
                        verbose_name="question",
                    ),
                ),
                (
                    "exhibit",
                    models.JSONField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="something to read first",
                    ),
                ),
                (
                    "picture_alt",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="what the picture shows"
                    ),
                ),
                (
                    "picture_decorative",
                    models.BooleanField(default=False, verbose_name="it only decorates"),
                ),
                ("spec", models.JSONField(default=dict, editable=False, verbose_name="answers")),
                (
                    "explanation",
                    models.TextField(
                        blank=True,
                        help_text="Why it is so and what it means: 30 to 80 words.",
                        verbose_name="explanation",
                    ),
                ),
                (
                    "passage",
                    models.TextField(
                        blank=True,
                        help_text="The source's own words, 40 at most.",
                        verbose_name="quoted passage",
                    ),
                ),
                (
                    "claim",
                    models.TextField(
                        blank=True,
                        help_text="Where no passage is quoted: what the source says, precisely.",
                        verbose_name="the claim, in our words",
                    ),
                ),
                ("since", models.TextField(blank=True, verbose_name="what happened since")),
                ("action", models.TextField(blank=True, verbose_name="one thing to do today")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="minutes it takes",
                    ),
                ),
                (
                    "survey",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how people answered in a survey"
                    ),
                ),
                (
                    "survey_group",
                    models.CharField(blank=True, max_length=100, verbose_name="who was asked"),
                ),
                (
                    "survey_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="year of the survey"
                    ),
                ),
                (
                    "dimension",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("institutions", "What institutions do"),
                            ("technology", "How technology works"),
                            ("law", "The law"),
                            ("you", "What you can do"),
                        ],
                        max_length=20,
                        verbose_name="dimension",
                    ),
                ),
                (
                    "difficulty",
                    models.CharField(
                        blank=True,
                        choices=[("easy", "Easy"), ("middling", "Middling"), ("hard", "Hard")],
                        max_length=20,
                        verbose_name="difficulty",
                    ),
                ),
                (
                    "stance",
                    models.CharField(
                        blank=True,
                        choices=[("risk", "A real risk"), ("fine", "Fine as it is")],
                        max_length=10,
                        verbose_name="stance",
                    ),
                ),
                (
                    "jurisdiction",
                    models.CharField(blank=True, max_length=100, verbose_name="jurisdiction"),
                ),
                (
                    "valid",
                    models.CharField(
                        blank=True,
                        help_text="“Since 2 February 2025”",
                        max_length=100,
                        verbose_name="when it holds",
                    ),
                ),
                ("shipped", models.JSONField(default=dict, editable=False)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="quiz.bank",
                        verbose_name="bank",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "ordering": ["bank", "ref"],
                "permissions": [
                    ("submit_question", "Can submit questions for review"),
                    ("review_question", "Can send questions back"),
                    ("publish_question", "Can publish questions"),
                    ("retire_question", "Can retire questions"),
                    ("renew_question", "Can renew checks of live questions"),
                    ("correct_question", "Can correct questions that readers have answered"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "kind",
                    models.CharField(
                        choices=quiz.models.kind_choices, max_length=20, verbose_name="kind"
                    ),
                ),
                ("format", models.PositiveSmallIntegerField(default=1)),
                ("content", models.JSONField()),
                ("published_on", models.DateField(verbose_name="published on")),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="why")),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="quiz.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "version",
                "verbose_name_plural": "versions",
                "ordering": ["question", "number"],
            },
        ),
        migrations.CreateModel(
            name="Fact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.SlugField(max_length=60, verbose_name="ref")),
                ("text", models.CharField(max_length=300, verbose_name="the idea, in a sentence")),
                ("shipped", models.JSONField(default=dict, editable=False)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facts",
                        to="quiz.bank",
                        verbose_name="bank",
                    ),
                ),
            ],
            options={
                "verbose_name": "fact",
                "verbose_name_plural": "facts",
                "ordering": ["ref"],
            },
        ),
        migrations.CreateModel(
            name="Picture",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("width", models.PositiveSmallIntegerField(verbose_name="width")),
                ("height", models.PositiveSmallIntegerField(verbose_name="height")),
                ("added_on", models.DateField(verbose_name="added on")),
            ],
            options={
                "verbose_name": "picture",
                "verbose_name_plural": "pictures",
            },
        ),
        migrations.CreateModel(
            name="Topic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.SlugField(max_length=60, verbose_name="ref")),
                ("title", models.CharField(max_length=120, verbose_name="title")),
                ("shipped", models.JSONField(default=dict, editable=False)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="quiz.bank",
                        verbose_name="bank",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ["bank", "title"],
            },
        ),
        migrations.CreateModel(
            name="Upkeep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True, verbose_name="day")),
                ("rounds", models.PositiveIntegerField(default=0, verbose_name="rounds removed")),
                (
                    "sessions",
                    models.PositiveIntegerField(default=0, verbose_name="sessions removed"),
                ),
            ],
            options={
                "verbose_name": "clean-up",
                "verbose_name_plural": "clean-ups",
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                (
                    "question",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        serialize=False,
                        to="quiz.question",
                    ),
                ),
                ("text", models.TextField()),
                ("words", models.TextField()),
                ("blocking", models.PositiveSmallIntegerField(verbose_name="blocking")),
                ("advice", models.PositiveSmallIntegerField(verbose_name="advice")),
                ("rules", models.PositiveSmallIntegerField()),
            ],
            options={
                "verbose_name": "digest",
                "verbose_name_plural": "digests",
            },
        ),
        migrations.AddField(
            model_name="question",
            name="live_version",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quiz.version",
            ),
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("wording", "The wording: the right answer stays"),
                            ("key", "The answer: what counted as right was wrong"),
                        ],
                        max_length=10,
                        verbose_name="what was wrong",
                    ),
                ),
                (
                    "statement",
                    models.CharField(
                        help_text="One or two sentences for readers: what was wrong, and what is right. It stands on the page of corrections and on the result of everyone concerned.",
                        max_length=500,
                        verbose_name="said in public",
                    ),
                ),
                ("corrected_on", models.DateField(verbose_name="corrected on")),
                ("regraded_on", models.DateField(null=True, verbose_name="regraded on")),
                ("outcome", models.JSONField(default=dict, editable=False)),
                (
                    "corrected_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="corrected by",
                    ),
                ),
                (
                    "regraded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="regraded by",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="quiz.question",
                        verbose_name="question",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="quiz.version",
                        verbose_name="new version",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="fact",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="quiz.fact", verbose_name="fact"
            ),
        ),
        migrations.CreateModel(
            name="LastCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                (
                    "device",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="last_code",
                        to="otp_totp.totpdevice",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="version",
            name="picture",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="quiz.picture",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="picture",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="questions",
                to="quiz.picture",
                verbose_name="picture",
            ),
        ),
        migrations.CreateModel(
            name="Rendition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("width", models.PositiveSmallIntegerField()),
                ("data", models.BinaryField()),
                (
                    "picture",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="renditions",
                        to="quiz.picture",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ScoreTally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("simulated", models.BooleanField(default=False, verbose_name="simulated")),
                ("length", models.PositiveSmallIntegerField(verbose_name="questions")),
                ("tenths", models.PositiveSmallIntegerField(verbose_name="tenths of a point")),
                ("n", models.PositiveIntegerField(default=0, verbose_name="rounds")),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="quiz.bank",
                    ),
                ),
            ],
            options={
                "verbose_name": "tally of scores",
                "verbose_name_plural": "tallies of scores",
                "ordering": ["bank", "simulated", "length", "tenths"],
            },
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ref", models.SlugField(max_length=60, verbose_name="ref")),
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
                ("shipped", models.JSONField(default=dict, editable=False)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="quiz.bank",
                        verbose_name="bank",
                    ),
                ),
            ],
            options={
                "verbose_name": "source",
                "verbose_name_plural": "sources",
                "ordering": ["publisher", "title"],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="since_source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quiz.source",
                verbose_name="source of that",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quiz.source",
                verbose_name="source",
            ),
        ),
        migrations.AddField(
            model_name="question",
            name="survey_source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="quiz.source",
                verbose_name="source of the survey",
            ),
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("wrote", "wrote or edited it"),
                            ("submitted", "submitted it for review"),
                            ("returned", "sent it back"),
                            ("scheduled", "approved it for a later day"),
                            ("unscheduled", "took it off the schedule"),
                            ("published", "published it"),
                            ("to_retire", "set a day on which it retires"),
                            ("retired", "retired it"),
                        ],
                        max_length=12,
                        verbose_name="step",
                    ),
                ),
                ("on", models.DateField(verbose_name="on")),
                ("note", models.CharField(blank=True, max_length=1000, verbose_name="note")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="quiz.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "step",
                "verbose_name_plural": "steps",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("simulated", models.BooleanField(default=False, verbose_name="simulated")),
                ("digest", models.CharField(max_length=32)),
                ("response", models.JSONField(null=True, verbose_name="response")),
                ("n", models.PositiveIntegerField(default=0, verbose_name="answers")),
                ("points", models.BigIntegerField(default=0)),
                ("paired", models.PositiveIntegerField(default=0)),
                ("paired_points", models.BigIntegerField(default=0)),
                ("paired_squares", models.BigIntegerField(default=0)),
                ("rest", models.BigIntegerField(default=0)),
                ("rest_squares", models.BigIntegerField(default=0)),
                ("products", models.BigIntegerField(default=0)),
                ("rated", models.PositiveIntegerField(default=0)),
                ("certainty", models.BigIntegerField(default=0)),
                ("regraded", models.PositiveSmallIntegerField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tallies",
                        to="quiz.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "tally",
                "verbose_name_plural": "statistics",
                "ordering": ["version", "simulated", "-n", "id"],
            },
        ),
        migrations.AddField(
            model_name="version",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="quiz.topic"
            ),
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("seed", models.BigIntegerField(default=quiz.models.fresh_seed, editable=False)),
                (
                    "origin",
                    models.CharField(
                        choices=[
                            ("fresh", "Fresh"),
                            ("topic", "One topic"),
                            ("practice", "Practice"),
                            ("preview", "Preview"),
                            ("simulated", "Simulated"),
                        ],
                        default="fresh",
                        max_length=10,
                        verbose_name="origin",
                    ),
                ),
                ("reader", models.UUIDField(db_index=True, editable=False, null=True)),
                ("wanted", models.PositiveSmallIntegerField(verbose_name="questions asked for")),
                ("started_on", models.DateField(verbose_name="started on")),
                ("finished_on", models.DateField(null=True, verbose_name="finished on")),
                (
                    "tallied",
                    models.BooleanField(
                        db_default=False, default=False, editable=False, verbose_name="counted"
                    ),
                ),
                (
                    "bank",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rounds",
                        to="quiz.bank",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="quiz.topic",
                    ),
                ),
            ],
            options={
                "verbose_name": "round",
                "verbose_name_plural": "rounds",
                "ordering": ["-id"],
            },
        ),
        migrations.AddField(
            model_name="question",
            name="topic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="quiz.topic", verbose_name="topic"
            ),
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("response", models.JSONField(null=True, verbose_name="response")),
                (
                    "certainty",
                    models.PositiveSmallIntegerField(null=True, verbose_name="certainty"),
                ),
                ("grade", models.FloatField(null=True, verbose_name="grade")),
                ("first_grade", models.FloatField(null=True, verbose_name="grade as first given")),
                ("answered_on", models.DateField(null=True, verbose_name="answered on")),
                (
                    "repeat",
                    models.BooleanField(db_default=False, default=False, verbose_name="met before"),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="turns",
                        to="quiz.round",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quiz.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "turn",
                "verbose_name_plural": "turns",
                "ordering": ["round", "position"],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("wrong", "The answer is wrong"),
                            ("outdated", "It is out of date"),
                            ("source", "The source does not say that"),
                            ("unclear", "It is unclear, or has two meanings"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                        verbose_name="what is wrong",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="in the reader’s words"
                    ),
                ),
                ("reported_on", models.DateField(verbose_name="reported on")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("dismissed", "Dismissed"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("handled_on", models.DateField(blank=True, null=True, verbose_name="handled on")),
                (
                    "handled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handled by",
                    ),
                ),
                (
                    "turn",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="report",
                        to="quiz.turn",
                    ),
                ),
            ],
            options={
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked_on", models.DateField(verbose_name="checked on")),
                ("review_by", models.DateField(verbose_name="to be checked again by")),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="quiz.question",
                    ),
                ),
            ],
            options={
                "verbose_name": "check",
                "verbose_name_plural": "checks",
                "ordering": ["-checked_on", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("review_by__gt", models.F("checked_on"))),
                        name="check_review_after_check",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Erratum",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="erratum",
                        serialize=False,
                        to="quiz.version",
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="errata",
                        to="quiz.correction",
                    ),
                ),
                (
                    "key",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="quiz.version",
                    ),
                ),
            ],
            options={
                "verbose_name": "corrected version",
                "verbose_name_plural": "corrected versions",
            },
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "wording"), ("regraded_on__isnull", True)),
                    ("kind", "key"),
                    _connector="OR",
                ),
                name="correction_of_wording_regrades_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="fact",
            constraint=models.UniqueConstraint(
                fields=("bank", "ref"), name="fact_ref_once_in_bank"
            ),
        ),
        migrations.AddConstraint(
            model_name="rendition",
            constraint=models.UniqueConstraint(
                fields=("picture", "width"), name="rendition_width_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scoretally",
            constraint=models.UniqueConstraint(
                fields=("bank", "simulated", "length", "tenths"), name="score_tally_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scoretally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "tenths__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("length"), "*", models.Value(10)
                        ),
                    )
                ),
                name="score_tally_within_length",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(
                fields=("bank", "ref"), name="source_ref_once_in_bank"
            ),
        ),
        migrations.AddIndex(
            model_name="step",
            index=models.Index(fields=["by", "action"], name="step_by_action"),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.UniqueConstraint(
                fields=("version", "simulated", "digest"), name="tally_answer_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(("paired__lte", models.F("n")), ("rated__lte", models.F("n"))),
                name="tally_parts_of_n",
            ),
        ),
        migrations.AddConstraint(
            model_name="tally",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("regraded__isnull", True), ("regraded__lte", 10000), _connector="OR"
                ),
                name="tally_regraded_0_to_full",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                fields=("question", "number"), name="version_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__gte", 1)), name="version_number_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="topic",
            constraint=models.UniqueConstraint(
                fields=("bank", "ref"), name="topic_ref_once_in_bank"
            ),
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(
                condition=models.Q(("finished_on__isnull", False), ("tallied", False)),
                fields=["id"],
                name="round_to_tally",
            ),
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(fields=["started_on"], name="round_to_purge"),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("origin__in", ["fresh", "topic", "practice", "preview", "simulated"])
                ),
                name="round_origin_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(("wanted__gte", 1)), name="round_wants_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finished_on__isnull", True),
                    ("finished_on__gte", models.F("started_on")),
                    _connector="OR",
                ),
                name="round_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tallied", False), ("finished_on__isnull", False), _connector="OR"
                ),
                name="round_tallied_when_finished",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["bank", "state"], name="question_bank_state"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(
                fields=("bank", "ref"), name="question_ref_once_in_bank"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "review", "live", "retired"])),
                name="question_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "live"), _negated=True),
                    ("live_version__isnull", False),
                    _connector="OR",
                ),
                name="question_live_has_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "draft"), ("submitted", False)),
                    models.Q(("state", "review"), ("submitted", True)),
                    ("state__in", ["live", "retired"]),
                    _connector="OR",
                ),
                name="question_review_is_submitted",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(
                fields=("round", "position"), name="turn_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.UniqueConstraint(
                fields=("round", "version"), name="turn_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("grade__isnull", True),
                    models.Q(("grade__gte", 0), ("grade__lte", 1)),
                    _connector="OR",
                ),
                name="turn_grade_0_to_1",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("first_grade__isnull", True),
                    models.Q(
                        ("answered_on__isnull", False),
                        ("first_grade__gte", 0),
                        ("first_grade__lte", 1),
                    ),
                    _connector="OR",
                ),
                name="turn_first_grade_0_to_1",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answered_on__isnull", True),
                        ("grade__isnull", True),
                        ("response__isnull", True),
                    ),
                    models.Q(("answered_on__isnull", False), ("grade__isnull", False)),
                    _connector="OR",
                ),
                name="turn_graded_when_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="turn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("certainty__isnull", True),
                    models.Q(("answered_on__isnull", False), ("certainty__lte", 100)),
                    _connector="OR",
                ),
                name="turn_certainty_percent",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["state"], name="report_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["wrong", "outdated", "source", "unclear", "other"])
                ),
                name="report_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handled_on__isnull", True), ("state", "open")),
                    models.Q(
                        ("handled_on__isnull", False), ("state__in", ["accepted", "dismissed"])
                    ),
                    _connector="OR",
                ),
                name="report_handled_on_a_day",
            ),
        ),
    ]
