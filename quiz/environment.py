"""Reading the environment: each value checked, and all problems said at once.

An operator who starts the quiz with three mistakes should not have to start it
four times. So a value that cannot be used is noted with a sentence and stands
in as its default, until ``finish`` refuses to go on.
"""

import contextlib
import os
import re
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


class Environment:
    """The variables of a process, and what is wrong with them."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self.variables.get(name, "").strip() or default

    def flag(self, name: str, default: bool) -> bool:
        value = self.text(name).lower()
        if value not in ("", "0", "1"):
            self.problems.append(f"{name} is “{value}”; it must be 1 (yes) or 0 (no).")
        return value == "1" if value in ("0", "1") else default

    def number(self, name: str, default: int, low: int, high: int) -> int:
        value = self.text(name, str(default))
        if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
            self.problems.append(
                f"{name} is “{value}”; it must be a whole number from {low} to {high}."
            )
            return default
        return int(value)

    def hosts(self, name: str, default: str) -> list[str]:
        given = self.variables.get(name, default)
        hosts = [host.strip() for host in given.split(",") if host.strip()]
        if not hosts:
            self.problems.append(f"{name} is empty; give at least one host name.")
        for host in hosts:
            if not re.fullmatch(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-f:]+\]", host, re.I | re.A):
                self.problems.append(
                    f"{name} holds “{host}”; give host names without scheme, port or path, "
                    "separated by commas."
                )
        return hosts

    def folder(self, name: str, default: Path) -> Path:
        """A folder that is there, made if need be."""
        folder = Path(self.text(name) or default).absolute()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.problems.append(
                f"{name} is “{folder}”, which cannot be used as a folder: {error.strerror}."
            )
        return folder

    def secret(self, name: str, folder: Path) -> str:
        """The operator's secret, or one that is made once and kept in ``folder``."""
        secret = self.variables.get(name, "")
        if secret:
            if len(secret) < 50:
                self.problems.append(
                    f"{name} is shorter than 50 characters; make a longer one, or leave it "
                    "out and one is made and kept in the data folder."
                )
            return secret
        file = folder / "secret"
        try:
            if not file.exists():
                self._make_secret(file)
            return file.read_text().strip()
        except OSError as error:
            self.problems.append(f"No secret can be kept in “{folder}”: {error.strerror}.")
            return ""

    @staticmethod
    def _make_secret(file: Path) -> None:
        from django.core.management.utils import get_random_secret_key

        # Written whole under another name first, so that two processes
        # starting at once end up with the same secret.
        with tempfile.NamedTemporaryFile("w", dir=file.parent, prefix="secret.") as fresh:
            fresh.write(get_random_secret_key() + get_random_secret_key())
            fresh.flush()
            with contextlib.suppress(FileExistsError):
                os.link(fresh.name, file)

    def token(self, name: str, needs: tuple[str, ...]) -> str:
        """A secret word that opens a page for machines, or nothing."""
        value = self.text(name)
        if value and (len(value) < 20 or not value.isascii()):
            self.problems.append(f"{name} is too short; make it 20 letters and digits or more.")
        self._installed(name, value, needs)
        return value

    def _installed(self, name: str, value: str, needs: tuple[str, ...]) -> None:
        if value and not all(find_spec(package) for package in needs):
            self.problems.append(
                f"{name} is set, but what it needs is not installed: requirements-services.txt."
            )

    def url(self, name: str, schemes: tuple[str, ...], needs: tuple[str, ...]) -> str:
        """The address of a service, or nothing; ``needs`` are the packages that reach it.

        It may hold a password, so it is not repeated.
        """
        value = self.text(name)
        self._installed(name, value, needs)
        try:
            parts = urlsplit(value)
            fits = not value or (parts.scheme in schemes and parts.port != 0)
        except ValueError:
            fits = False
        if not fits:
            ways = " or ".join(f"{scheme}://" for scheme in schemes)
            self.problems.append(
                f"{name} cannot be used; it must be an address that begins with {ways}"
            )
            return ""
        return value

    def contact(self, name: str) -> str:
        """An address to write to, or nothing."""
        value = self.text(name)
        fits = re.fullmatch(r"mailto:[^\s@]+@[^\s@]+\.\w+|https://[\w.-]+(/\S*)?", value, re.A)
        if value and not fits:
            self.problems.append(
                f"{name} is “{value}”; give one address that begins with mailto: or https://."
            )
        return value

    def finish(self) -> None:
        """Raise ``ImproperlyConfigured`` with every problem, one a line, if there is any."""
        if self.problems:
            raise ImproperlyConfigured("\n".join(self.problems))
