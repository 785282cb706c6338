"""Pictures of questions, stored in several widths."""

import datetime
from collections.abc import Iterable
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from quiz.content.images import SanitizedImage

UNUSED_DAYS = 7


class Picture(models.Model):
    """A picture that questions may show; ``digest`` is the SHA-256 of its widest rendition."""

    digest = models.CharField(max_length=64, primary_key=True)
    width = models.PositiveSmallIntegerField(_("width"))
    height = models.PositiveSmallIntegerField(_("height"))
    added_on = models.DateField(_("added on"))

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"

    @classmethod
    @transaction.atomic
    def keep(cls, image: SanitizedImage, on: datetime.date) -> "Picture":
        """Store a sanitised picture, or find the same one and renew its day.

        So ``sweep`` leaves it for a week, in which a question can begin to use it.
        """
        picture, made = cls.objects.get_or_create(
            digest=image.digest,
            defaults={"width": image.width, "height": image.height, "added_on": on},
        )
        if made:
            Rendition.objects.bulk_create(
                Rendition(picture=picture, width=width, data=data)
                for width, data in image.renditions.items()
            )
        else:
            cls.objects.filter(pk=picture.pk, added_on__lt=on).update(added_on=on)
        return picture

    @classmethod
    def sweep(cls, on: datetime.date) -> int:
        """Delete pictures that nothing uses and nobody has added for a week; return how many."""
        latest = on - datetime.timedelta(days=UNUSED_DAYS)
        unused = cls.objects.filter(added_on__lt=latest, questions=None, versions=None, drafts=None)
        return unused.delete()[1].get("quiz.Picture", 0)

    @classmethod
    def widest(cls, digests: Iterable[str]) -> dict[str, bytes]:
        """The bytes of the widest rendition of each, by digest."""
        widest = Rendition.objects.filter(picture__in=list(digests), width=F("picture__width"))
        return {pk: bytes(data) for pk, data in widest.values_list("picture", "data")}

    def content(self) -> dict[str, Any]:
        """The picture as it is written into versions: digest, and width and height in pixels."""
        return {"digest": self.digest, "width": self.width, "height": self.height}


class Rendition(models.Model):
    """A picture in one width, as WebP; a table of its own, so that lists never read the bytes."""

    picture = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")
    width = models.PositiveSmallIntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["picture", "width"], name="rendition_width_once")
        ]

    def __str__(self) -> str:
        return f"{self.picture_id} {self.width}"
