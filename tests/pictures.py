"""Picture files made for tests, with everything in them that must not be published."""

import struct
import zlib
from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin

SECRETS = (b"Geheimkamera", b"SECRET-PLACE", b"SECRET-COMMENT", b"SECRET-XMP", b"SECRET-TAIL")
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">SECRET-XMP</x:xmpmeta>'


def gradient(width=900, height=600):
    """A picture whose corners can be told apart: red grows to the right, green downwards."""
    red = Image.linear_gradient("L").rotate(90).resize((width, height))
    green = Image.linear_gradient("L").resize((width, height))
    return Image.merge("RGB", (red, green, Image.new("L", (width, height), 40)))


def exif(orientation=1):
    made = Image.Exif()
    made[0x010F] = "Geheimkamera"
    made[0x0112] = orientation
    made[0x0132] = "2026:11:20 14:03:59"
    gps = made.get_ifd(0x8825)
    gps.update({1: "N", 2: (52.0, 31.0, 12.5), 3: "E", 4: (13.0, 24.0, 36.5), 27: b"SECRET-PLACE"})
    return made


def photograph(kind, image=None, orientation=1):
    """The bytes of a JPEG, PNG or WEBP with a place, a camera, a comment, XMP and a profile."""
    image = image or gradient()
    out = BytesIO()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    extra = {"exif": exif(orientation), "icc_profile": profile}
    if kind == "JPEG":
        extra |= {"comment": b"SECRET-COMMENT", "xmp": XMP, "quality": 90}
    elif kind == "WEBP":
        extra |= {"xmp": XMP}
    else:
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "SECRET-COMMENT")
        info.add_itxt("XML:com.adobe.xmp", XMP.decode())
        extra |= {"pnginfo": info}
    image.save(out, kind, **extra)
    return out.getvalue() + b"SECRET-TAIL"


def png(*chunks):
    """A PNG from its chunks, however wrong they are."""
    body = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


def huge_png(width, height):
    """A few bytes that claim to be ``width`` by ``height`` white pixels."""
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return png((b"IHDR", header), (b"IDAT", rows), (b"IEND", b""))


def saved(image, kind, **how):
    out = BytesIO()
    image.save(out, kind, **how)
    return out.getvalue()
