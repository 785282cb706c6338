"""What the desk's lists search and filter by, worked out whenever a question is saved.

So ten thousand questions can be filtered by their problems, searched in their options
and compared for overlap without reading and checking each of them.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from quiz.content import bank_validation, standard, validation

if TYPE_CHECKING:
    from quiz.models.question import Question


class Digest(models.Model):
    """The search row of a question's working copy.

    ``text`` is everything an editor wrote in it, in lower case. ``words`` are the words
    that say what it is about, sorted, to find questions that overlap. ``blocking`` and
    ``advice`` count the findings that do not depend on the day, made by the version
    ``rules`` of the checks: rows with an older one are made again.
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
    def of(cls, question: "Question") -> "Digest":
        """An unsaved row for the working copy as it is now."""
        content = question.content()
        found = [
            *validation.lasting(question.kind, content),
            *standard.findings(question.kind, content),
        ]
        levels = [finding.level for finding in found]
        return Digest(
            question=question,
            text="\n".join(texts_in(content)).casefold(),
            words=" ".join(sorted(bank_validation.carrying(question.kind, content))),
            blocking=levels.count("error") + (question.topic_id is None),
            advice=levels.count("warning"),
            rules=validation.RULES,
        )

    @classmethod
    def refresh(cls, questions: Iterable["Question"]) -> None:
        """Insert or update the rows of saved questions, in one statement."""
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
