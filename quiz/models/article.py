"""Articles that questions are drawn from: seen by editors only, and quoted in passages."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quiz.models.bank import Bank, Source, free_ref, validate_day
from quiz.models.question import Question


class Article(models.Model):
    """A text at the desk. Readers never see it: they see the passages that questions quote.

    ``before`` is the text that the present one replaced on ``replaced_on``, so that what
    changed can be shown. ``source`` is what its questions name, made when it is saved.
    """

    bank = models.ForeignKey(Bank, models.CASCADE, related_name="articles", verbose_name=_("bank"))
    title = models.CharField(_("title"), max_length=300)
    publisher = models.CharField(_("publisher"), max_length=300)
    date = models.CharField(
        _("date"),
        max_length=10,
        blank=True,
        validators=[validate_day],
        help_text=_("When it was published: 2020-06-10, 2020-06 or 2020. Empty if undated."),
    )
    url = models.URLField(_("address"), max_length=500, blank=True)
    text = models.TextField(
        _("text"),
        help_text=_("Paste it: a line for each paragraph. Nobody but the desk sees it."),
    )
    linked = models.BooleanField(
        _("the bank’s page names it"),
        default=False,
        help_text=_("“Drawn from …”, with its address, for readers."),
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", editable=False)
    before = models.TextField(_("the text before"), blank=True, editable=False)
    replaced_on = models.DateField(_("replaced on"), null=True, editable=False)

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.title


class Drawn(models.Model):
    """That a question was begun from these words of an article.

    ``gone_on`` is the day on which a newer text no longer had them.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="drawn")
    question = models.ForeignKey(Question, models.CASCADE, related_name="drawn_from")
    passage = models.TextField()
    gone_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("passage of an article")
        verbose_name_plural = _("passages of articles")
        constraints = [
            models.UniqueConstraint(fields=["article", "question"], name="drawn_once_from_article")
        ]

    def __str__(self) -> str:
        return self.passage


class Remark(models.Model):
    """What an editor says of a sentence: nothing to ask in it, or wrong, as ``source`` says."""

    class Kind(models.TextChoices):
        NOTHING = "nothing", _("Nothing to ask")
        WRONG = "wrong", _("Wrong")

    article = models.ForeignKey(Article, models.CASCADE, related_name="remarks")
    sentence = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind)
    note = models.CharField(max_length=500, blank=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("remark on a sentence")
        verbose_name_plural = _("remarks on sentences")
        constraints = [
            models.UniqueConstraint(fields=["article", "sentence"], name="remark_once_a_sentence"),
            models.CheckConstraint(
                condition=Q(kind="nothing") | Q(kind="wrong", source__isnull=False) & ~Q(note=""),
                name="remark_wrong_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.note or self.get_kind_display()

    @property
    def is_wrong(self) -> bool:
        return self.kind == self.Kind.WRONG


def source_of(article: Any) -> Source:
    """The source that an article is, in its bank: the one with its address, or else a new one.

    What is wrong in a source is mended on its own page, which questions may rest on.
    """
    told = {name: getattr(article, name) for name in ("title", "publisher", "date", "url")}
    same = Q(url=article.url) if article.url else Q(url="", title=article.title)
    known = article.bank.sources.filter(same).order_by("pk").first()
    ref = free_ref(article.bank.sources, f"{article.publisher} {article.date}")
    return known or Source.objects.create(bank=article.bank, ref=ref, **told)
