"""Which addresses there are for programs, and what each answers.

The map of the site, the OpenAPI document and the page ``/api/`` are made of this one list.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from quiz.syndication.api import documents, figures, schemas

CSV, TEXT = "text/csv; charset=utf-8", "text/plain; charset=utf-8"

# What a part of an address means, by its name.
PARAMETERS: dict[str, tuple[str, Any]] = {
    "ref": ("string", _("Its name in addresses.")),
    "number": ("integer", _("The number of the question.")),
    "page": ("integer", _("Which part of the list, from 1.")),
}


@dataclass(frozen=True)
class Resource:
    """Something to be asked for. ``name`` is that of its address and of the operation.

    ``path`` is Django's, under ``/api/v1/``; ``answer`` is called with the request and with what
    stands in the address, and makes a ``schema``, or where there is none the text of a file of
    the type ``media``. A list is answered part by part.
    """

    name: str
    path: str
    schema: type[schemas.Schema] | None
    answer: Callable[..., schemas.Schema | str]
    summary: Any
    media: str = "application/json"

    @property
    def parameters(self) -> list[str]:
        """The names of the parts of the address that are to be filled in."""
        return re.findall(r"<\w+:(\w+)>", self.path)

    @property
    def template(self) -> str:
        """The path as OpenAPI writes it."""
        return re.sub(r"<\w+:(\w+)>", r"{\1}", self.path)

    @property
    def answers(self) -> str:
        """The name of the sort of answer; none is empty."""
        return self.schema.__name__ if self.schema else ""

    @property
    def is_list(self) -> bool:
        return self.schema is not None and issubclass(self.schema, schemas.Paged)


RESOURCES = [
    Resource("index", "", schemas.Index, documents.index, _("Where to begin")),
    Resource("banks", "banks/", schemas.Banks, documents.banks,
             _("The quizzes that are open to everybody")),
    Resource("bank", "banks/<slug:ref>/", schemas.Bank, documents.bank,
             _("A quiz, with its topics")),
    Resource("questions", "banks/<slug:ref>/questions/", schemas.Questions, documents.questions,
             _("The questions of a quiz that can be asked today, without their answers")),
    Resource("shares", "banks/<slug:ref>/shares/", schemas.Shares, figures.shares,
             _("What share of readers answered which question how")),
    Resource("shares_csv", "banks/<slug:ref>/shares.csv", None, figures.shares_csv,
             _("These shares as a table (CSV)"), media=CSV),
    Resource("scores", "banks/<slug:ref>/scores/", schemas.Scores, figures.scores,
             _("What readers scored")),
    Resource("scores_csv", "banks/<slug:ref>/scores.csv", None, figures.scores_csv,
             _("These scores as a table (CSV)"), media=CSV),
    Resource("codebook", "codebook.txt", None, figures.codebook,
             _("What stands in the tables, and how it was counted"), media=TEXT),
    Resource("question", "questions/<int:number>/", schemas.Question, documents.question,
             _("One question, without its answer")),
    Resource("today", "today/", schemas.Today, documents.today,
             _("The question of the day, without its answer")),
    Resource("set", "sets/<slug:ref>/", schemas.QuestionSet, documents.question_set,
             _("Questions that an editor fixed in an order")),
    Resource("corrections", "corrections/", schemas.Corrections, documents.corrections,
             _("What was wrong in our questions, and since when it is right")),
]  # fmt: skip
