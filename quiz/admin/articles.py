"""Articles: their list, their sentences, and how a question is begun from some of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin.base import BaseAdmin
from quiz.admin.edit_conflicts import CHANGED, SEEN, changed
from quiz.admin.forms.article import ArticleForm, AskForm, NewerForm, WrongForm
from quiz.admin.requests import EditorRequest, log_change, may, parse_id
from quiz.content.fields import PublishedField
from quiz.core import reading
from quiz.editorial import articles
from quiz.editorial.articles import Line, Reading
from quiz.models import Article, Bank, Drawn, Question, Remark, Source, lock, mark, source_of

SHOWN = ("title", "publisher", "date", "url")  # of an article that a bank's page names

# What the desk calls what is found: in a sentence, and in all of them.
FOUND = {
    "share": (_("a share"), _("shares")),
    "number": (_("a number"), _("numbers")),
    "date": (_("a date"), _("dates")),
    "duration": (_("a duration"), _("durations")),
    "rule": (_("a ban or permission"), _("bans, permissions")),
    "quotation": (_("a quotation"), _("quotations")),
    "comparison": (_("a comparison"), _("comparisons")),
    "cause": (_("a cause"), _("causes")),
    "event": (_("what happens"), _("what happens")),
    "list": (_("a list"), _("lists")),
    "law": (_("a law"), _("laws")),
    "name": (_("a name"), _("names")),
}


@dataclass(frozen=True)
class Row:
    """A sentence with its marks as it is drawn: each piece of text, and the classes it has."""

    line: Line
    pieces: list[tuple[str, str]]
    carries: str
    ticked: bool

    @classmethod
    def of(cls, line: Line, ticked: set[int]) -> "Row":
        pieces = [
            (text, " ".join(f"is-{found}" for found in founds))
            for text, founds in line.marked.pieces
        ]
        told = [found for found in line.marked.found if found != "name"] or ["name"]
        carries = ", ".join(str(FOUND[found][0]) for found in told)
        return cls(line, pieces, carries, line.number in ticked)


@dataclass(frozen=True)
class SentencesPage:
    """What the page of an article shows: how it is read, and the forms of its bar."""

    read: Reading
    rows: list[Row]
    found: list[tuple[str, Any]]
    since: Sequence[reading.Change]
    ask: AskForm
    wrong: WrongForm
    may_ask: bool


@admin.register(Article)
class ArticleAdmin(BaseAdmin[Article]):
    form = ArticleForm

    class Media:
        css = {"all": ["quiz/desk_article.css"]}

    list_display = ("named", "bank", "publisher", "date", "begun")
    list_display_links = None
    list_filter = ("bank",)
    list_select_related = ("bank",)
    search_fields = ("title", "publisher", "url", "text")
    search_help_text = _("Looks in titles, publishers, addresses and texts.")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).annotate(questions=Count("drawn"))

    @admin.display(description=_("title"), ordering="title")
    def named(self, article: Article) -> str:
        address = reverse("admin:quiz_article_sentences", args=[article.pk])
        return format_html('<a href="{}">{}</a>', address, article.title)

    @admin.display(description=_("questions begun"), ordering="questions")
    def begun(self, article: Any) -> int:
        return article.questions or 0

    def get_fields(self, request: HttpRequest, obj: Article | None = None) -> Any:
        said = ["bank", "title", "publisher", "date", "url", "linked"]
        return said if obj else [*said, "text", "file"]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Article | None = None
    ) -> tuple[str, ...]:
        """Its questions and its source are of its bank; readers' pages are an editor's matter."""
        bank = ("bank",) if obj else ()
        if may(request, "publish_question"):
            return bank
        return (*bank, "linked", *(SHOWN if obj and obj.linked else ()))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        given = {"form_class": PublishedField} if db_field.name == "date" else {}
        return super().formfield_for_dbfield(db_field, request, **given, **kwargs)

    def locked_last(self, request: HttpRequest, object_id: str | None) -> QuerySet[Bank]:
        if object_id is not None:
            return Bank.objects.none()
        return Bank.objects.filter(pk=parse_id(request.POST.get("bank", "")) or 0)

    def save_model(self, request: HttpRequest, obj: Article, form: Any, change: bool) -> None:
        if not change:
            obj.source = source_of(obj)
        super().save_model(request, obj, form, change)
        if change and obj.url:  # a source that has no address yet gets it, and no other
            Source.objects.filter(pk=obj.source_id, url="").update(url=obj.url)
        if obj.linked or "linked" in form.changed_data:
            obj.bank.touch()

    def delete_model(self, request: HttpRequest, obj: Article) -> None:
        super().delete_model(request, obj)
        if obj.linked:
            obj.bank.touch()

    def _sentences(self, article: Article) -> HttpResponse:
        return redirect("admin:quiz_article_sentences", article.pk)

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._sentences(obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self._sentences(obj)

    def get_urls(self) -> list[URLPattern]:
        pages = [("sentences", self.sentences), ("newer", self.newer)]
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"quiz_article_{name}")
            for name, view in pages
        ]
        return [*own, *super().get_urls()]

    def _shared(self, request: EditorRequest, article: Article, title: Any) -> dict[str, Any]:
        request.current_app = self.admin_site.name
        shared = self.admin_site.each_context(request)
        return {**shared, "opts": self.opts, "title": title, "article": article,
                SEEN: mark(article.pk, article.text)}  # fmt: skip

    def _article(self, request: EditorRequest, pk: int) -> Article:
        """The article; on what is sent it is locked. Who may not see it is refused."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            lock(Article.objects.filter(pk=pk))
        return get_object_or_404(Article.objects.select_related("bank", "source"), pk=pk)

    @transaction.atomic
    def sentences(self, request: EditorRequest, pk: int) -> HttpResponse:
        """The text sentence by sentence, and what is done with those that are chosen."""
        article = self._article(request, pk)
        context = self._shared(request, article, article.title)
        read = articles.read(article)
        numbers = {int(text) for text in request.POST.getlist("sentence") if parse_id(text)}
        lines = articles.chosen(read.lines, numbers)
        pressed = next((name for name in PRESSED if name in request.POST), None)
        ask = AskForm(request.POST if pressed == "_ask" else None)
        wrong = WrongForm(article, request.POST if pressed == "_wrong" else None)
        if pressed:
            if not may(request, "change_article"):
                raise PermissionDenied
            if changed(request, [context[SEEN]]):
                messages.error(request, CHANGED)
            elif pressed == "_take_back":
                _take_back(request, article)
                return self._sentences(article)
            elif done := _do(request, read, lines, pressed, ask, wrong):
                return done
        page = SentencesPage(
            read=read,
            rows=[Row.of(line, numbers) for line in read.lines],
            found=[(found, FOUND[found][1]) for found in read.found],
            since=articles.since(article),
            ask=ask,
            wrong=wrong,
            may_ask=may(request, "change_article") and may(request, "add_question"),
        )
        return render(request, "admin/quiz/article/sentences.html", {**context, **vars(page)})

    @transaction.atomic
    def newer(self, request: EditorRequest, pk: int) -> HttpResponse:
        """A newer text: what it changes is shown, then it replaces the old one."""
        article = self._article(request, pk)
        if not may(request, "change_article"):
            raise PermissionDenied
        context = self._shared(request, article, _("Replace the text by a newer one"))
        form = NewerForm(request.POST or None, request.FILES or None)
        compared = None
        if request.method == "POST" and form.is_valid():
            text = form.cleaned_data["text"]
            compared = articles.compared(article, text)
            if changed(request, [context[SEEN]]):
                messages.error(request, CHANGED)
            elif "_replace" in request.POST and request.POST.get("compared") == mark(text):
                articles.replace(article, text, timezone.localdate())
                log_change(request, article, _("Text replaced by a newer one."))
                messages.success(request, _replaced(len(compared.due)))
                return self._sentences(article)
            form = NewerForm(initial={"text": text})
            context["text_mark"] = mark(text)
        shown = {**context, "form": form, "compared": compared}
        return render(request, "admin/quiz/article/newer.html", shown)


PRESSED = ("_ask", "_nothing", "_wrong", "_take_back")


def _replaced(due: int) -> str:
    said = ngettext(
        "Replaced. {n} question was begun from words that it no longer has. If readers are asked "
        "it, it is on the reading list now.",
        "Replaced. {n} questions were begun from words that it no longer has. Those that readers "
        "are asked are on the reading list now.",
        due,
    )
    return said.format(n=due) if due else str(_("Replaced. No question loses its words."))


def _take_back(request: EditorRequest, article: Article) -> None:
    taken, _rows = article.remarks.filter(pk=parse_id(request.POST["_take_back"]) or 0).delete()
    if taken:
        messages.success(request, _("Taken back: the sentence is open again."))


def _do(
    request: EditorRequest,
    read: Reading,
    lines: list[Line],
    pressed: str,
    ask: AskForm,
    wrong: WrongForm,
) -> HttpResponse | None:
    """Do what was pressed with the chosen lines; None where something is said instead."""
    article = read.article
    if not lines:
        messages.error(request, _("Choose a sentence first: tick the box before it."))
        return None
    if pressed == "_ask":
        if not may(request, "add_question"):
            raise PermissionDenied
        if len(reading.words(articles.drawn(lines))) > articles.MOST_CHOSEN:
            said = _("That is more than {n} words: one question is drawn from fewer sentences.")
            messages.error(request, said.format(n=articles.MOST_CHOSEN))
            return None
        kind = (ask.is_valid() and ask.cleaned_data["kind"]) or articles.suggested(lines)
        return redirect(
            f"{reverse('admin:quiz_question_add')}?{urlencode(begun(article, lines, kind))}"
        )
    if pressed == "_wrong" and not wrong.is_valid():
        return None
    told = wrong.cleaned_data if pressed == "_wrong" else {}
    for line in lines:
        Remark.objects.update_or_create(
            article=article,
            sentence=line.text,
            defaults={
                "kind": Remark.Kind.WRONG if told else Remark.Kind.NOTHING,
                "note": told.get("note", ""),
                "source": told.get("source"),
                "by": request.user,
            },
        )
    said = _("Noted as wrong: ask for the truth.") if told else _("Noted: nothing to ask.")
    messages.success(request, said)
    address = reverse("admin:quiz_article_sentences", args=[article.pk])
    return redirect(f"{address}#sentence-{lines[0].number}")


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


def keep_drawn(request: HttpRequest, question: Question) -> None:
    """Note that a question that was just added was begun from an article, if its page says so."""
    article = Article.objects.filter(
        pk=parse_id(request.GET.get("article", "")) or 0, bank=question.bank_id
    ).first()
    words = request.GET.get("drawn", "")
    if article and words and reading.holds(article.text, words):
        Drawn.objects.get_or_create(article=article, question=question, defaults={"passage": words})
        address = reverse("admin:quiz_article_sentences", args=[article.pk])
        said = _("Begun from the article “{title}”.").format(title=article.title)
        back = format_html('{} <a href="{}">{}</a>', said, address, _("Back to its sentences"))
        messages.info(request, back)
