"""The form of a bank: its words, who sees it, and from when to when."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext_lazy as _

from quiz.admin.edit_conflicts import SeenForm
from quiz.admin.who_sees import MEANS
from quiz.content import languages
from quiz.content.day_fields import MomentField
from quiz.content.fields import TextField
from quiz.core.hosts import read_hosts
from quiz.models import Bank

State = Bank.State


class HostsField(TextField):
    """Hosts of other sites, one a line."""

    most = 50  # they travel with each page

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "rows": 3, "dir": "ltr", "spellcheck": "false"}

    def to_python(self, value: Any) -> str:
        hosts, others = read_hosts(super().to_python(value))
        if others:
            said = _("“%(text)s” is no host. Write it as www.paper.example or *.paper.example.")
            raise ValidationError(said, "no_host", {"text": others[0][:60]})
        if len(hosts) > self.most:
            told = {"most": str(self.most)}
            raise ValidationError(_("Name at most %(most)s hosts."), "too_many", told)
        return "\n".join(hosts)


class BankForm(SeenForm):
    """A bank. A state without hours holds at once and until it is changed."""

    state = forms.ChoiceField(
        choices=[(state.value, f"{state.label}: {means}") for state, means in MEANS.items()],
        widget=forms.RadioSelect,
        label=_("Who sees it"),
        initial=State.DRAFT,
        required=False,
    )
    opens_at = MomentField(label=_("Opens"), required=False)
    closes_at = MomentField(label=_("Closes"), required=False)

    language = forms.ChoiceField(
        choices=[*languages.names().items()],
        label=_("Language"),
        initial=languages.OURS,
        help_text=_("Of its questions. Our own words beside them are English."),
    )

    embed_hosts = HostsField(
        label=_("Hosts that may embed it"),
        required=False,
        help_text=_("One a line, such as www.paper.example or *.paper.example. Empty: any."),
    )

    class Meta:
        model = Bank
        fields = "__all__"
        help_texts = {
            "ref": _("The last part of its address: small letters, digits and hyphens. It stays."),
            "about": _("More for those who open its page. May be empty."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = {
            "opens_at": _("Until then nobody but the desk sees it. Empty: it is open at once."),
            "closes_at": _("From then on its page says that it is closed. Empty: it stays open."),
        }
        if self.instance.pk and self.instance.language not in languages.CODES:
            asked: Any = self.fields["language"]
            asked.choices = [("", _("Choose a language")), *asked.choices]
        zone = _("The clock is that of {zone}.").format(zone=get_current_timezone_name())
        for name, said in told.items():
            if name in self.fields:
                self.fields[name].help_text = f"{said} {zone}"

    def clean_state(self) -> str:
        """Where none is sent it stays what it is: of a new bank a draft."""
        return self.cleaned_data["state"] or self.instance.state

    def clean_opens_at(self) -> Any:
        moment = self.cleaned_data["opens_at"]
        if moment and self.cleaned_data.get("state") == State.DRAFT:
            said = _("A draft does not open by itself. Choose what it is to be from then on.")
            raise ValidationError(said)
        return moment
