"""Imports point one way, and a page's four files share a name."""

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "quiz"

# Each module may import those of the lines below its own.
LAYERS = [
    {"urls", "wsgi", "management", "apps"},
    {"letters", "mine", "proof", "desksite"},
    {"views", "admin", "health"},
    {"metrics"},
    {"preview", "demo", "scheduling", "writing"},
    {"results", "greeting", "about_us"},
    {"sheets", "editing", "access", "refusals", "backup", "judging", "history", "freshness"},
    {"forms", "interchange", "middleware", "templatetags", "assets", "limits", "fields"},
    {"uploads", "seen"},
    {"drawing", "privacy", "statements", "regrading"},
    {"advice", "crowd", "readings"},
    {"models"},
    {"flow", "digests"},
    {"corrections", "filing", "reports", "rounds", "tallies", "upkeep", "versions", "roles"},
    {"balance", "checking", "numbers", "characters"},
    {"kinds", "scoring", "statistics", "days", "text", "pictures", "factors", "inventory"},
    {"settings", "serving"},
    {"environment", "logs", "formats"},
]
PURE = {"characters", "days", "kinds", "scoring", "statistics"}


def imports(path):
    """The first part of each module of ours that a file imports, and all the others."""
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


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        part = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if part not in ("__init__", "migrations"):
            yield part, path


def layer(part):
    return next(number for number, names in enumerate(LAYERS) if part in names)


@pytest.mark.parametrize(("part", "path"), list(modules()))
def test_imports_point_one_way(part, path):
    ours, _ = imports(path)
    for imported in ours - {part}:
        assert layer(imported) > layer(part), f"{part} imports {imported}"


def test_settings_are_imported_by_nobody():
    for part, path in modules():
        if part != "settings":
            assert "settings" not in imports(path)[0], path


@pytest.mark.parametrize("part", sorted(PURE))
def test_pure_modules_need_nothing_but_python(part):
    for each, path in modules():
        if each == part:
            ours, others = imports(path)
            assert ours <= {part}
            assert others <= sys.stdlib_module_names


@pytest.mark.parametrize(
    "page",
    [
        "home",
        "bank",
        "turn",
        "result",
        "scores",
        "rules",
        "your_data",
        "report",
        "corrections",
        "promise",
        "your_browser",
    ],
)
def test_one_word_four_files(page):
    from django.urls import get_resolver

    from quiz import letters, mine, proof, views

    assert any(hasattr(module, page) for module in (views, mine, letters, proof))
    assert page in {
        pattern.name for pattern in get_resolver().url_patterns if hasattr(pattern, "name")
    }
    assert (ROOT / "templates" / "quiz" / f"{page}.html").exists()
    assert (ROOT / "tests" / f"test_{page}.py").exists()


def test_the_readme_says_where_each_module_is():
    readme = (ROOT / "README.md").read_text()
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir()} - {"__pycache__"}
    named = {f"`quiz/{folder}/`" for folder in folders}
    named |= {f"`quiz/{path.name}`" for path in PACKAGE.glob("[!_]*.py")}
    assert {each for each in named if each not in readme} == set()


def test_the_top_level_stays_as_it_is():
    allowed = {"manage.py", "pyproject.toml", "quiz", "templates", "static", "tests", "README.md",
               "LICENSE", "CHANGELOG.md", "Makefile", ".ci", ".gitignore"}  # fmt: skip
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\n")
    tops = {name.split("/")[0] for name in listed if name}
    assert {top for top in tops if not top.startswith("requirements")} <= allowed
