"""Fields that our renderer writes are those that Django's templates would write."""

from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe
from lxml import html

from quiz.web.form_renderer import WRITERS, FormRenderer

ODD = "<b>“O’Hara” & 'sons'</b>"
CHOICES = [("", "–"), (1, ODD), (lazystr("two"), mark_safe("a &amp; b")), (ODD, [("x", "in <it>")])]


def form_with(renderer, data=None):
    """A form with each widget that is written, with odd texts wherever one can stand."""
    attrs = {"class": ODD, "data-on": True, "data-off": False, "data-n": 3, "data-none": None}
    widgets = {
        "text": forms.TextInput,
        "url": forms.URLInput,
        "email": forms.EmailInput,
        "number": forms.NumberInput,
        "password": forms.PasswordInput,
        "search": forms.SearchInput,
        "hidden": forms.HiddenInput,
        "checkbox": forms.CheckboxInput,
        "textarea": forms.Textarea,
        "several": forms.SelectMultiple(choices=CHOICES),
        "select": forms.Select(choices=CHOICES),
    }
    form = forms.Form(data, renderer=renderer)
    for name, widget in widgets.items():
        made = widget(attrs) if isinstance(widget, type) else widget
        kind = forms.MultipleChoiceField if name == "several" else forms.CharField
        field = kind(widget=made, label=ODD, help_text=ODD, required=name != "url")
        field.initial = [1] if name == "several" else ODD
        form.fields[name] = field
    return form


def shown(form):
    """The parts of all fields of a form, without the spaces between tags."""
    for field in form:
        for part in (field, field.label_tag(), field.legend_tag(), field.errors):
            tree = html.fragment_fromstring(str(part), create_parent="div")
            for each in tree.iter("select", "optgroup", "option"):
                each.tail = (each.tail or "").strip()
                each.text = (each.text or "").strip()
            yield field.name, html.tostring(tree)


def test_each_part_is_as_django_writes_it(monkeypatch):
    asked = set()
    for name in WRITERS:
        monkeypatch.setitem(
            WRITERS,
            name,
            lambda context, name=name, write=WRITERS[name]: (asked.add(name), write(context))[1],
        )
    for data in (None, {}, {"text": ODD, "select": "1", "several": ["two", "x"], "textarea": "\n"}):
        ours, theirs = (form_with(each(), data) for each in (FormRenderer, DjangoTemplates))
        if data is not None:
            for form in (ours, theirs):
                form.add_error("select", [ODD, mark_safe("<i>so</i>")])
        assert list(shown(ours)) == list(shown(theirs))
    assert asked == {*WRITERS} - {"django/forms/widgets/input.html"}


def test_what_it_does_not_write_has_its_template():
    field = forms.ChoiceField(choices=CHOICES, widget=forms.RadioSelect)
    form = forms.Form(renderer=FormRenderer())
    form.fields["radio"] = field
    assert str(form["radio"]).count("<input") == 4
