"""The listing is the architecture: imports point one way, and a page's four files share a name."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import get_resolver

pytestmark = pytest.mark.any_database

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "quiz"

# A room may import those above its own.
ROOMS = [
    "core",
    "content",
    "web",
    "models",
    "tallies",
    "privacy",
    "play",
    "syndication",
    "editorial",
    "exchange",
    "admin",
    "ops",
]
# Beside the rooms: what Django looks for by name, and what is read before there is a room.
BESIDE = [
    "environment",
    "formats",
    "templatetags",
    "settings",
    "management",
    "apps",
    "urls",
    "wsgi",
]


def imports(path):
    """The rooms of ours that a file imports, and the first parts of all other modules."""
    ours, others = set(), set()
    for node in ast.walk(ast.parse(path.read_text())):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names = [node.module]
            if node.module == "quiz":
                names = [f"quiz.{alias.name}" for alias in node.names]
        for name in names:
            parts = name.split(".")
            if parts[0] == "quiz":
                ours.add(parts[1])
            else:
                others.add(parts[0])
    return ours, others


def modules(room):
    return sorted((PACKAGE / room).rglob("*.py"))


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room):
    allowed = {*ROOMS[: ROOMS.index(room) + 1]}
    if room in ("web", "core"):
        allowed = {room}
    for path in modules(room):
        assert imports(path)[0] <= allowed, path


def test_what_templates_call_knows_no_database():
    for path in modules("templatetags"):
        if path.name != "desk.py":
            assert imports(path)[0] <= {"core", "content"}, path


def test_settings_and_what_stands_above_the_rooms_are_imported_by_nobody():
    for room in ROOMS:
        for path in modules(room):
            assert not imports(path)[0] & {"settings", "management", "apps", "urls", "wsgi"}, path


def test_core_needs_nothing_but_python():
    for path in modules("core"):
        assert imports(path)[1] <= sys.stdlib_module_names, path


def test_content_knows_no_database():
    for path in modules("content"):
        source = path.read_text()
        assert "django.db" not in source, path
        assert "quiz.models" not in source, path


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_says_what_lives_there(room):
    said = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text()))
    assert said
    assert "may" in said or room == "models"


def test_the_listing_is_the_rooms():
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {"__pycache__"}
    assert folders == {*ROOMS, "banks", "formats", "management", "migrations", "templatetags"}
    files = {path.stem for path in PACKAGE.glob("[!_]*.py")}
    assert files | folders == {*ROOMS, *BESIDE, "banks", "migrations"}


def test_tests_stand_in_the_same_rooms():
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    assert folders == {*ROOMS, "e2e"}


@pytest.mark.parametrize(
    ("page", "room"),
    [
        ("home", "play"),
        ("bank", "play"),
        ("day", "play"),
        ("days", "play"),
        ("question_set", "play"),
        ("turn", "play"),
        ("result", "play"),
        ("scores", "play"),
        ("rules", "play"),
        ("lab", "play"),
        ("report", "play"),
        ("corrections", "play"),
        ("your_data", "privacy"),
        ("promise", "privacy"),
        ("your_browser", "privacy"),
    ],
)
def test_one_word_four_files(page, room):
    pattern = next(
        pattern for pattern in get_resolver().url_patterns if getattr(pattern, "name", None) == page
    )
    assert pattern.callback.__name__ == page
    assert pattern.callback.__module__.startswith(f"quiz.{room}.")
    assert (ROOT / "templates" / "quiz" / f"{page}.html").exists()
    assert (ROOT / "tests" / room / f"test_{page}.py").exists()


def test_the_readme_has_a_row_for_each_room():
    readme = (ROOT / "README.md").read_text()
    assert [room for room in ROOMS if f"`quiz/{room}/`" not in readme] == []


def test_the_top_level_stays_as_it_is():
    allowed = {"manage.py", "pyproject.toml", "quiz", "templates", "static", "tests", "README.md",
               "LICENSE", "CHANGELOG.md", "Makefile", ".ci", ".gitignore"}  # fmt: skip
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    tops = {name.split("/")[0] for name in listed if name}
    assert {top for top in tops if not top.startswith("requirements")} <= allowed


# Django documents these two, whatever their names look like.
DOCUMENTED = {"_meta", "_base_manager"}


def test_no_private_part_of_anybody_else_is_touched():
    """A name that begins with ``_`` is used by the module or the class that defines it."""
    touched = []
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text())
        own = {
            node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)
        } | {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
        }
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Attribute):
                names = [node.attr]
            elif isinstance(node, ast.ImportFrom):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.Call) and ast.unparse(node.func) in ("getattr", "setattr"):
                names = [arg.value for arg in node.args[1:2] if isinstance(arg, ast.Constant)]
            touched += [
                f"{path.relative_to(ROOT)}:{node.lineno}: {name}"
                for name in names
                if re.match("_[a-z_]*[a-z]$", name) and name not in own | DOCUMENTED
            ]
    assert touched == [], "\n".join(touched)
