"""The numbers of an estimate that nobody has chosen yet, as they usually are."""

import math
import re
from typing import Any

Number = int | float

FULL, ZERO = 0.05, 0.2  # of the line: how near earns a full point, how far off nothing
FULL_TIMES, ZERO_TIMES = 1.25, 5


def usual_numbers(spec: dict[str, Any]) -> dict[str, Any]:
    """``spec`` of an estimate, its empty numbers filled in; what is there stays.

    The line goes from 0 to 100 for a share, to the whole for “of 120 legislators”, and else far
    enough beyond the right number that its middle does not give that away.
    """
    made = {**spec, "scale": spec.get("scale") or "linear"}
    right, low, high = (_given(made.get(name)) for name in ("right", "low", "high"))
    if made.get("scale") == "log":
        usual = _by_times(right)
    else:
        low = min(0, right or 0) if low is None else low
        high = _reach(right, str(made.get("unit") or "")) if high is None else high
        width = abs(high - low) or 100
        usual = {
            "low": _plain(low),
            "high": _plain(high),
            "tolerance": _round_near(FULL * width),
            "zero_at": _round_near(ZERO * width),
        }
    for name, value in {**usual, "step": _step(usual["high"] - usual["low"])}.items():
        if made.get(name) in (None, ""):
            made[name] = value
    return made


def _by_times(right: Number | None) -> dict[str, Number]:
    around = right if right is not None and right > 0 else 1000
    return {
        "low": _plain(10.0 ** math.floor(math.log10(around / 20))),
        "high": _plain(10.0 ** math.ceil(math.log10(around * 20))),
        "tolerance": FULL_TIMES,
        "zero_at": ZERO_TIMES,
    }


def _reach(right: Number | None, unit: str) -> Number:
    """How far a line goes that begins at 0."""
    whole = re.match(r"\s*(?:of|out of|/)\s*(\d{1,15})\b", unit)
    if whole and int(whole[1]) > 0:
        return int(whole[1])
    return _round_above(right * 1.6) if right is not None and right > 100 else 100


def _step(width: Number) -> Number:
    return 1 if 10 <= width <= 500 else _plain(10.0 ** math.floor(math.log10(abs(width) or 1) - 2))


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
