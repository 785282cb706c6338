"""What the README, its guides and the docstrings name is there, and the guides name it all."""

import ast
import io
import re
import tokenize
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
GUIDES = sorted((ROOT / "quiz" / "ops" / "deploy").glob("*.md"))
PAGES = [README, *GUIDES]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.search(r"^\.PHONY: (.+)$", MAKEFILE, re.M)[1].split())
# Folders and files of the repository, as a page or a docstring names them.
PATH = re.compile(
    r"(?<![\w/.*-])((?:quiz|tests|templates|static|\.ci)/[\w./*-]*\w/?|\w[\w/]*\.(?:py|html|md))"
    r"(?::(\w+))?(?![\w/*-])"
)


def code(page):
    """What a page sets as code: spans between backticks, and indented lines."""
    text = page.read_text()
    return [
        *re.findall(r"`([^`\n]+)`", text.replace("\n", " ")),
        *re.findall("^    .+$", text, re.M),
    ]


def text_of(page):
    return page.read_text()


def by_name(pages):
    return pytest.mark.parametrize("guide", pages, ids=lambda guide: str(guide.relative_to(ROOT)))


def test_the_readme_has_a_hundred_lines_at_most():
    assert len(text_of(README).splitlines()) <= 100


@by_name(PAGES)
def test_links_lead_to_files(guide):
    links = re.findall(r"\]\(([^)]+)\)", text_of(guide))
    assert [link for link in links if not (guide.parent / link).is_file()] == []


def test_every_guide_is_linked_from_the_readme():
    links = {(ROOT / link).resolve() for link in re.findall(r"\]\(([^)]+)\)", text_of(README))}
    assert {*GUIDES} <= links


def found(path, beside=ROOT):
    """Whether a path leads somewhere from the root, the package or ``beside``."""
    path = path.rstrip("/")
    places = (ROOT, ROOT / "quiz", ROOT / "tests", ROOT / "templates", beside)
    return any(any(place.glob(path)) for place in places)


@by_name(PAGES)
def test_paths_that_a_page_names_are_there(guide):
    named = PATH.findall(text_of(guide))
    assert [path for path, _ in named if not found(path, guide.parent)] == []
    for path, function in named:
        if function:
            assert f"def {function}(" in (ROOT / path).read_text(), f"{path}:{function}"


@by_name(PAGES)
def test_modules_that_a_page_names_are_there(guide):
    named = re.findall(r"(?<![\w/.@])(?:quiz|tests)(?:\.[a-z_]+)+\b", "\n".join(code(guide)))
    units = {path.name for path in (ROOT / "quiz" / "ops" / "deploy").glob("quiz.*")}
    modules = [name for name in named if not name.startswith("quiz.example")]
    modules = [name for name in modules if name not in units]
    assert [name for name in modules if not find_spec(name)] == []


@by_name(PAGES)
def test_make_targets_that_a_page_names_are_there(guide):
    named = [word for line in code(guide) for word in made(line)]
    assert [word for word in named if word not in TARGETS] == []


def made(line):
    """The targets in a line that begins with ``make``."""
    words = line.split("#")[0].split()
    return [word for word in words[1:] if "=" not in word] if words[:1] == ["make"] else []


def test_every_make_target_is_named_in_the_readme():
    assert {word for line in code(README) for word in made(line)} == TARGETS


@by_name(PAGES)
def test_commands_that_a_page_names_are_there_and_take_these_options(guide):
    spans = "\n".join(" ".join(span.split()) for span in code(guide))
    lines = [
        *re.findall(r"manage\.py ([a-z][^`&\n]+)", spans),
        *re.findall(r"^    quiz ([a-z][^`&\n]+)", text_of(guide), re.M),
    ]
    for line in lines:
        name, *words = line.replace("[", " ").replace("]", " ").split()
        assert name in get_commands(), line
        usage = load_command_class(get_commands()[name], name).create_parser("", name).format_help()
        options = {word for word in words if word.startswith("--")}
        assert options <= set(re.findall(r"--[a-z-]+", usage)), line


@by_name(PAGES)
def test_variables_that_a_page_names_are_read(guide):
    read = "".join(path.read_text() for path in (*(ROOT / "quiz").rglob("*.py"),
                   *(ROOT / "tests").rglob("*.py"), ROOT / "Makefile"))  # fmt: skip
    by_containers = (ROOT / "quiz/ops/deploy/containers/compose.yaml").read_text()
    named = set(re.findall(r"\bQUIZ_[A-Z_]+\b", text_of(guide)))
    not_read = {name for name in named if f'"{name}"' not in read}
    assert not_read <= set(re.findall(r"\$\{(\w+)", by_containers))


@cache
def said(path):
    """Docstrings and comments of a module."""
    source = path.read_text()
    nodes = ast.walk(ast.parse(source))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return [
        *(ast.get_docstring(node) or "" for node in nodes if isinstance(node, documented)),
        *(token.string for token in tokens if token.type == tokenize.COMMENT),
    ]


MODULES = [
    path
    for room in ("quiz", "tests")
    for path in sorted((ROOT / room).rglob("*.py"))
    if "migrations" not in path.parts
]


def test_paths_that_docstrings_and_comments_name_are_there():
    missing = []
    for module in MODULES:
        for text in said(module):
            named = [path for path, _ in PATH.findall(text)]
            missing += [f"{module}: {path}" for path in named if not found(path, module.parent)]
    assert missing == [], "\n".join(missing)


def known(name):
    """Whether a dotted name, from ``quiz`` or from a module on, leads to something of ours."""
    if name == "quiz.ops.gunicorn":  # which starts a process where it is imported
        return (ROOT / "quiz" / "ops" / "gunicorn.py").exists()
    first, *rest = name.removeprefix("quiz.").split(".")
    paths = [path for path in MODULES if path.stem == first and "commands" not in path.parts]
    starts = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in paths]
    return any(leads(start, rest) for start in (f"quiz.{first}", *starts))


def leads(start, rest):
    try:
        thing = import_module(start)
        for part in rest:
            if not hasattr(thing, part):
                import_module(f"{thing.__name__}.{part}")
            thing = getattr(thing, part)
    except ImportError:
        return False
    return True


def test_modules_that_docstrings_and_comments_name_are_there():
    missing = []
    for module in MODULES:
        for text in said(module):
            named = re.findall(r"\bquiz(?:\.[a-z_]+)+\b(?!/)", text)
            named += re.findall(r"``([a-z_]+(?:\.\w+)+)``", text)
            named = [name for name in named if not re.search(r"\.(py|html|md|example|css)$", name)]
            missing += [f"{module}: {name}" for name in named if not known(name)]
    assert missing == [], "\n".join(missing)
