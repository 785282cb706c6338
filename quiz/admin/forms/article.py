"""The forms of an article: what it says, a newer text, and what is said of a sentence."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import SeenForm
from quiz.admin.forms import in_place
from quiz.content.fields import LineField, TextField
from quiz.core.kinds import KINDS
from quiz.core.reading import split
from quiz.exchange.article_text import pasted, read_article
from quiz.exchange.encoding import Unreadable
from quiz.models import Article, Question, Source, kind_choices

MOST = 100_000  # signs of an article; a long one has 30,000
MOST_SENTENCES = 3_000  # a long one has 500


class TextOrFile(forms.Form):
    """A text that is pasted, or taken from a file; one of the two."""

    text = TextField(
        label=_("Text"),
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 18, "cols": 90}),
        help_text=_(
            "Paste it here, or choose a file below: one of the two is needed. Nobody but the desk "
            "sees it."
        ),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        help_text=_("HTML or plain text. Of a page only the article is kept."),
        error_messages={"empty": _("This file is empty.")},
    )

    def clean(self) -> dict[str, Any]:
        """Puts what is pasted or read from the file under ``text``."""
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        if file:
            try:
                cleaned["text"] = read_article(file.read())
            except Unreadable as refusal:
                self.add_error("file", str(refusal))
                return cleaned
            if len(cleaned["text"]) > MOST:
                said = _("Its text has more than {n} characters: no article is so long.")
                self.add_error("file", said.format(n=f"{MOST:,}"))
        elif "text" not in self.errors and "file" not in self.errors:
            cleaned["text"] = pasted(cleaned.get("text", ""))
        if len(split(cleaned.get("text") or "")) > MOST_SENTENCES:
            said = _("This has more than {n} lines or sentences: no article is so long.")
            self.add_error("file" if file else "text", said.format(n=f"{MOST_SENTENCES:,}"))
        if not cleaned.get("text") and not self.errors:
            self.add_error("text", _("Paste the text of the article, or choose a file."))
        return cleaned


class ArticleForm(TextOrFile, SeenForm):
    """An article that is being added; of one that is there its text is replaced on its own page."""

    class Meta:
        model = Article
        fields: ClassVar = ["bank", "title", "publisher", "date", "url", "text", "linked"]
        labels: ClassVar = {"linked": _("Name it on the bank’s page")}
        help_texts: ClassVar = {
            "bank": _("Its questions go there. Another bank is added under “Banks”."),
            "linked": _("Readers find it there under “Drawn from”, with its address."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            for name in ("text", "file"):
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned = SeenForm.clean(self) if self.instance.pk else super().clean()
        if cleaned.get("linked") and not cleaned.get("url"):
            self.add_error("url", _("Readers are sent there, so it needs its address."))
        return cleaned


class NewerForm(TextOrFile):
    """The newer text of an article."""


class AskForm(forms.Form):
    """As what the chosen sentences are to be asked."""

    kind = forms.ChoiceField(label=_("As"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["kind"]
        asked.choices = [("", _("what suits it")), *kind_choices()]

    def clean_kind(self) -> str:
        kind = self.cleaned_data["kind"]
        return kind if kind in KINDS else ""


class SearchedSelect(forms.Select):
    """A menu that a script makes one to search in, as the desk's others are; whole without it."""

    @property
    def media(self) -> forms.Media:
        return AutocompleteSelect(Question._meta.get_field("source"), admin.site).media


class WrongForm(forms.Form):
    """What is wrong with a sentence, and which source says so: one of the bank, or a new one."""

    note = LineField(
        label=_("What is wrong, and how it is"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60}),
    )
    source = forms.ModelChoiceField(
        Source.objects.none(),
        label=_("Which source says so"),
        required=False,
        empty_label=_("choose one"),
        widget=SearchedSelect(attrs={"class": "article-sources"}),
        error_messages={"invalid_choice": _("Choose another source of this bank.")},
    )

    def __init__(
        self, article: Article, adds_sources: bool, sent: Mapping[str, Any], pressed: bool
    ) -> None:
        super().__init__(sent if pressed else None)
        self.article = article
        named: Any = self.fields["source"]
        named.queryset = article.bank.sources.exclude(pk=article.source_id)
        if adds_sources:
            self.fields.update(in_place.source_fields("source"))
        typed = {name: sent[name] for name in self.fields if sent.get(name, "").strip()}
        if typed and not pressed:  # for another button that stands in the same form
            self.initial = typed

    @property
    def waits(self) -> bool:
        """Whether something was typed or chosen here, and another button was pressed."""
        return bool(self.initial)

    @property
    def told(self) -> list[forms.BoundField]:
        return [self["note"], self["source"]]

    @property
    def new(self) -> list[forms.BoundField]:
        """The fields of a source that the bank lacks."""
        return [self[name] for name in in_place.names("source") if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Puts the source under ``source``, a new one too; ``save`` it."""
        cleaned = super().clean() or self.cleaned_data
        if self.new:
            typed = in_place.typed_source(self, "source", self.article.bank)
            cleaned["source"] = typed or cleaned.get("source")
        if not cleaned.get("source") and not self.errors:
            self.add_error("source", _("Choose the source that says so, or add it."))
        if cleaned.get("source") == self.article.source and not self.errors:
            self.add_error("source", _("The article cannot say that it is wrong itself."))
        return cleaned

    def full_clean(self) -> None:
        """As Django's; the first field that was refused gets the focus."""
        super().full_clean()
        if refused := next((name for name in self.errors if name in self.fields), None):
            self.fields[refused].widget.attrs["autofocus"] = True

    def save(self) -> list[Source]:
        """Save the source if it is new, and return it then."""
        return in_place.saved(iter([self.cleaned_data["source"]]))
