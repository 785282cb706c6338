"""Migrations run while the old version serves: they add, and lock no table that readers write.

What 0.1.0 begins with is listed; from then on each migration is held to this. Where
an operation must lock (for moments, on a table known to be small), it is named in
``ALLOWED`` with its reason. How each would be written instead: a column comes with
``null=True`` or a ``db_default``, so that the old code can go on inserting; an index
with ``AddIndexConcurrently`` (PostgreSQL's alone; on SQLite by ``AddIndex``, in a
moment); a constraint with ``AddConstraintNotValid`` and later ``ValidateConstraint``;
what is to go is first no longer used, and dropped a release later.
"""

import ast
from importlib import import_module
from pathlib import Path

import pytest
from django.db import migrations, models

FOLDER = Path(import_module("quiz.migrations").__file__).parent
FIRST = 1  # the migrations that 0.1.0 begins with, when no version serves yet
AFTER = "applied when no old code is left, as the guide says; "
ALLOWED: dict[tuple[str, str], str] = {
    ("0002_certainty_by_default", "AlterField tally"): "a default alone, on a small table",
    ("0003_no_certainty", "RemoveConstraint tally"): AFTER + "a small table",
    ("0003_no_certainty", "AddConstraint tally"): "as the one before, on what is left of it",
    ("0003_no_certainty", "RemoveField tally"): AFTER + "a small table",
    ("0023_who_sees_a_bank", "AlterField bank"): "a default alone, on a table of a few rows",
    ("0029_words_of_the_desk", "AlterField question"): "NULL allowed: no row is read or written",
    ("0018_challenges", "RemoveConstraint round"): "for a wider one, on a month's rounds",
    ("0018_challenges", "AddConstraint round"): "as the one before: old code keeps it",
    ("0022_something_to_look_at", "AlterField question"): "its name for people alone",
    ("0026_notes_on_sources", "AlterField step"): "its choices alone",
    ("0028_sets", "RemoveConstraint round"): "for a wider one, on a month's rounds",
    ("0028_sets", "AddConstraint round"): "as the one before: old code keeps it",
    ("0003_no_certainty", "RemoveConstraint turn"): AFTER + "SQLite copies a month's turns",
    ("0003_no_certainty", "RemoveField turn"): AFTER + "SQLite copies a month's turns",
}


SEVERAL_TABLES: dict[str, str] = {
    "0003_no_certainty": AFTER + "nobody reads meanwhile",
    "0012_what_a_check_saw": "in the order in which whoever starts a round reads them",
}


def changed(operations):
    """The tables that ``operations`` change and that old code may use meanwhile."""
    fresh = {each.name.lower() for each in operations if isinstance(each, migrations.CreateModel)}
    for operation in operations:
        if isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from changed(operation.database_operations)
        elif not isinstance(operation, migrations.CreateModel | migrations.AlterModelOptions):
            of = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
            if of and of not in fresh:
                yield of


def test_a_migration_changes_one_table_that_readers_use():
    """PostgreSQL holds each until its end: who has the second and wants the first is refused."""
    found = {}
    for file in sorted(FOLDER.glob("[0-9]*.py")):
        migration = import_module(f"quiz.migrations.{file.stem}").Migration
        tables = set(changed(migration.operations))
        if len(tables) > 1 and migration.atomic and int(file.name[:4]) > FIRST:
            found[file.stem] = tables
    assert found.keys() == SEVERAL_TABLES.keys(), found


def unsafe(operations):
    """What of ``operations`` stops the old code or holds a table, in the order they run."""
    fresh = set()
    for operation in operations:
        of = getattr(operation, "model_name", getattr(operation, "name", "")).lower()
        if isinstance(operation, migrations.CreateModel):
            fresh.add(operation.name.lower())
        elif of in fresh or isinstance(operation, migrations.AlterModelOptions):
            continue
        elif isinstance(operation, migrations.SeparateDatabaseAndState):
            yield from unsafe(operation.database_operations)
        elif isinstance(operation, migrations.AddField):
            field = operation.field
            if not field.null and not field.has_db_default() and not field.many_to_many:
                yield f"AddField {of}.{operation.name}: old code inserts rows without it"
        elif isinstance(operation, migrations.RunPython):
            if operation.atomic is not False:
                yield "RunPython: one transaction, however many rows there are"
        elif type(operation).__name__ not in (
            "AddIndexConcurrently", "AddConstraintNotValid", "ValidateConstraint",
            "RemoveIndexConcurrently",
        ):  # fmt: skip
            yield f"{type(operation).__name__} {of}"


def test_no_migration_since_the_first_release_stops_a_version_that_serves():
    found = {}
    for file in sorted(FOLDER.glob("[0-9]*.py")):
        if int(file.name[:4]) > FIRST:
            migration = import_module(f"quiz.migrations.{file.stem}").Migration
            for said in unsafe(migration.operations):
                found[file.stem, said] = said
    assert found.keys() == ALLOWED.keys()


MODEL = migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))])
TEXT = models.CharField(max_length=9)


@pytest.mark.parametrize(
    ("operations", "said"),
    [
        ([migrations.AddField("turn", "x", TEXT)], ["AddField turn.x: old code"]),
        ([migrations.AddField("turn", "x", models.DateField(null=True))], []),
        ([migrations.AddField("turn", "x", models.BooleanField(db_default=False))], []),
        ([MODEL, migrations.AddField("thing", "x", TEXT)], []),
        ([migrations.RemoveField("turn", "grade")], ["RemoveField turn"]),
        ([migrations.RenameField("turn", "grade", "mark")], ["RenameField turn"]),
        ([migrations.AlterField("turn", "grade", TEXT)], ["AlterField turn"]),
        ([migrations.AddIndex("turn", models.Index(fields=["grade"], name="i"))], ["AddIndex"]),
        (
            [migrations.AddConstraint("turn", models.UniqueConstraint(fields=["x"], name="u"))],
            ["AddConstraint turn"],
        ),
        ([migrations.DeleteModel("Turn")], ["DeleteModel turn"]),
        ([migrations.RunSQL("UPDATE quiz_turn SET grade = 0")], ["RunSQL"]),
        ([migrations.RunPython(migrations.RunPython.noop)], ["RunPython"]),
        ([migrations.RunPython(migrations.RunPython.noop, atomic=False)], []),
        ([migrations.AlterModelOptions("turn", {"ordering": ["id"]})], []),
        ([migrations.SeparateDatabaseAndState([], [migrations.DeleteModel("Turn")])], []),
        ([migrations.SeparateDatabaseAndState([migrations.DeleteModel("Turn")])], ["DeleteModel"]),
    ],
)
def test_what_locks_or_breaks_is_seen(operations, said):
    found = list(unsafe(operations))
    assert len(found) == len(said)
    assert all(one.startswith(other) for one, other in zip(found, said, strict=True))


def test_no_migration_came_between():
    """The numbers go on without a gap or a double, so the order is the files' own."""
    numbers = [int(file.name[:4]) for file in sorted(FOLDER.glob("[0-9]*.py"))]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= FIRST


@pytest.mark.parametrize("path", sorted(FOLDER.glob("[0-9]*.py")), ids=lambda path: path.stem)
def test_a_migration_names_nothing_of_ours_but_the_models(path):
    """Modules move; a migration stays as it was written, and ``quiz.models`` where it is."""
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported |= {f"{node.module}.{alias.name}" for alias in node.names}
    assert {name for name in imported if name.startswith("quiz")} <= {"quiz.models"}
