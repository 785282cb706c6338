"""How a question is begun from sentences of an article."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from quiz.admin.requests import parse_id
from quiz.core import reading
from quiz.editorial import articles
from quiz.editorial.articles import Line
from quiz.models import Article, Drawn, Question, Remark


def begun(article: Article, lines: list[Line], kind: str) -> dict[str, Any]:
    """What the form of a new question begins with, by its fields.

    Of a sentence that is wrong the truth is asked: the question names the source that says so,
    and its explanation what the article said.
    """
    said = articles.passage(article, lines)
    asked = {"bank": article.bank_id, "kind": kind, "article": article.pk,
             "drawn": articles.drawn(lines)}  # fmt: skip
    corrected = next((line.remark for line in lines if line.remark and line.remark.is_wrong), None)
    if corrected is None:
        figure = articles.figure(article, lines) if kind == "estimate" else None
        right = {"right": figure.number, "unit": figure.unit} if figure else {}
        return {**asked, **right, "source": article.source_id, "passage": said}
    told = _("{publisher} wrote: “{sentence}” {note}")
    explanation = told.format(publisher=article.publisher, sentence=said, note=corrected.note)
    return {**asked, "source": corrected.source_id, "claim": corrected.note,
            "explanation": explanation}  # fmt: skip


def drawn_at(request: HttpRequest, bank: int | None) -> Drawn | None:
    """The words of an article of ``bank`` that the address of a new question names; not saved."""
    article = Article.objects.filter(
        pk=parse_id(request.GET.get("article", "")) or 0, bank=bank
    ).first()
    words = request.GET.get("drawn", "")
    told = article is not None and words and reading.holds(article.text, words)
    return Drawn(article=article, passage=words) if told else None


def wrong_in(drawn: Drawn) -> str:
    """What is wrong with a sentence that a question is begun from; empty where nothing is."""
    said = [sentence.text for sentence in reading.split(drawn.passage)]
    remarks = Remark.objects.filter(
        article=drawn.article, kind=Remark.Kind.WRONG, sentence__in=said
    )
    return next((remark.note for remark in remarks), "")


def keep_drawn(request: HttpRequest, question: Question) -> None:
    """Note that a question that was just added was begun from an article, if its page says so."""
    drawn = drawn_at(request, question.bank_id)
    if drawn is None:
        return
    article, words = drawn.article, drawn.passage
    Drawn.objects.get_or_create(article=article, question=question, defaults={"passage": words})
    if "_article" not in request.POST:
        said = _("Begun from the article “{title}”.").format(title=article.title)
        to = _("Back to its sentences")
        address = sentence_of(drawn)
        messages.info(request, format_html('{} <a href="{}">{}</a>', said, address, to))


def sentence_of(drawn: Drawn) -> str:
    """The address of the first sentence that a question was begun from, among the others."""
    address = reverse("admin:quiz_article_sentences", args=[drawn.article_id])
    return f"{address}#sentence-{articles.first_line(drawn.article, drawn.passage)}"
