"""Static files: named by a hash of their content, and compressed when they are collected."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from hashlib import blake2b
from pathlib import PurePath
from typing import Any

import rcssmin  # type: ignore[import-untyped]
import rjsmin  # type: ignore[import-untyped]
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils.functional import cached_property
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

# What takes comments and needless spaces out of a file of ours, by its suffix.
SHORTER: dict[str, Callable[[bytes], bytes]] = {".css": rcssmin.cssmin, ".js": rjsmin.jsmin}


# What a sheet of ours takes from another: one request for both.
IMPORT = re.compile(rb'@import url\("(\w+\.css)"\)(?: layer\((\w+)\))?;')


def whole(content: bytes) -> bytes:
    """A style sheet with those of ours that it imports in it."""

    def imported(found: re.Match[bytes]) -> bytes:
        sheet = (settings.BASE_DIR / "static/quiz" / found[1].decode()).read_bytes()
        return b"@layer %s {%s}" % (found[2], sheet) if found[2] else sheet

    return IMPORT.sub(imported, content)


def shorter(name: str, content: bytes) -> bytes:
    """A file of ours without comments and needless spaces, a fourteenth of a first page.

    A style sheet has in it what it imports of ours.

    What is vendored, and the admin's, stays byte for byte.
    """
    path = PurePath(name)
    if path.parts[:1] == ("quiz",) and path.suffix in SHORTER and ".min" not in path.suffixes:
        return SHORTER[path.suffix](whole(content) if path.suffix == ".css" else content)
    return content


class Assets(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, but for files of others, which stay uncompressed.

    They are nine tenths of all files. Only editors ask for the admin's, and nobody for what
    libraries bring; compressing them would make the first start several times slower.
    """

    @cached_property
    def _address(self) -> Callable[[str | None, bool], str]:
        return cache(super().url)

    def url(self, name: str | None, force: bool = False) -> str:
        """The address of a file, looked up once a process.

        It cannot change while a process runs, and to look it up takes 44 microseconds, for
        each file of each page.
        """
        return self._address(name, force)

    def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
        """Keep of our own files what has to be served."""
        kept = ContentFile(shorter(name or "", content.read()))
        return super().save(name, kept, max_length)

    def post_process(self, paths: Iterable[str], *args: Any, **options: Any) -> Iterator[Any]:
        """Make the hashed files of what was kept, not of the originals."""
        return super().post_process({name: (self, name) for name in paths}, *args, **options)

    def compress_files(self, paths: Iterable[str]) -> Iterator[Any]:
        return super().compress_files(path for path in paths if path.startswith("quiz/"))


@cache
def build_fingerprint() -> str:
    """A hash of all code, templates and static files: another build, other pages."""
    digest = blake2b(digest_size=8)
    for kind in ("quiz/**/*.py", "templates/quiz/**/*.html", "static/**/*.*"):
        for file in sorted(settings.BASE_DIR.glob(kind)):
            digest.update(file.read_bytes())
    return digest.hexdigest()
