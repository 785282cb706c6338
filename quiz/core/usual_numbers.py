"""The numbers of an estimate that nobody has chosen yet, as they usually are."""

import math
import re
from typing import Any

Number = int | float

FULL, ZERO = 0.05, 0.2  # of the line: how near earns a full point, how far off nothing
FULL_OF_RIGHT = 0.1  # near enough to 7 % is not 5 more
FULL_TIMES, ZERO_TIMES = 1.25, 5
FAR, NEAR = 0.7, 0.3  # where the right number stands: the middle, a slider's start, earns nothing
SHARE = re.compile(r"\s*(%|‰|per ?cent\b|percent)", re.IGNORECASE)
# What is measured, of which there are halves; anything else is counted one by one.
MEASURED = re.compile(
    rf"{SHARE.pattern}|\s*(?:[$€£¥]|(?:thousand|million|billion|trillion|euro|dollar|pound|second"
    r"|minute|hour|day|week|month|year|met(?:re|er)|kilomet(?:re|er)|mile|gram|kilo|litre|degree)s?\b"
    r"|(?:mm|cm|km|m|g|kg|[kmgt]b|°)(?!\w))",
    re.IGNORECASE,
)
WHOLE = re.compile(r"\s*(?:of|out of|/)\s*(\d{1,15})\b")


def usual_numbers(spec: dict[str, Any]) -> dict[str, Any]:
    """``spec`` of an estimate, its empty numbers filled in; what is there stays.

    The line goes from 0 to 100 for a share, to the whole for “of 120 legislators”, and else so
    far that the right number is well away from its middle.
    """
    made = {**spec, "scale": spec.get("scale") or "linear"}
    right, low, high = (_given(made.get(name)) for name in ("right", "low", "high"))
    if made.get("scale") == "log":
        usual = _by_times(right)
    else:
        low, high = _line(right, low, high, str(made.get("unit") or ""))
        width = abs(high - low) or 100
        aside = abs(right) if right else width
        usual = {
            "low": _plain(low),
            "high": _plain(high),
            "tolerance": _round_near(min(FULL * width, FULL_OF_RIGHT * aside)),
            "zero_at": _round_near(min(ZERO * width, aside)),
        }
    usual["step"] = _step(usual["high"] - usual["low"], right)
    whole = usual["step"] == 1 and not MEASURED.match(str(made.get("unit") or ""))
    if whole and usual["tolerance"] < 1:
        usual["tolerance"] = 0  # 4.5 of what is counted one by one is nobody's answer
    for name, value in usual.items():
        if made.get(name) in (None, ""):
            made[name] = value
    return made


def with_usual_numbers(spec: dict[str, Any]) -> dict[str, Any]:
    """``spec`` as it is kept: filled in once it has the right number, which the others follow."""
    return spec if spec.get("right") is None else usual_numbers(spec)


def _by_times(right: Number | None) -> dict[str, Number]:
    around = right if right is not None and right > 0 else 1000
    return {
        "low": _plain(10.0 ** math.floor(math.log10(around / 5))),
        "high": _plain(10.0 ** math.ceil(math.log10(around * 500))),
        "tolerance": FULL_TIMES,
        "zero_at": ZERO_TIMES,
    }


def _line(
    right: Number | None, low: Number | None, high: Number | None, unit: str
) -> tuple[Number, Number]:
    """From where to where, either of them as it is given."""
    if right is not None and right < 0:
        low = -_reach(-right, unit) if low is None else low
        return low, 0 if high is None else high
    return (0 if low is None else low), (_reach(right, unit) if high is None else high)


def _reach(right: Number | None, unit: str) -> Number:
    """How far a line goes that begins at 0."""
    whole = WHOLE.match(unit)
    if whole and int(whole[1]) > 0:
        return int(whole[1])
    if not right or (SHARE.match(unit) and right <= 100):
        return 100
    round_one = _round_above(right / 0.95)
    if right < FAR * round_one:
        round_one = _round_above(right / NEAR)
    return max(10, round_one) if right == int(right) else round_one


def _step(width: Number, right: Number | None) -> Number:
    if 10 <= width <= 500 and (right is None or right == int(right)):
        return 1
    return _plain(10.0 ** math.floor(math.log10(abs(width) or 1) - 2))


def _given(value: Any) -> Number | None:
    there = isinstance(value, int | float) and not isinstance(value, bool)
    return value if there and (value == 0 or 1e-15 < abs(value) < 1e15) else None


def _round_above(value: float) -> Number:
    """The next of 1, 2, 5, 10, 20, 50 … that is not below ``value``."""
    size = 10.0 ** math.floor(math.log10(value))
    return _plain(next(size * n for n in (1, 2, 5, 10) if size * n >= value))


def _round_near(value: float) -> Number:
    """``value`` with one figure that is not 0, as people say it."""
    size = 10.0 ** math.floor(math.log10(value))
    return _plain(max(1, round(value / size)) * size)


def _plain(value: Number) -> Number:
    value = float(f"{value:.12g}")
    return int(value) if value.is_integer() else value
