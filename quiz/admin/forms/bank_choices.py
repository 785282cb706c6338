"""Fields that offer what belongs to one bank, and add to it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper


class OfBank(AutocompleteSelect):
    """Finds only what belongs to the bank with the id ``bank``."""

    bank: int
    placeholder: Any = ""
    adds: Any = ""  # what its list offers besides, for a text that finds nothing

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        ours = {"data-placeholder": self.placeholder}
        ours |= {"data-adds": self.adds} if self.adds else {}
        return {**super().build_attrs(*args, **kwargs), **ours}

    def get_url(self) -> str:
        return f"{super().get_url()}?{urlencode({'bank': self.bank})}"


def keep_to_bank(field: Any, bank: int, placeholder: Any = "", adds: Any = "") -> Any:
    """Have a form's ``field``, whose widget the admin has made, keep to ``bank``.

    It has no window for a new one: what is new is typed on the page itself.
    """
    wrapper = field.widget
    if isinstance(wrapper, RelatedFieldWidgetWrapper):
        inner = wrapper.widget
        if isinstance(inner, AutocompleteSelect):
            found = OfBank(inner.field, inner.admin_site, attrs=inner.attrs, using=inner.db)
            found.bank, found.placeholder, found.adds = bank, placeholder, adds
            found.choices = inner.choices
            field.widget = found
        else:
            field.queryset = field.queryset.filter(bank=bank)
            field.widget = wrapper.widget
            field.widget.choices = field.choices
    return field
