"""Articles: their list, and the form of what one says beside its text."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from quiz.admin.article_pages import ArticlePages
from quiz.admin.columns import named
from quiz.admin.forms.article import ArticleForm
from quiz.admin.requests import bank_of_last, may, parse_id
from quiz.content.day_fields import PublishedField
from quiz.models import Article, Bank, Source, source_of

SHOWN = ("title", "publisher", "date", "url")  # of an article that a bank's page names


@admin.register(Article)
class ArticleAdmin(ArticlePages):
    form = ArticleForm

    class Media:
        css = {"all": ["quiz/desk_article.css"]}

    list_display = ("linked_title", "bank", "publisher", "date", "begun")
    list_display_links = None
    list_filter = ("bank",)
    list_select_related = ("bank",)
    search_fields = ("title", "publisher", "url", "text")
    search_help_text = _(
        "Looks in titles, publishers, addresses and texts. Of an article that you add, the "
        "sentences are marked that carry something to ask, and questions begin from them."
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Article]:
        return super().get_queryset(request).annotate(questions=Count("drawn"))

    @admin.display(description=_("title"), ordering="title")
    def linked_title(self, article: Article) -> str:
        address = reverse("admin:quiz_article_sentences", args=[article.pk])
        return format_html('<a href="{}">{}</a>', address, article.title)

    @admin.display(description=_("questions begun"), ordering="questions")
    def begun(self, article: Any) -> str:
        return named(_("questions begun"), article.questions or 0)

    def get_fields(self, request: HttpRequest, obj: Article | None = None) -> Any:
        given = [] if obj else ["text", "file"]
        return ["bank", "title", "publisher", "date", "url", *given, "linked"]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"bank": bank_of_last(request), **super().get_changeform_initial_data(request)}

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
        field: Any = super().formfield_for_dbfield(db_field, request, **given, **kwargs)
        if db_field.name == "bank":  # banks are made on their own page, seldom
            field.widget.can_add_related = False
            field.widget.can_change_related = field.widget.can_view_related = False
        return field

    def locked_last(self, request: HttpRequest, object_id: str | None) -> QuerySet[Bank]:
        if object_id is not None:
            return Bank.objects.none()
        return Bank.objects.filter(pk=parse_id(request.POST.get("bank", "")) or 0)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """With one button: whatever is pressed leads to the sentences."""
        context["show_save_and_add_another"] = context["show_save_and_continue"] = False
        return super().render_change_form(request, context, *args, **kwargs)

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

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.to_sentences(obj)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self.to_sentences(obj)
