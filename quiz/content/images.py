"""Pictures made safe and small, and where they are kept.

Whatever an editor uploads is decoded to its pixels and encoded anew, so nothing else
of the file survives: no place, time or camera (EXIF, XMP), no comment, no text, no
colour profile, no thumbnail, nothing behind the end. What comes out is WebP, in two
widths for phones and desks. Only what has come out before, and comes back in a file, is
taken as it is: its one part is the pixels.

They are kept in the database, in rows of their own: a version never changes and keeps
its picture for ever, every worker sees it at once, and who backs up the database has
backed up the pictures. A picture's name is the hash of what it is, so its address can
be cached for ever. What no question and no version uses is swept out after a week.
"""

import hashlib
import warnings
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, UnidentifiedImageError

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
# In millions of pixels: what a phone takes at most, and what decodes in under 250 MB.
MOST_PIXELS = {"JPEG": 50, "MPO": 50, "PNG": 16, "WEBP": 16}
ONE_OF_MANY = 8  # of a PNG or WebP that comes with others: beside their file there is less room
WIDEST, HIGHEST = 1280, 2560
NARROW = 640  # the width of a phone's screen, at twice its resolution nearly the widest
MOST_BYTES = 400_000  # of the widest, encoded
QUALITIES = (80, 65, 50)
HOPELESS = 3 * MOST_BYTES  # whose lesser qualities do not fit either

# How each EXIF orientation but the usual one is undone.
_ORIENTATION = 0x0112
_UNDONE = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class Refused(ValueError):
    """The file is no picture that could be shown; it says why in a sentence."""

    def __init__(self, sentence: Any):
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True)
class SanitizedImage:
    """A picture with nothing but its pixels: its size, and WebP by width, the widest last."""

    width: int
    height: int
    renditions: dict[int, bytes]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.renditions[self.width]).hexdigest()


def made_safe(file: BinaryIO, *, one_of_many: bool = False) -> SanitizedImage:
    """The picture in ``file``, upright, in sRGB, on white; raises ``Refused``.

    One of many, in a file that holds them beside its text, may have fewer pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about odd metadata, which nobody will see again
            image, flat = _opened(file, one_of_many)
            image = _in_srgb(image)
    except Refused:
        raise
    except Image.DecompressionBombError:
        raise Refused(_TOO_LARGE) from None
    except Exception:  # Pillow's decoders raise whatever a broken file makes them stumble on
        raise Refused(
            _("This file cannot be read as a picture. Save it as JPEG, PNG or WebP once more.")
        ) from None
    image = Image.frombytes("RGB", image.size, image.tobytes())  # nothing but pixels
    whole = _encoded(image, lossless=flat)
    while len(whole) > MOST_BYTES:  # noise, for the most part
        image = _narrowed(image, image.width * 3 // 4)
        whole = _encoded(image, lossless=flat)
    return SanitizedImage(*image.size, _renditions(image, whole, flat=flat))


def as_it_is(data: bytes) -> SanitizedImage | None:
    """A picture that was made safe before and comes back from a file; None for any other.

    It is WebP with nothing beside its pixels, within our limits, and keeps its name.
    """
    chunk = data[12:16]
    size = int.from_bytes(data[16:20], "little")
    whole = data[:4] == b"RIFF" and int.from_bytes(data[4:8], "little") == len(data) - 8
    alone = chunk in (b"VP8 ", b"VP8L") and 20 + size + size % 2 == len(data)
    if data[8:12] != b"WEBP" or not whole or not alone or len(data) > MOST_BYTES:
        return None
    try:
        with Image.open(BytesIO(data), formats=["WEBP"]) as opened:
            if opened.width > WIDEST or opened.height > HIGHEST:
                return None
            image = opened.convert("RGB")
    except Exception:  # Pillow's decoders raise whatever a broken file makes them stumble on
        return None
    return SanitizedImage(*image.size, _renditions(image, data, flat=chunk == b"VP8L"))


def _renditions(image: Image.Image, whole: bytes, *, flat: bool) -> dict[int, bytes]:
    """The picture in its widths, the widest last, for which its bytes are there."""
    renditions = {image.width: whole}
    if image.width > NARROW:
        small = _narrowed(image, NARROW)
        renditions = {NARROW: _encoded(small, lossless=flat), **renditions}
    return renditions


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Image.Resampling.LANCZOS)


_TOO_LARGE = _(
    "This picture has too many pixels: at most 50 million in a JPEG, 16 million otherwise. "
    "Make it smaller first."
)


_TOO_LARGE_THERE = _("it has too many pixels: at most 50 million in a JPEG, 8 million otherwise.")


def _opened(file: BinaryIO, one_of_many: bool) -> tuple[Image.Image, bool]:
    """The picture, no larger than it is shown, and whether it may be worth every pixel."""
    try:
        opened = Image.open(file, formats=list(TYPES))
    except UnidentifiedImageError:
        raise Refused(
            _(
                "This is no picture that we can take. Save it as JPEG, PNG or WebP; a drawing "
                "(SVG) or a phone’s HEIC has to be exported as one of them."
            )
        ) from None
    # A phone's JPEG may have a second picture behind the first, and that one is dropped.
    if opened.format != "MPO" and getattr(opened, "is_animated", False):
        raise Refused(_("This picture moves. Save the one moment that matters."))
    pixels = opened.width * opened.height / 1_000_000
    if pixels > MOST_PIXELS[opened.format or ""]:
        raise Refused(_TOO_LARGE)
    if one_of_many and pixels > ONE_OF_MANY and opened.format in ("PNG", "WEBP"):
        raise Refused(_TOO_LARGE_THERE)
    orientation = None
    with suppress(Exception):  # broken metadata is no reason to refuse good pixels
        orientation = opened.getexif().get(_ORIENTATION)
    profile = opened.info.get("icc_profile")
    opened.draft("RGB", (WIDEST, WIDEST))  # decodes a large JPEG at a fraction of its size
    sideways = orientation in (5, 6, 7, 8)
    image = _shrunk(opened, (HIGHEST, WIDEST) if sideways else (WIDEST, HIGHEST))
    if orientation in _UNDONE:
        image = image.transpose(_UNDONE[orientation])
    image.info = {"icc_profile": profile}
    return image, opened.format in ("PNG", "WEBP")


def _shrunk(image: Image.Image, box: tuple[int, int]) -> Image.Image:
    """No larger than ``box``, and on white: letters on nothing would be lost on a dark page."""
    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off, not scale
        image = image.convert("I").point(lambda grey: grey / 256).convert("L")
    elif image.has_transparency_data:
        image = image if image.mode == "RGBA" else image.convert("RGBA")
    elif image.mode in ("1", "P"):
        image = image.convert("RGB")
    image.thumbnail(box, Image.Resampling.LANCZOS)
    if image.mode == "RGBA":
        white = Image.new("RGBA", image.size, "white")
        white.alpha_composite(image)
        image = white.convert("RGB")
    return image


def _in_srgb(image: Image.Image) -> Image.Image:
    """With the colours that it was meant to have, so that it needs no profile any more."""
    if profile := image.info["icc_profile"]:
        with suppress(Exception):  # a broken profile is left out of account
            return ImageCms.profileToProfile(
                image,
                ImageCms.ImageCmsProfile(BytesIO(profile)),
                ImageCms.createProfile("sRGB"),
                outputMode="RGB",
            ) or image.convert("RGB")
    return image.convert("RGB")


def _encoded(image: Image.Image, *, lossless: bool) -> bytes:
    """As WebP, as good as fits; a screenshot keeps every pixel where that costs no more."""

    def encode(**how: Any) -> bytes:
        out = BytesIO()
        image.save(out, "WEBP", **how)
        return out.getvalue()

    for quality in QUALITIES:
        data = encode(quality=quality)
        if len(data) <= MOST_BYTES or len(data) > HOPELESS:
            break
    if lossless and len(exact := encode(lossless=True, quality=50)) <= len(data):
        return exact
    return data
