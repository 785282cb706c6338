"""Static files as they are collected: ours made shorter, others' byte for byte."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.base import ContentFile

from quiz.web.static import Assets, shorter

DAYS = shorter(
    "quiz/desk_days.css", Path(settings.BASE_DIR, "static/quiz/desk_days.css").read_bytes()
)


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("quiz/a.css", b"/* why */\na { color: red }\n/* b\n c */ b {}", b"a{color:red}b{}"),
        ("quiz/a.css", b"a {\n  color: red;\n\n  }\n", b"a{color:red}"),
        (
            "quiz/a.css",
            b'@layer base;\n@import url("desk_days.css") layer(base);\na {}',
            b"@layer base;@layer base{" + DAYS + b"}a{}",
        ),
        ("quiz/a.js", b"if (a) {\n  // why\n\n  b();\n}\n", b"if(a){b();}"),
        ("quiz/a.js", b"  // why\nlet a = 1; // this\n", b"let a=1;"),
        ("quiz/a.js", b'const a = "http://x";\n', b'const a="http://x";'),
        ("quiz/a.js", b"let a = `b  ${c}  // d`;\n", b"let a=`b  ${c}  // d`;"),
        ("quiz/b-1.0.min.js", b"// licence\na()\n", b"// licence\na()\n"),
        ("quiz/a.svg", b"<svg/>", b"<svg/>"),
        ("admin/a.css", b"/* theirs */ a {}", b"/* theirs */ a {}"),
    ],
)
def test_our_own_files_lose_their_comments_and_needless_spaces(tmp_path, name, before, after):
    storage = Assets(location=tmp_path, base_url="/static/")
    assert (tmp_path / storage.save(name, ContentFile(before))).read_bytes() == after


def test_the_hashed_file_is_made_of_what_was_kept(tmp_path):
    source = Assets(location=tmp_path / "source", base_url="/static/")
    (tmp_path / "source" / "quiz").mkdir(parents=True)
    (tmp_path / "source" / "quiz" / "a.css").write_bytes(b"/* why */a {}")
    storage = Assets(location=tmp_path / "kept", base_url="/static/")
    storage.save("quiz/a.css", ContentFile(b"/* why */a {}"))
    made = list(storage.post_process({"quiz/a.css": (source, "quiz/a.css")}))
    hashed = made[0][1]
    assert hashed != "quiz/a.css"
    assert (tmp_path / "kept" / hashed).read_bytes() == b"a{}"


def test_our_own_files_alone_are_compressed(tmp_path):
    storage = Assets(location=tmp_path, base_url="/static/")
    for name in ("quiz/a.js", "admin/a.js", "django_htmx/a.js"):
        storage.save(name, ContentFile(b"let a = 1;\n" * 500))
    made = {
        name
        for name, _kept in storage.compress_files(["quiz/a.js", "admin/a.js", "django_htmx/a.js"])
    }
    assert made == {"quiz/a.js"}
    assert {each.name for each in tmp_path.rglob("*.br")} == {"a.js.br"}


@pytest.mark.parametrize(
    "name", ["quiz.css", "pages.css", "standing.css", "desk.css", "desk_home.css"]
)
def test_hovering_changes_nothing_where_a_finger_only_leaves_it_behind(name):
    css = Path(settings.BASE_DIR, "static/quiz", name).read_text()
    of_pointers = re.sub(r"@media \(hover: hover\)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
    assert ":hover" not in of_pointers
