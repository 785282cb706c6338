"""What the database fills in by itself."""

import pytest
from django.apps import apps

pytestmark = pytest.mark.any_database


def test_what_the_database_fills_in_an_unsaved_row_has_too():
    """Else it holds an expression in the place of a value, and a form that reads it breaks."""
    lacking = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("quiz").get_models()
        for field in model._meta.concrete_fields
        if field.has_db_default() and not field.has_default()
    ]
    assert lacking == []
