"""Which question is a day's own."""

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from quiz.models.question import Question


class DailyQuestion(models.Model):
    """The question of a day: an editor's choice, or one of the shelf's, chosen a fortnight ahead.

    Once its day has come the row stays as it is: pages of that day name it, and caches keep them.
    The options of a day's question stand in one order for everybody, and so they do in a round
    that begins with it (``Turn.seed``): an order made of the row's number and the texts, which
    tells nothing of which is right.
    """

    day = models.DateField(_("day"), unique=True)
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="days", verbose_name=_("question")
    )

    class Meta:
        verbose_name = _("question of the day")
        verbose_name_plural = _("questions of the day")
        ordering = ["-day"]

    def __str__(self) -> str:
        return date_format(self.day)
