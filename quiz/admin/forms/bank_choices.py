"""Fields that offer what belongs to one bank, and add to it."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper


class OfBank(AutocompleteSelect):
    """Finds only what belongs to the bank with the id ``bank``."""

    bank: int

    def get_url(self) -> str:
        return f"{super().get_url()}?{urlencode({'bank': self.bank})}"


class AddsToBank(RelatedFieldWidgetWrapper):
    """Its window for a new one has the bank chosen already."""

    bank: int

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["url_params"] += f"&{urlencode({'bank': self.bank})}"
        return context


def keep_to_bank(field: Any, bank: int) -> Any:
    """Have a form's ``field``, whose widget the admin has made, keep to ``bank``."""
    wrapper = field.widget
    if isinstance(wrapper, RelatedFieldWidgetWrapper):
        inner = wrapper.widget
        if isinstance(inner, AutocompleteSelect):
            found = OfBank(inner.field, inner.admin_site, attrs=inner.attrs, using=inner.db)
            found.bank, found.choices, wrapper.widget = bank, inner.choices, found
        adds = AddsToBank(
            wrapper.widget,
            wrapper.rel,
            wrapper.admin_site,
            can_add_related=wrapper.can_add_related,
            can_change_related=wrapper.can_change_related,
            can_view_related=wrapper.can_view_related,
        )
        adds.bank, field.widget = bank, adds
    return field
