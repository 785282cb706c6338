"""Reading the environment: each value checked, and all problems said at once.

An operator who starts the quiz with three mistakes should not have to start it four
times. So a value that cannot be used is noted with a sentence and its default stands in,
until ``finish`` refuses to go on.

This is no pydantic model, though we have pydantic: Django's settings are names of a module,
so each would be declared in the model and then named again, and the sentences and the
secret's file would still be written here. Now one line of ``settings.py`` has a setting's
name, variable, default and range.
"""

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ImproperlyConfigured

HOST = re.compile(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-f:]+\]", re.I | re.A)
CONTACT = re.compile(r"mailto:[^\s@]+@[^\s@]+\.\w+|https://[\w.-]+(/\S*)?", re.A)


def _parts(address: str) -> dict[str, str]:
    """What libpq reads from an address of PostgreSQL; empty if that cannot be used."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    if not address.startswith(("postgresql://", "postgres://")):
        return {}
    try:
        found = {part: str(value) for part, value in conninfo_to_dict(address).items()}
    except ProgrammingError:
        return {}
    ports = found.get("port", "5432").split(",")
    hosts = found.get("host", "").split(",")
    if not all(re.fullmatch("[1-9][0-9]{0,4}", port) for port in ports):
        return {}
    return found if len(ports) in (1, len(hosts)) and found.get("dbname") else {}


class Environment:
    """The variables of a process, and what is wrong with them."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.problems: list[str] = []

    def text(self, name: str, default: str, fits: Callable[[str], object], problem: str) -> str:
        """A variable that ``fits``; ``default`` where it is blank.

        Where it does not fit, ``problem`` (with ``{}`` for the value) is noted and the
        default returned.
        """
        text = self.variables.get(name, "").strip()
        if text and not fits(text):
            self.problems.append(f"{name} {problem.format(text)}")
            return default
        return text or default

    def flag(self, name: str, default: bool) -> bool:
        """``1`` or ``0`` as a truth value."""
        problem = "is “{}”; it must be 1 (yes) or 0 (no)."
        return self.text(name, f"{default:d}", {"0", "1"}.__contains__, problem) == "1"

    def number(self, name: str, default: int, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, written in digits alone."""

        def fits(text: str) -> bool:
            return bool(re.fullmatch("[0-9]{1,9}", text)) and low <= int(text) <= high

        problem = f"is “{{}}”; it must be a whole number from {low} to {high}."
        return int(self.text(name, str(default), fits, problem))

    def hosts(self, name: str, default: str) -> list[str]:
        """Host names, separated by commas; at least one."""
        given = self.variables.get(name, default).split(",")
        hosts = [host.strip() for host in given if host.strip()]
        if not hosts:
            self.problems.append(f"{name} is empty; give at least one host name.")
        asked = "give host names without scheme, port or path, separated by commas."
        wrong = [host for host in hosts if not HOST.fullmatch(host)]
        self.problems += [f"{name} holds “{host}”; {asked}" for host in wrong]
        return hosts

    def listening(self, name: str, default: str) -> list[str]:
        """Addresses of this machine, separated by commas, without ports; or ``localhost``."""

        def fits(text: str) -> bool:
            with contextlib.suppress(ValueError):
                return all(host == "localhost" or ip_address(host) for host in split(text))
            return False

        def split(text: str) -> list[str]:
            return [host.strip().removeprefix("[").removesuffix("]") for host in text.split(",")]

        asked = "give addresses of this machine without ports, separated by commas, or localhost."
        return split(self.text(name, default, fits, f"is “{{}}”; {asked}"))

    def zone(self, name: str, default: str) -> str:
        """The name of a time zone, such as ``Europe/Berlin``."""

        def fits(text: str) -> object:
            with contextlib.suppress(ValueError, OSError, ZoneInfoNotFoundError):
                return ZoneInfo(text)
            return None

        asked = "give the name of a time zone, such as Europe/Berlin or UTC."
        return self.text(name, default, fits, f"is “{{}}”; {asked}")

    def title(self, name: str) -> str:
        """What somebody or something is called, in 100 characters; empty if it is not said."""
        return self.text(name, "", lambda text: len(text) <= 100, "is longer than 100 characters.")

    def contact(self, name: str) -> str:
        """An address to write to (``mailto:`` or ``https://``); empty if there is none."""
        problem = "is “{}”; give one address that begins with mailto: or https://."
        return self.text(name, "", CONTACT.fullmatch, problem)

    def token(self, name: str, needs: tuple[str, ...]) -> str:
        """A secret of 20 characters or more that opens a page for machines; empty if none.

        ``needs`` are the packages without which it is refused.
        """
        problem = "is too short; make it 20 letters and digits or more."
        text = self.text(name, "", lambda text: len(text) >= 20 and text.isascii(), problem)
        return self._installed(name, text, needs)

    def url(self, name: str, schemes: tuple[str, ...], needs: tuple[str, ...]) -> str:
        """The address of a service; empty if there is none.

        It may hold a password, so no sentence repeats it. ``needs`` as for ``token``.
        """

        def fits(text: str) -> bool:
            with contextlib.suppress(ValueError):
                return urlsplit(text).scheme in schemes and urlsplit(text).port != 0
            return False

        ways = " or ".join(f"{scheme}://" for scheme in schemes)
        problem = f"cannot be used; it must be an address that begins with {ways}"
        return self._installed(name, self.text(name, "", fits, problem), needs)

    def postgresql(self, name: str, beside: str = "") -> dict[str, str]:
        """The parts of a database's address by their names in libpq, which may name several hosts.

        Empty if there is none. It may hold a password, so no sentence repeats it. ``beside`` is
        another variable without which this one means nothing.
        """
        alone = f"means nothing without {beside}: give both."
        if not self.text(name, "", lambda _: self.variables.get(beside or name), alone):
            return {}
        problem = (
            "cannot be used; it must be an address that begins with postgresql:// or postgres://, "
            "as postgresql://user:password@host/name, or host1:5432,host2:5432 in the host’s place."
        )
        if not self._installed(name, self.variables.get(name, "").strip(), ("psycopg",)):
            return {}
        return _parts(self.text(name, "", _parts, problem))

    def _installed(self, name: str, text: str, needs: tuple[str, ...]) -> str:
        """``text``, or nothing and a problem where a package that it ``needs`` is missing."""
        missing = "is set, but what it needs is not installed: requirements-services.txt."
        return self.text(name, "", lambda _: all(map(find_spec, needs)), missing) and text

    def path(self, name: str, default: Path) -> Path:
        """The absolute path of a folder, which need not be there yet."""
        return Path(self.variables.get(name, "").strip() or default).absolute()

    def folder(self, name: str, default: Path) -> Path:
        """The absolute path of a folder, which is created if it is not there."""
        folder = self.path(name, default)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            said = f"is “{folder}”, which cannot be used as a folder: {error.strerror}."
            self.problems.append(f"{name} {said}")
        return folder

    def secret(self, name: str, folder: Path) -> str:
        """The operator's secret, or one that is made once and kept in ``folder``.

        At least 50 characters.
        """
        problem = (
            "is shorter than 50 characters; make a longer one, or leave it out and one is "
            "made and kept in the data folder."
        )
        if self.variables.get(name, "").strip():
            return self.text(name, "", lambda text: len(text) >= 50, problem)
        if not folder.is_dir():
            return ""  # which has been noted
        file = folder / "secret"
        try:
            if not file.exists():
                # Written whole under another name first, so that two processes starting
                # at once end up with the same secret.
                with tempfile.NamedTemporaryFile("w", dir=folder, prefix="secret.") as fresh:
                    fresh.write(secrets.token_urlsafe(75))
                    fresh.flush()
                    with contextlib.suppress(FileExistsError):
                        os.link(fresh.name, file)
            return file.read_text().strip()
        except OSError as error:
            self.problems.append(f"No secret can be kept in “{folder}”: {error.strerror}.")
            return ""

    def finish(self) -> None:
        """Raise ``ImproperlyConfigured`` with every problem, one a line, if there is any."""
        if self.problems:
            raise ImproperlyConfigured("\n".join(self.problems))
