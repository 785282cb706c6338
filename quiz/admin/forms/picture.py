"""How a file arrives from an editor: held in memory, within a limit, and made safe at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quiz.content.images import TYPES, Refused, made_safe
from quiz.models import Picture
from quiz.web import uploads

WIDTH = 320  # pixels of the desk's page for the picture that there is


class PictureInput(forms.FileInput):
    """Shows the picture that there is, with a box to remove it and a field for another.

    The picture is kept as soon as it has been understood, so it is still there when
    something else on the page has to be mended first.
    """

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        picture = Picture.objects.filter(pk=value).first() if value else None
        context = {
            "name": name,
            "picture": picture,
            "width": min(WIDTH, picture.width) if picture else 0,
            "accept": ",".join(TYPES.values()),
            "attrs": attrs or {},
        }
        return render_to_string("admin/quiz/question/picture.html", context)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        if name in files:
            return files[name]
        kept = str(data.get(f"{name}_kept", "")).replace("\0", "")  # PostgreSQL looks for none
        return "" if f"{name}_removed" in data else kept

    def inputs(self, name: str, value: Any) -> dict[str, list[str]]:
        """What its page sends for a picture that is kept."""
        return {f"{name}_kept": [value or ""], f"{name}_removed": []}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in files and not {f"{name}_kept", f"{name}_removed"} & set(data)


class PictureField(forms.Field):
    """An upload becomes a ``Picture``; so does the digest of one that was kept before."""

    widget = PictureInput

    def prepare_value(self, value: Any) -> Any:
        return getattr(value, "digest", "") if isinstance(value, UploadedFile) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return isinstance(data, UploadedFile) or (data or "") != (initial or "")

    def clean(self, value: Any) -> Picture | None:
        if not value:
            return None
        if isinstance(value, UploadedFile):
            return self._kept(value)
        picture = Picture.objects.filter(pk=value).first()
        if picture is None:
            raise ValidationError(_("That picture is not kept any more. Please choose it again."))
        return picture

    def _kept(self, upload: Any) -> Picture:
        if upload.size > uploads.UPLOAD_LIMIT:
            raise ValidationError(_("This file is larger than 20 MB. Make the picture smaller."))
        try:
            safe = made_safe(upload)
        except Refused as refused:
            raise ValidationError(refused.sentence) from None
        upload.digest = safe.digest
        return Picture.keep(safe, timezone.localdate())
