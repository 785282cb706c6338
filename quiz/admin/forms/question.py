"""The form on which an editor writes a whole question."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from quiz.admin.forms import in_place
from quiz.admin.forms.answers import SPEC_FORMS
from quiz.admin.forms.check import CHECK_FIELDS, CheckForm
from quiz.admin.forms.exhibit import ExhibitField
from quiz.admin.forms.picture import PictureField
from quiz.content import checks, schema, standard, validation
from quiz.content.sources import is_untitled
from quiz.core.characters import one_line
from quiz.editorial import review
from quiz.models import Bank, Fact, Question, Source, Topic, free_ref

SIGNS = _("*Emphasis*, `code` and [links](https://…) work.")


def text(rows: int = 3, words: int | None = None, least: int | None = None) -> forms.Textarea:
    """A box for a text; its words are counted beside it, where so many are the most."""
    attrs: dict[str, Any] = {"rows": rows, "cols": 60, "class": "grows"}
    attrs |= {"data-words": words} if words else {}
    return forms.Textarea(attrs=attrs | ({"data-least": least} if least else {}))


class QuestionForm(CheckForm):
    """A question with its answers and its check, all on one page.

    Saving keeps whatever there is, also where it is to be published or submitted: what is missing
    for that is said field by field on the page that comes then.
    """

    kind: ClassVar[str]
    exhibit = ExhibitField(label=_("A message, a page, a drawing"), required=False)

    picture = PictureField(
        label=_("Picture"),
        required=False,
        help_text=_(
            "JPEG, PNG or WebP, up to 20 MB. Only its pixels are kept: the place, the time and "
            "the camera that a photograph carries are thrown away."
        ),
    )

    class Meta:
        model = Question
        fields: ClassVar = ["bank", "ref", "topic", "fact", *schema.typed(), "hook"]
        labels: ClassVar = {
            "fact": _("What readers learn from it"),
            "passage": _("Their words"),
            "claim": _("Or what it says, in your words"),
            "survey": _("What people answered"),
            "minutes": _("Minutes it takes"),
            "dimension": _("Knowledge it asks for"),
            "stance": _("Alarm or all-clear"),
        }
        help_texts: ClassVar = {
            "topic": _("Scores are broken down by it."),
            "fact": _(
                "Readers get ten questions at a time, a round, and never two that teach the same: "
                "give those the same here. "
                "Left empty, it is filled in with the words of the question when that is saved."
            ),
            "explanation": _(
                "Why it is so and what it means. *Emphasis*, `code`, [links](https://…) and lists "
                "(“- ”) work."
            ),
            "picture_alt": _(
                "For those who cannot see it: what is in it that matters for the question, "
                "without giving the answer away."
            ),
            "picture_decorative": _(
                "Nothing in it matters, so those who cannot see it miss nothing."
            ),
            "source": _(
                "Paste its address, or type a word of its title: the list offers to add what it "
                "lacks."
            ),
            "passage": _("Copied word for word from the source."),
            "claim": _("“The report counts eight right matches of 42.”"),
            "since": _("If anything has. It needs a source of its own."),
            "action": _("What a reader can do about it: “Turn off location for the camera.”"),
            "survey": _("“40 % said eight”: readers see it beside their own answer."),
            "jurisdiction": _("A country, a state, a city. Empty: everywhere."),
            "dimension": _("Each round has some of each."),
            "difficulty": _("Each round goes from easy to hard."),
            "stance": _(
                "Whether it warns of a real risk, or says that something is fine. No round only "
                "alarms."
            ),
            "protects": _(
                "Of the questions that somebody got wrong, the one that protects most gives the "
                "thing to do with which the round ends."
            ),
        }
        widgets: ClassVar = {
            "prompt": text(2, words=standard.PROMPT_WORDS),
            "explanation": text(
                4, words=validation.EXPLANATION_WORDS[1], least=validation.EXPLANATION_WORDS[0]
            ),
            "picture_alt": text(2),
            "passage": text(3, words=validation.PASSAGE_WORDS),
            "claim": text(3),
            "since": text(2),
            "action": text(2),
            "survey": text(1),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = SPEC_FORMS[self.kind]
        if "confirmed" in self.fields:
            parts: Any = self.fields["confirmed"]
            parts.choices = list(checks.parts_of(self.kind).items())
        self.label_suffix = ""
        if "prompt" in self.fields:
            asked = self.fields["prompt"]
            asked.label, asked.help_text = self.answers.asks, self.answers.asked_for
            asked.error_messages["required"] = _("Write it: without it nothing can be saved.")
        if not (self.instance.pk or self.is_bound) and "prompt" in self.fields:
            self.fields["prompt"].widget.attrs["autofocus"] = True
        if not self.instance.pk:
            self.initial = {**self.answers.initial({}), **self.initial}
            self.before = ""
        else:
            self.before = self.instance.fingerprint()
            self.initial.update(self.answers.initial(self.instance.spec))
            self.initial["exhibit"] = self.instance.exhibit
            for name in schema.sources():
                self.initial.update(in_place.begun_source(name, getattr(self.instance, name)))
        for name in ("fact", "ref"):
            if name in self.fields:
                self.fields[name].required = False
        if "topic" in self.fields:  # a draft may do without
            self.fields["topic"].required = bool(self.instance.live_version_id)
        self.added: list[Source | Topic | Fact] = []
        self.completed: list[Source] = []
        self.new_fact: Fact | None = None

    def shown(self) -> Any:
        return self.instance.shown() if self.instance.pk else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.kind = self.kind
        self.instance.spec = self.answers.spec(cleaned)
        if "exhibit" in cleaned and "exhibit" not in self.changed_data:  # an older page lacks it
            cleaned["exhibit"] = self.instance.exhibit
        bank = cleaned.get("bank") or (self.instance.bank if self.instance.bank_id else None)
        if bank:
            self._clean_in_place(cleaned, bank)
        for name in ("topic", "fact", *schema.sources()):
            chosen = cleaned.get(name)
            if bank and chosen and chosen.bank_id != bank.pk:
                self.add_error(name, _("This belongs to another bank. Choose or add one of this."))
        if bank and "ref" in cleaned:
            cleaned["ref"] = cleaned["ref"] or free_ref(bank.questions, cleaned.get("prompt", ""))
        self.clean_of_check(cleaned)
        self._clean_hook(cleaned)
        return cleaned

    def _clean_hook(self, cleaned: dict[str, Any]) -> None:
        """Refuse to put on the shelf what cannot be a day's question."""
        if cleaned.get("hook") and not self.initial.get("hook"):
            for sentence in standard.off_the_shelf(self.kind, cleaned):
                self.add_error("hook", sentence)

    def _clean_in_place(self, cleaned: dict[str, Any], bank: Bank) -> None:
        """Take the sources, the topic and the lesson that were typed on this page, new ones too."""
        for name in schema.sources():
            if {*in_place.names(name)} & {*self.changed_data}:
                typed = in_place.typed_source(self, name, bank, self.completed)
                cleaned[name] = typed or cleaned.get(name)
        if in_place.TOPIC in self.fields:
            cleaned["topic"] = in_place.typed_topic(self, bank) or cleaned.get("topic")
        if in_place.FACT in self.fields:
            self._clean_fact(cleaned, bank)

    def _clean_fact(self, cleaned: dict[str, Any], bank: Bank) -> None:
        """Take the lesson that was typed; a new one is made when the question is saved."""
        typed = in_place.typed_fact(self, bank)
        if typed is not None:
            new = typed.pk is None
            cleaned["fact"], self.new_fact = (None, typed) if new else (typed, None)

    def save(self, commit: bool = True) -> Any:
        """Where no fact was chosen the question tests one of its own; a new one gets its ref."""
        question = self.instance
        names = ("topic", *schema.sources())
        self.added = in_place.saved(getattr(question, name) for name in names)
        for source in self.completed:
            source.save(update_fields=["title", "publisher", "date"])
        for name in names:  # so that it has the ids of what was just saved
            setattr(question, name, getattr(question, name))
        question.ref = question.ref or free_ref(question.bank.questions, question.prompt)
        if question.fact_id is None and self.new_fact:
            self.added += in_place.saved(iter([self.new_fact]))
            question.fact = self.new_fact
        elif question.fact_id is None:
            ref = free_ref(question.bank.facts, question.prompt)
            text = one_line(question.prompt)[:300]
            question.fact = Fact.objects.create(bank=question.bank, ref=ref, text=text)
        return super().save(commit)

    def findings(self) -> Iterable[validation.Finding]:
        """What is to say of what was typed, saved or not."""
        check = self.latest.said() if self.latest else None
        if "review_by" in self.fields and self.is_bound:
            given = self.cleaned_data.get("review_by")
            check = self.new_check or (check if given else None)
        return review.of(self.instance, check, timezone.localdate())

    def place(self, finding: validation.Finding) -> str | None:
        """The field of this page that a finding is about; None for the page as a whole."""
        field = finding.field
        if field.startswith("spec."):
            within = field.removeprefix("spec.")
            cleaned = self.cleaned_data if self.is_bound else dict(self.initial)
            field = self.answers.place(within, finding.code, cleaned, finding.option)
        if finding.code == "unfinished-source":  # where what lacks is typed
            source = getattr(self.instance, field)
            lacking = "title" if is_untitled(source.content()) else "publisher"
            field = f"{field}_new_{lacking}" if f"{field}_new_{lacking}" in self.fields else field
        if finding.code == "unchecked":  # the first thing of a check
            field = "opened_source"
        return field if field in self.fields else None


def question_form(
    kind: str,
    spec: dict[str, Any],
    check: bool = True,
    adds_sources: bool = True,
    adds_topics: bool = True,
    adds_facts: bool = True,
) -> type[QuestionForm]:
    """The form for questions of ``kind``, with room for what ``spec`` holds.

    ``check`` says whether the day of a check can be entered, and the others what may be added
    in place.
    """
    unasked = {} if check else dict.fromkeys(CHECK_FIELDS)
    added: dict[str, forms.Field] = {in_place.TOPIC: in_place.topic_field()} if adds_topics else {}
    if adds_facts:
        added[in_place.FACT] = in_place.fact_field()
    for name in schema.sources() if adds_sources else ():
        added |= in_place.source_fields(name)
    return type(
        f"{kind.title().replace('_', '')}QuestionForm",
        (QuestionForm,),
        {"kind": kind, **SPEC_FORMS[kind].fields(spec), **unasked, **added},
    )
