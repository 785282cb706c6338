"""Colours that can be read: of any colour its nearest shade with enough contrast.

The formulas are those of WCAG 2.2 (relative luminance, contrast ratio). Colours are written as six
hexadecimal digits.
"""

import re
from collections.abc import Sequence

ENOUGH = 4.5  # for text, by WCAG's level AA
STEPS = 100


def read_colour(text: str) -> str:
    """A colour as people write it, such as "#B3261E" or "b31"; empty if it is none."""
    digits = text.strip().removeprefix("#").lower()
    if re.fullmatch(r"[0-9a-f]{3}", digits):
        digits = "".join(digit * 2 for digit in digits)
    return digits if re.fullmatch(r"[0-9a-f]{6}", digits) else ""


def contrast(one: str, other: str) -> float:
    """How well one colour can be told from another: from 1, not at all, to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable(colour: str, on: Sequence[str]) -> str:
    """The colour itself or its nearest shade that can be read on each of the colours ``on``.

    They are all light, or all dark: it is made darker on the one, lighter on the other.
    """
    end = 0 if _luminance(on[0]) > 0.18 else 255
    for step in range(STEPS):
        shade = _towards(colour, end, step / STEPS)
        if all(contrast(shade, each) >= ENOUGH for each in on):
            return shade
    return _towards(colour, end, 1)


def _parts(colour: str) -> list[int]:
    return [int(colour[start : start + 2], 16) for start in (0, 2, 4)]


def _towards(colour: str, end: int, share: float) -> str:
    return "".join(f"{round(part + (end - part) * share):02x}" for part in _parts(colour))


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
