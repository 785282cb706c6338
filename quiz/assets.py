"""Static files: hashed names, and compressed once when they are collected."""

from collections.abc import Iterable, Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class Assets(CompressedManifestStaticFilesStorage):
    """Leaves the admin's files uncompressed.

    They are nine tenths of all files and only editors ever ask for them;
    compressing them would make the first start several times slower.
    """

    def compress_files(self, paths: Iterable[str]) -> Iterator[Any]:
        return super().compress_files(path for path in paths if not path.startswith("admin/"))
