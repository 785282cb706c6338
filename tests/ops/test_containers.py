"""The containers' files fit each other and the settings; nothing is built or started."""

import re
import subprocess

import pytest
import yaml

from tests.server import ROOT

FOLDER = ROOT / "quiz" / "ops" / "deploy" / "containers"
IMAGES = (FOLDER / "Containerfile").read_text()
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text())
SERVICES = COMPOSE["services"]


def test_every_service_has_an_image_that_is_built_here():
    stages = set(re.findall(r"^FROM \S+ AS (\w+)$", IMAGES, re.M))
    built = {each["image"] for each in SERVICES.values() if "build" in each}
    assert {each["image"] for each in SERVICES.values()} == built
    for each in SERVICES.values():
        if "build" in each:
            assert each["image"] == f"localhost/quiz-{each['build']['target']}"
            assert each["build"]["target"] in stages
            assert (FOLDER / each["build"]["context"]).resolve() == ROOT


def test_images_come_from_one_base_by_its_short_name_and_version():
    bases = set(re.findall(r"^FROM (\S+)", IMAGES, re.M)) - {"python"}
    assert bases == {"debian:13-slim"}


@pytest.mark.parametrize("path", re.findall(r"^COPY (?!--)(.+) \S+$", IMAGES, re.M))
def test_what_an_image_copies_is_there(path):
    assert [each for each in path.split() if not (ROOT / each).exists()] == []


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_may_write_into_its_image_or_become_more(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    kept = [each for each in service.get("volumes", ()) if not each.startswith("$")]
    assert {each.split(":")[0] for each in kept} <= {*COMPOSE["volumes"]}


@pytest.mark.parametrize("name", SERVICES)
def test_little_is_kept_of_what_a_service_says(name):
    assert SERVICES[name]["logging"] == {"driver": "json-file", "options": {"max-size": "1m"}}


def test_its_postgresql_is_set_as_the_guide_asks():
    guide = (FOLDER.parent / "threats.md").read_text()
    script = (FOLDER / "database").read_text()
    asked = dict(re.findall(r"ALTER SYSTEM SET (\w+) = '?(\w+)'?;", guide))
    asked |= dict(re.findall(r"\b(log_\w+)=([\w-]+)", guide))
    assert len(asked) == 9
    assert {name: value for name, value in asked.items() if f"{name}={value}" not in script} == {}
    granted = re.findall(r"^ *(GRANT .+);$", guide, re.M)
    assert len(granted) == 2
    assert [each for each in granted if each not in script] == []
    assert not re.search("%[tmn]", re.search("log_line_prefix='(.*)'", script)[1])


def test_what_the_services_are_told_are_settings():
    named = set(re.findall(r"^\| `(\w+)` \|", (FOLDER.parent / "settings.md").read_text(), re.M))
    for name in ("prepare", "web", "housekeeping"):
        assert set(SERVICES[name]["environment"]) <= named


@pytest.mark.parametrize("name", SERVICES)
def test_no_variable_is_made_of_one_of_its_own_name(name):
    """Tools differ in what they make of that."""
    for variable, value in SERVICES[name].get("environment", {}).items():
        assert variable not in re.findall(r"\$\{(\w+)", value)


def test_nginx_begins_with_the_example_and_knows_what_it_changes_there():
    """Each text that ``front`` replaces stands in the example for a server of one's own."""
    example = (FOLDER.parent / "nginx.conf").read_text()
    for text in (
        "quiz.example",
        "127.0.0.1:8000",
        "/etc/letsencrypt/live/quiz.example/",
        "listen 80",
        "listen [::]:443",
        "return 301 https://quiz.example",
        "Host $host;",
        "/srv/quiz/current/quiz/ops/deploy",
    ):
        assert text in example
    assert "/srv/quiz/current/quiz/ops/deploy/errors" in IMAGES


@pytest.mark.parametrize("script", ["up", "front", "database"])
def test_scripts_can_be_read_by_a_shell(script):
    subprocess.run(["sh", "-n", FOLDER / script], check=True)
