"""What the desk's lists need to know of each question, worked out when it is saved.

So a list of ten thousand can be filtered by what is wrong with them, searched in
their options and compared for overlap without reading them all.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from quiz.content import bank_checks, checks


class Digest(models.Model):
    """The working copy of a question, boiled down.

    ``text`` is everything an editor wrote in it, in lower case, to be searched;
    ``words`` are those that carry what it is about, to be compared; ``blocking``
    and ``advice`` count what is to be said of it whatever the day, by the rules
    numbered ``rules``.
    """

    question = models.OneToOneField("quiz.Question", models.CASCADE, primary_key=True)
    text = models.TextField()
    words = models.TextField()
    blocking = models.PositiveSmallIntegerField(_("blocking"))
    advice = models.PositiveSmallIntegerField(_("advice"))
    rules = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")

    def __str__(self) -> str:
        return str(self.question_id)

    @classmethod
    def of(cls, question: Any) -> "Digest":
        """An unsaved digest of the working copy as it is now."""
        content = question.content()
        levels = [finding.level for finding in checks.lasting(question.kind, content)]
        return Digest(
            question=question,
            text="\n".join(texts_in(content)).casefold(),
            words=" ".join(sorted(bank_checks.carrying(question.kind, content))),
            blocking=levels.count("error"),
            advice=levels.count("warning"),
            rules=checks.RULES,
        )

    @classmethod
    def refresh(cls, questions: Iterable[Any]) -> None:
        """Make or renew the digests of saved questions, in one statement."""
        Digest.objects.bulk_create(
            map(cls.of, questions),
            update_conflicts=True,
            unique_fields=["question"],
            update_fields=["text", "words", "blocking", "advice", "rules"],
        )


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a content but those of its sources, which are edited elsewhere."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, part in value.items():
            if name != "source":
                yield from texts_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_in(part)
