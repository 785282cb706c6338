"""Hosts as people write them, and as a policy names them: "paper.example", "*.paper.example"."""

import re

LABEL = r"(?!-)[a-z0-9-]{1,63}(?<!-)"
HOST = re.compile(rf"(?:https?://)?(?:\*\.)?{LABEL}(?:\.{LABEL})*(?::[0-9]{{1,5}})?")


def read_host(text: str) -> str:
    """A host that may frame a page, by a line that somebody wrote; empty if it is none.

    The address of a page counts as its host. Letters beyond ASCII are written as browsers do.
    """
    scheme, mark, rest = text.strip().lower().rpartition("://")
    host = re.split(r"[/?#]", rest)[0]
    name, colon, port = host.partition(":")
    star, name = ("*.", name[2:]) if name.startswith("*.") else ("", name)
    try:
        name = name.encode("idna").decode()
    except UnicodeError:
        return ""
    written = f"{scheme}{mark}{star}{name}{colon}{port}"
    return written if HOST.fullmatch(written) else ""


def stored_hosts(text: str) -> list[str]:
    """The hosts of a text that was stored, whoever stored it: what is none counts for nothing."""
    return [line for line in text.splitlines() if read_host(line) == line]


def read_hosts(text: str) -> tuple[list[str], list[str]]:
    """The hosts of a text, one a line, each once, and the lines that are none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    hosts = list(dict.fromkeys(host for line in lines if (host := read_host(line))))
    return hosts, [line for line in lines if not read_host(line)]
