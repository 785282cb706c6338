"""How a question is begun from sentences of an article."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from quiz.admin.requests import parse_id
from quiz.core import reading
from quiz.editorial import articles
from quiz.editorial.articles import Line
from quiz.models import Article, Drawn, Question, Remark

# What stands in an address while somebody works through an article.
FROM = "_from"
AT = "_at"  # in the address of an article: the sentence that one comes back to


def begun(article: Article, lines: list[Line], kind: str) -> dict[str, Any]:
    """What the address of a new question names; what its form begins with is ``first_said``.

    Its topic is that of the last question that was begun from the article.
    Of a sentence that is wrong the truth is asked: the question names the source that says so,
    and its explanation what the article said.
    """
    asked = {"bank": article.bank_id, "kind": kind, "article": article.pk,
             "drawn": articles.drawn(lines)}  # fmt: skip
    filed = article.drawn.exclude(question__topic=None).order_by("-pk")
    if topic := filed.values_list("question__topic", flat=True).first():
        asked["topic"] = topic
    corrected = next((line.remark for line in lines if line.remark and line.remark.is_wrong), None)
    if corrected is None:
        return {**asked, "source": article.source_id}
    said = articles.passage(article, [line.marked for line in lines])
    told = _("{publisher} wrote: “{sentence}” {note}")
    explanation = told.format(publisher=article.publisher, sentence=said, note=corrected.note)
    return {**asked, "source": corrected.source_id, "claim": corrected.note,
            "explanation": explanation}  # fmt: skip


def first_said(drawn: Drawn, kind: str) -> dict[str, Any]:
    """The words and the answers with which a question of ``kind`` begins; of what is wrong none."""
    if wrong_in(drawn):
        return {}
    sentences = articles.sentences_of(drawn.article, drawn.passage)
    said = articles.passage(drawn.article, sentences, kind)
    return {"passage": said, "spec": articles.answers(drawn.article, sentences, kind)}


def drawn_at(request: HttpRequest, bank: int | None) -> Drawn | None:
    """The words of an article of ``bank`` that the address of a new question names; not saved."""
    named = Article.objects.filter(pk=parse_id(request.GET.get("article", "")) or 0, bank=bank)
    article = named.select_related("bank").first()
    words = request.GET.get("drawn", "")
    told = article is not None and words and reading.holds(article.text, words)
    return Drawn(article=article, passage=words) if told else None


def wrong_in(drawn: Drawn) -> str:
    """What is wrong with a sentence that a question is begun from; empty where nothing is."""
    said = [sentence.text for sentence in reading.split(drawn.passage)]
    remarks = Remark.objects.filter(article=drawn.article, kind=Remark.Kind.WRONG)
    return next((each.note for each in remarks if reading.bare(each.sentence) in said), "")


def keep_drawn(request: HttpRequest, question: Question) -> None:
    """Note that a question that was just added was begun from an article, if its page says so."""
    drawn = drawn_at(request, question.bank_id)
    if drawn is None:
        return
    article, words = drawn.article, drawn.passage
    Drawn.objects.get_or_create(article=article, question=question, defaults={"passage": words})
    if not {"_article", "_publish", "_submit", "_kind"} & {*request.POST}:  # which say more
        said = _("Begun from the article “{title}”.").format(title=article.title)
        to = _("Back to its sentences")
        address = sentence_of(drawn)
        messages.info(request, format_html('{} <a href="{}">{}</a>', said, address, to))


def sentence_of(drawn: Drawn) -> str:
    """The address of the first sentence that a question was begun from, among the others."""
    return sentence_at(drawn.article_id, articles.first_line(drawn.article, drawn.passage))


def sentence_at(article: int, number: int) -> str:
    """The address of a sentence among the others, where it is said what was done with it."""
    page = reverse("admin:quiz_article_sentences", args=[article])
    return f"{page}?{AT}={number}#sentence-{number}"


def from_article(request: HttpRequest) -> bool:
    """Whether somebody has come here from an article, and goes on with it."""
    return "article" in request.GET or FROM in request.GET


def way_back(request: HttpRequest, question: Question) -> str:
    """A link to the article through which somebody works; empty where one comes from elsewhere."""
    drawn = question.drawn_from.select_related("article__bank")
    begun = drawn.first() if from_article(request) else None
    if begun is None:
        return ""
    return format_html('<a href="{}">{}</a>', sentence_of(begun), _("Back to the article"))


def onward(request: HttpRequest, name: str, question: Question) -> HttpResponse:
    """To the page ``name`` of a question, from which it goes back to where one came from."""
    return redirect(page_of(request, name, question.pk))


def page_of(request: HttpRequest, name: str, question: int) -> str:
    """The address of that page."""
    address = reverse(f"admin:quiz_question_{name}", args=[question])
    return f"{address}?{FROM}=article" if from_article(request) else address
