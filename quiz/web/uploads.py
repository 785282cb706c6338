"""Files arrive in memory, within a limit, and are never written to disk."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LIMIT = 20_000_000  # bytes of all files of a request; a phone's largest photographs have 15 million


class InMemory(FileUploadHandler):
    """Keeps what is uploaded off the disk, where a photograph's place would lie about.

    What goes over the limit is counted and thrown away, so that whoever asked for the
    file can say that it is too large, in the form with all that was typed.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left = LIMIT

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        kept = raw_data[: max(self.left, 0)]
        self.left -= len(kept)
        self.file.write(kept)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
