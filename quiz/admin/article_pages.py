"""The pages of an article: its sentences, what is done with those chosen, and a newer text."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.models import ADDITION
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from quiz.admin.article_questions import AT, begun, sentence_at
from quiz.admin.base import BaseAdmin
from quiz.admin.edit_conflicts import CHANGED, SEEN, changed
from quiz.admin.forms.article import AskForm, NewerForm, WrongForm
from quiz.admin.requests import EditorRequest, log_change, may, parse_id
from quiz.core import reading
from quiz.editorial import articles
from quiz.editorial.articles import Line, Reading
from quiz.models import Article, Bank, Remark, lock, mark

# What the desk calls what is found: in a sentence, and in all of them.
FOUND = {
    "share": (_("a share"), _("shares")),
    "number": (_("a number"), _("numbers")),
    "date": (_("a date"), _("dates")),
    "duration": (_("a duration"), _("durations")),
    "rule": (_("a ban or permission"), _("bans, permissions")),
    "quotation": (_("what is said"), _("what is said")),
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
        told = [found for found in line.marked.found if found != "name"] or line.marked.found
        carries = ", ".join(str(FOUND[found][0]) for found in told)
        return cls(line, pieces, carries, line.number in ticked)


@dataclass(frozen=True)
class SentencesPage:
    """What the page of an article shows: how it is read, and the forms of its bar."""

    read: Reading
    rows: list[Row]
    found: list[tuple[str, Any]]
    since: Sequence[articles.Changed]
    ask: AskForm
    wrong: WrongForm
    may_ask: bool
    at: int | None  # the number of the sentence that one comes back to


class ArticlePages(BaseAdmin[Article]):
    """Articles with their two pages beside Django's own."""

    def get_urls(self) -> list[URLPattern]:
        pages = [("sentences", self.sentences), ("newer", self.newer)]
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"quiz_article_{name}")
            for name, view in pages
        ]
        return [*own, *super().get_urls()]

    def to_sentences(self, article: Article) -> HttpResponse:
        return redirect("admin:quiz_article_sentences", article.pk)

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
        ticked = {int(text) for text in request.POST.getlist("sentence") if parse_id(text)}
        alone = parse_id(request.POST.get("_ask", ""))  # a sentence has a button of its own
        wanted = {alone} if alone and alone not in ticked else ticked
        lines = articles.chosen(read.lines, wanted)
        pressed = next((name for name in PRESSED if name in request.POST), None)
        ask = AskForm(request.POST if pressed == "_ask" else None)
        wrong = WrongForm(article, may(request, "add_source"), request.POST, pressed == "_wrong")
        if pressed:
            if not may(request, "change_article"):
                raise PermissionDenied
            if changed(request, [context[SEEN]]):
                messages.error(request, CHANGED)
            elif wrong.waits:
                messages.error(request, WAITS)
            elif pressed == "_take_back":
                return redirect(_take_back(request, read))
            elif done := _do(request, read, lines, pressed, ask, wrong):
                return done
        back_at = parse_id(request.GET.get(AT, ""))
        page = SentencesPage(
            read=read,
            rows=[Row.of(line, ticked) for line in read.lines],
            found=[(found, FOUND[found][1]) for found in read.found],
            since=articles.since(article),
            ask=ask,
            wrong=wrong,
            may_ask=may(request, "change_article") and may(request, "add_question"),
            at=back_at if back_at in {line.number for line in read.lines} else None,
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
                return self.to_sentences(article)
            form = NewerForm(initial={"text": text})
            context["text_mark"] = mark(text)
        shown = {**context, "form": form, "compared": compared}
        return render(request, "admin/quiz/article/newer.html", shown)


PRESSED = ("_ask", "_nothing", "_wrong", "_take_back")
WAITS = _("What you typed under “Wrong…” is not kept yet: press “It is wrong”, or empty it.")


def _replaced(due: int) -> str:
    said = ngettext(
        "Replaced. {n} question rests on words that it no longer has. If readers are asked "
        "it, it is on the reading list now.",
        "Replaced. {n} questions rest on words that it no longer has. Those that readers "
        "are asked are on the reading list now.",
        due,
    )
    return said.format(n=due) if due else str(_("Replaced. No question loses its words."))


def _take_back(request: EditorRequest, read: Reading) -> str:
    """Delete a remark; return the address of its sentence, or of the page."""
    remarks = read.article.remarks.filter(pk=parse_id(request.POST["_take_back"]) or 0)
    said = remarks.values_list("sentence", flat=True).first()
    if remarks.delete()[0]:
        messages.success(request, _("Taken back: the sentence is open again."))
    number = next((line.number for line in read.lines if line.text == said), None)
    if number is None:
        return reverse("admin:quiz_article_sentences", args=[read.article.pk])
    return sentence_at(read.article.pk, number)


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
    if told:
        lock(Bank.objects.filter(pk=article.bank_id))  # a new source gets a ref
        for source in wrong.save():
            log_change(request, source, _("Added on the page of an article."), ADDITION)
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
    wrong_said = _("Noted as wrong. “Ask the truth” begins a question about how it is.")
    messages.success(request, wrong_said if told else _("Noted: nothing to ask."))
    return redirect(sentence_at(article.pk, lines[0].number))
