"""The form on which an editor writes a whole question."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import SeenForm
from quiz.admin.forms.answers import SPEC_FORMS
from quiz.admin.forms.exhibit import ExhibitField
from quiz.admin.forms.picture import PictureField
from quiz.content import exhibit_words, schema, standard, validation
from quiz.content.checks import PARTS, Checked, in_order
from quiz.content.fields import AddressesField, DayField, DayInput
from quiz.core.characters import one_line
from quiz.core.dates import newest_day
from quiz.models import Check, Fact, Question, free_ref

CHECK_FIELDS = ("checked_on", "review_by", "pages", "copied_on", "confirmed")


class QuestionForm(SeenForm):
    """A question with its answers and its check, all on one page.

    Saving keeps whatever there is; who wants to publish or submit is told field
    by field what is missing, with nothing that was typed lost.
    """

    kind: ClassVar[str]
    checked_on = DayField(
        label=_("Checked on"),
        required=False,
        initial=timezone.localdate,
        widget=DayInput("today"),
    )
    review_by = DayField(
        label=_("Check again by"),
        required=False,
        widget=DayInput("in half a year", "in a year"),
        help_text=_(
            "Fill this in once you have compared the question with its source; a year ahead is "
            "usual. After this day it leaves every new round until it is checked again."
        ),
    )

    pages = AddressesField(
        label=_("Pages that you opened"), required=False,
        help_text=_("The addresses, one a line, each time anew: a day alone is no check."),
    )  # fmt: skip
    copied_on = DayField(
        label=_("Day of the copy"), required=False, widget=DayInput("today"),
        help_text=_("Only where you read a stored copy and its day is known."),
    )  # fmt: skip
    confirmed = forms.MultipleChoiceField(
        label=_("What you confirmed there"), required=False, choices=list(PARTS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip

    exhibit = ExhibitField(label=exhibit_words.WHOLE, required=False)

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
        help_texts: ClassVar = {
            "fact": _(
                "What it tests. Empty: a fact of its own. Choose one only where another question "
                "asks the same in other words; no round asks both."
            ),
            "prompt": _(
                "Asks one thing, and can be answered before reading options. "
                "*Emphasis*, `code` and [links](https://…) work."
            ),
            "explanation": _(
                "Why it is so and what it means: 30 to 80 words. *Emphasis*, `code`, "
                "[links](https://…) and lists (lines that begin with “- ”) work."
            ),
            "picture_alt": _(
                "For those who cannot see it: what is in it that matters for the question, "
                "without giving the answer away."
            ),
            "picture_decorative": _(
                "Nothing in it matters, so those who cannot see it miss nothing."
            ),
            "passage": _("The source’s own words, 40 at most. The same signs work as above."),
            "since": _("With a source of its own. The same signs work as above."),
            "action": _("In one or two sentences. *Emphasis*, `code` and links work."),
        }
        widgets: ClassVar = {
            "prompt": forms.Textarea(attrs={"rows": 3, "cols": 90}),
            "explanation": forms.Textarea(attrs={"rows": 5, "cols": 90}),
            "picture_alt": forms.TextInput(attrs={"size": 90}),
            "passage": forms.Textarea(attrs={"rows": 3, "cols": 90}),
            "claim": forms.Textarea(attrs={"rows": 3, "cols": 90}),
            "since": forms.Textarea(attrs={"rows": 3, "cols": 90}),
            "action": forms.Textarea(attrs={"rows": 2, "cols": 90}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = SPEC_FORMS[self.kind]
        if not self.instance.pk:
            self.initial = {**self.answers.initial({}), **self.initial}
            self.before = ""
        else:
            self.before = self.instance.fingerprint()
            self.initial.update(self.answers.initial(self.instance.spec))
            self.initial["exhibit"] = self.instance.exhibit
            if latest := self.instance.latest_check():
                self.initial.update(checked_on=latest.checked_on, review_by=latest.review_by)
                self._show_last(latest)
        for name in ("fact", "ref"):
            if name in self.fields:
                self.fields[name].required = False

    def _show_last(self, latest: Check) -> None:
        """Say which pages the last check named, beside the field that asks for them anew."""
        if latest.pages and "pages" in self.fields:
            asked = self.fields["pages"]
            asked.help_text = format_html(
                "{} {} {}", asked.help_text, _("Last time:"), " ".join(latest.pages)
            )

    def shown(self) -> Any:
        return self.instance.shown() if self.instance.pk else None

    @property
    def publishing(self) -> bool:
        """Whether it has to be complete: it is to be published, or put forward for that."""
        return "_publish" in self.data or "_submit" in self.data

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance.kind = self.kind
        self.instance.spec = self.answers.spec(cleaned)
        if "exhibit" in cleaned and "exhibit" not in self.changed_data:  # an older page lacks it
            cleaned["exhibit"] = self.instance.exhibit
        bank = cleaned.get("bank") or (self.instance.bank if self.instance.bank_id else None)
        for name in ("topic", "fact", *schema.sources()):
            chosen = cleaned.get(name)
            if bank and chosen and chosen.bank_id != bank.pk:
                self.add_error(name, _("This belongs to another bank. Choose or add one of this."))
        if bank and "ref" in cleaned:
            cleaned["ref"] = cleaned["ref"] or free_ref(bank.questions, cleaned.get("prompt", ""))
        checked_on, review_by = cleaned.get("checked_on"), cleaned.get("review_by")
        if review_by and not checked_on:
            self.add_error("checked_on", _("Say on which day it was checked."))
        if checked_on and checked_on > newest_day(timezone.now()):
            self.add_error("checked_on", _("This day is still to come."))
        if checked_on and review_by and review_by <= checked_on:
            self.add_error("review_by", _("This must be later than the day of the check."))
        self._clean_check(cleaned)
        self._clean_hook(cleaned)
        return cleaned

    def _clean_hook(self, cleaned: dict[str, Any]) -> None:
        """Refuse to put on the shelf what cannot be a day's question."""
        if cleaned.get("hook") and not self.initial.get("hook"):
            for sentence in standard.off_the_shelf(self.kind, cleaned):
                self.add_error("hook", sentence)

    def _clean_check(self, cleaned: dict[str, Any]) -> None:
        """Refuse a check that names no page, or nothing that was confirmed there."""
        copied_on, check = cleaned.get("copied_on"), self.new_check
        if check is None:
            return
        if not check.pages and "pages" not in self.errors:
            self.add_error("pages", _("Give the address of the page that was opened."))
        if "key" not in check.confirmed and "confirmed" not in self.errors:
            self.add_error("confirmed", _("Say what was confirmed: the right answer at least."))
        if copied_on and copied_on > check.checked_on:
            self.add_error("copied_on", _("A copy is not younger than the day it was read."))

    @property
    def new_check(self) -> Checked | None:
        """The check that was typed; None where it is the one we know, or none."""
        checked_on, review_by, pages, copied_on, confirmed = (
            self.cleaned_data.get(name) for name in CHECK_FIELDS
        )
        if not checked_on or not review_by:
            return None
        latest = self.instance.latest_check() if self.instance.pk else None
        known = latest and (latest.checked_on, latest.review_by) == (checked_on, review_by)
        if known and not pages:
            return None
        return Checked(
            checked_on, review_by, tuple(pages or ()), copied_on, tuple(in_order(confirmed or ()))
        )

    def save(self, commit: bool = True) -> Any:
        """Where no fact was chosen the question tests one of its own; a new one gets its ref."""
        question = self.instance
        question.ref = question.ref or free_ref(question.bank.questions, question.prompt)
        if question.fact_id is None:
            ref = free_ref(question.bank.facts, question.prompt)
            text = one_line(question.prompt)[:300]
            question.fact = Fact.objects.create(bank=question.bank, ref=ref, text=text)
        return super().save(commit)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # fills the instance, which is judged now
        if self.publishing:  # everything at once, but no second sentence at one field
            refused = set(self.errors)
            for finding in self.findings():
                place = self.place(finding)
                if place in CHECK_FIELDS and refused & set(CHECK_FIELDS):
                    continue
                if finding.blocks and place not in refused:
                    self.add_error(place, finding.sentence)

    def findings(self) -> Iterable[validation.Finding]:
        latest = self.instance.latest_check() if self.instance.pk else None
        check = latest.said() if latest else None
        if "review_by" in self.fields:
            given = self.cleaned_data.get("review_by")
            check = self.new_check or (check if given else None)
        return validation.findings(self.kind, self.instance.content(), check, timezone.localdate())

    def place(self, finding: validation.Finding) -> str | None:
        """The field of this page that a finding is about; None for the page as a whole."""
        field = finding.field
        if field.startswith("spec."):
            within = field.removeprefix("spec.")
            field = self.answers.place(within, finding.code, self.cleaned_data)
        return field if field in self.fields else None


def question_form(kind: str, spec: dict[str, Any], check: bool = True) -> type[QuestionForm]:
    """The form for questions of ``kind``, with room for what ``spec`` holds.

    ``check`` says whether the day of a check can be entered.
    """
    unasked = {} if check else dict.fromkeys(CHECK_FIELDS)
    return type(
        f"{kind.title().replace('_', '')}QuestionForm",
        (QuestionForm,),
        {"kind": kind, **SPEC_FORMS[kind].fields(spec), **unasked},
    )
