"""A question's fields: each stands once in the schema, and goes everywhere from there."""

import ast
import inspect
from pathlib import Path
from typing import get_args

import pytest
from django.contrib import admin
from pydantic import BaseModel, create_model

from quiz.admin.forms.question import question_form
from quiz.content import exhibits, schema
from quiz.content.schema import Field
from quiz.core.kinds import KINDS
from quiz.editorial.history import changes, restore_version
from quiz.exchange import bank_shape, yaml_file
from quiz.exchange.export import head, record_of
from quiz.exchange.formats import FORMATS
from quiz.exchange.load import written_out
from quiz.exchange.moodle import appendix
from quiz.exchange.opening import opened
from quiz.exchange.plan import plan
from quiz.models import Bank, Question, Source
from tests.factories import QuestionFactory, SourceFactory

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).resolve().parents[2]

# The columns that are no content: where a question is filed, and how it stands.
NO_CONTENT = {
    "id", "bank", "ref", "fact", "topic", "kind", "shipped", "state", "submitted", "publish_on",
    "retire_on", "approved", "live_version", "hook",
}  # fmt: skip
EXHIBITS = get_args(bank_shape.Exhibit.model_fields["type"].annotation)
# What a file says of a question beside its content.
NO_FIELD = {"ref", "fact", "topic", "kind", "check", "hook", "allow", "picture"}


# The list of places in the docstring of quiz.content.schema, held against the tree.


def places():
    said = schema.__doc__.partition("A new field touches:")[2].replace("``", " ")
    return [word for word in said.split() if "/" in word]


def path_of(place):
    return ROOT / place if place.startswith("templates") else ROOT / "quiz" / place


def test_a_new_field_touches_what_the_docstring_says():
    assert places() == [
        "models/question.py", "content/schema.py", "exchange/bank_shape.py",
        "admin/question_page.py", "templates/quiz/explained.html",
    ]  # fmt: skip
    assert all(path_of(place).is_file() for place in places())


@pytest.mark.parametrize("column", ["survey_by", "survey_group", "survey_year"])
def test_a_field_that_no_rule_is_about_is_named_nowhere_else(column):
    files = [*(ROOT / "quiz").rglob("*.py"), *(ROOT / "templates").rglob("*.html")]
    naming = {
        path
        for path in files
        if "migrations" not in path.parts and column in path.read_text().replace("'", '"')
    }
    # Bank files and templates know it by its place in the content.
    assert naming == {path_of(place) for place in places() if "." in place} - {
        path_of("exchange/bank_shape.py"), path_of("templates/quiz/explained.html"),
    }  # fmt: skip


def test_every_column_of_a_question_is_in_the_schema_once():
    columns = {column.name for column in Question._meta.concrete_fields}
    named = schema.named()
    assert sorted(named) == sorted({*columns} - NO_CONTENT)
    assert len({field.path for field in schema.FIELDS}) == len(named)
    needed = {field.needs for field in schema.FIELDS} - {""}
    assert needed <= set(named)


def test_every_part_of_a_content_has_a_name_at_the_desk():
    assert [part for part in schema.parts() if not schema.label(part) and part != "spec"] == []
    answers = {name for kind in KINDS.values() for name in inspect.signature(kind).parameters}
    named = {name.rpartition(".")[2] for name in schema.ANSWER_LABELS}
    assert named == answers


def typed_paths(model, before=()):
    """The paths in a content that a bank file's type has."""
    for name, said in model.model_fields.items():
        inner = [each for each in (said.annotation, *get_args(said.annotation))
                 if inspect.isclass(each) and issubclass(each, BaseModel)]  # fmt: skip
        if inner and name not in ("exhibit", "check"):
            yield from typed_paths(inner[0], (*before, name))
        else:
            yield (*before, name)


def test_bank_files_have_every_field_that_they_carry_and_no_other():
    found = {path for path in typed_paths(bank_shape.Question) if path[0] not in NO_FIELD}
    assert found == {field.path for field in schema.carried("yaml")}
    assert list(dict.fromkeys(path[0] for path in found)) != []
    draft = yaml_file.draft(tuple(schema.carried("yaml")))
    assert {path for path in typed_paths(draft) if path[0] not in NO_FIELD} == found


def test_the_formats_that_the_schema_names_are_there():
    assert {name for field in schema.FIELDS for name in field.formats} == set(FORMATS)
    labels = [label for field in appendix.listed() for label in appendix.labels(field).values()]
    assert len(set(labels)) == len(labels)


def test_every_field_that_is_typed_has_its_place_on_the_page_of_a_question(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    rows = [fields for _title, part in admin.site.get_model_admin(Question).get_fieldsets(request)
            for fields in part["fields"]]  # fmt: skip
    shown = {name for row in rows for name in ([row] if isinstance(row, str) else row)}
    assert set(schema.typed()) <= shown
    assert set(schema.typed()) <= set(question_form("choice", {})._meta.fields)


def test_readers_see_every_part_but_what_only_files_a_question():
    pages = "".join(path.read_text() for path in (ROOT / "templates" / "quiz").rglob("*.html"))
    hidden = [part for part in schema.parts() if f"{part}" not in pages]
    assert hidden == ["dimension", "difficulty", "stance"]


@pytest.mark.parametrize("name", EXHIBITS)
def test_every_type_of_exhibit_looks_like_the_thing(name):
    styles = (ROOT / "static/quiz/quiz.css").read_text()
    assert f"  .{name} " in styles or name in exhibits.DRAWN


def test_rooms_ask_the_schema_for_the_columns_of_sources():
    listed = [
        path
        for path in (ROOT / "quiz").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Tuple | ast.List)
        and {"source", "since_source", "survey_source"}
        <= {each.value for each in node.elts if isinstance(each, ast.Constant)}
    ]
    assert listed == []


# A field that there is not, from a column to files and back.

MADE_UP = {
    "a line": (Field(("motto",), "motto", schema.LINE, moodle="Motto"), "Look twice."),
    "a text": (
        Field(("aside", "text"), "aside", schema.TEXT, markdown="block", moodle="Aside"),
        "One.\n\nTwo, *three*.",
    ),
    "a number": (
        Field(("action", "euros"), "euros", schema.NUMBER, needs="action", moodle="Euros"), 12
    ),
    "a source": (
        Field(("praise", "source"), "praise", schema.SOURCE, moodle="Praise source"), None
    ),
}  # fmt: skip


@pytest.fixture(params=MADE_UP)
def made_up(request, monkeypatch, db):
    """A question with one field more than there are, what it holds, and another question."""
    field, value = MADE_UP[request.param]
    monkeypatch.setattr(schema, "FIELDS", (*schema.FIELDS, field))
    monkeypatch.setattr(Question, field.column, field.empty, raising=False)
    question = QuestionFactory()
    if field.holds is schema.SOURCE:
        value = SourceFactory(bank=question.bank, title="A letter")
    setattr(question, field.column, value)
    return field, value, question


def with_field(model, path, said):
    """A type of a bank file with a field more."""
    if len(path) == 1:
        return create_model(model.__name__, __base__=model, **{path[0]: (said, None)})
    inner = model.model_fields.get(path[0])
    base = get_args(inner.annotation)[0] if inner else bank_shape.Part
    part = with_field(base, path[1:], said)
    return create_model(model.__name__, __base__=model, **{path[0]: (part | None, None)})


@pytest.fixture
def typed(made_up, monkeypatch):
    """The type in the bank file, which is the one place beside the column and the schema."""
    field, _value, _question = made_up
    said = int | None if field.holds is schema.NUMBER else str | None
    made = with_field(bank_shape.Question, field.path, said)
    monkeypatch.setattr(yaml_file, "Question", made)
    return made


def test_a_made_up_field_goes_into_a_version_and_back(made_up):
    field, value, question = made_up
    version = question.snapshot()
    written = value.content() if isinstance(value, Source) else value
    assert schema.said_at(version.content, field.path) == written
    other = QuestionFactory(bank=question.bank)
    restore_version(other, version)
    assert getattr(other, field.column) == value
    assert other.content() == question.content()


def test_a_made_up_field_shows_in_the_history(made_up):
    field, _value, question = made_up
    after = question.snapshot()
    setattr(question, field.column, field.empty)
    assert len(changes(question.snapshot(), after)) == 1


@pytest.mark.parametrize("name", [each for each in FORMATS if each != "archive"])
def test_a_made_up_field_goes_through_every_format_and_back(made_up, typed, name):
    field, value, question = made_up
    record = record_of(question)
    record.source_refs = {each: each.replace("_", "-") for each in schema.sources()}
    file = FORMATS[name].write([record], head(question.bank))
    reading = opened(file if isinstance(file, bytes) else file.encode(), FORMATS[name])
    assert not reading.faults
    (found,) = reading.records
    assert found.fields[field.column] == record.fields[field.column]
    (entry,) = plan(reading, Bank(ref="other", title="Another"), question.topic).changes
    planned = getattr(entry.question, field.column)
    if isinstance(value, Source):
        assert planned.content() == value.content()
    else:
        assert planned == value


def test_a_made_up_field_is_loaded_from_a_bank_file(made_up, typed):
    field, value, question = made_up
    record = record_of(question)
    record.source_refs = {each: each.replace("_", "-") for each in schema.sources()}
    text = FORMATS["yaml"].write([record], head(question.bank))
    data = yaml_file.read_yaml(text, "")[0]["questions"][0]
    data["check"] = {"checked_on": "2026-11-22", "review_by": "2027-11-22"}
    row = typed.model_validate({**data, "ref": "a-ref", "fact": "a-fact", "topic": "a-topic"})
    source = bank_shape.Source(title="A letter", publisher="A university")
    file = bank_shape.BankFile.model_construct(
        sources={name.replace("_", "-"): source for name in schema.sources()}
    )
    said = schema.said_at(written_out(row, file), field.path)
    if isinstance(value, Source):
        assert said["title"] == "A letter"
    else:
        assert said == value
