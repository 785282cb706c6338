"""Files arrive in memory, within a limit, and are never written to disk."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# Bytes of all files of a request; a phone's largest photographs have 15 million.
UPLOAD_LIMIT = 20_000_000


class InMemory(FileUploadHandler):
    """Keeps uploads in memory: a photograph on disk could keep the place where it was taken.

    Django's own handler for memory hands larger files on to the disk. Here the bytes over
    the limit are counted and dropped, so that the form can say that the file is too large,
    and keeps everything else that was typed.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left = UPLOAD_LIMIT

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
