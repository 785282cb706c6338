"""Static files: hashed names, and compressed once when they are collected."""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from hashlib import blake2b
from typing import Any

from django.conf import settings
from django.utils.functional import cached_property
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class Assets(CompressedManifestStaticFilesStorage):
    """Leaves the admin's files uncompressed.

    They are nine tenths of all files and only editors ever ask for them;
    compressing them would make the first start several times slower.
    """

    @cached_property
    def _address(self) -> Callable[[str | None, bool], str]:
        return cache(super().url)

    def url(self, name: str | None, force: bool = False) -> str:
        """Found once: what a file is called does not change while a process runs."""
        return self._address(name, force)

    def compress_files(self, paths: Iterable[str]) -> Iterator[Any]:
        return super().compress_files(path for path in paths if not path.startswith("admin/"))


@cache
def build_fingerprint() -> str:
    """A fingerprint of the code, templates and files that this process serves pages with."""
    digest = blake2b(digest_size=8)
    for kind in ("quiz/**/*.py", "templates/quiz/**/*.html", "static/**/*.*"):
        for file in sorted(settings.BASE_DIR.glob(kind)):
            digest.update(file.read_bytes())
    return digest.hexdigest()
