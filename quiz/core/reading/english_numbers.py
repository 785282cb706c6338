"""How numbers are written in English, in digits and in words."""

import re

COUNT = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
WORDS = rf"(?:(?:{COUNT})(?:-(?:one|{COUNT}))?)"
DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d+)?|\d+(?:\.\d+)?"
SCALE = r"(?:hundred|thousand|million|billion|trillion|m|bn|k)"

# A number, its currency, whether it is a share, and what it counts as far as that is said in a few
# words. Of two numbers for one thing (“20 to 25”) it is none.
_NO_UNIT = r"(?!(?:of|and|in|to|were|was|is|as|the|per|for|from|on|at|or|it|its|this|his|has)\b)"
FIGURE = re.compile(
    rf"(?:(?P<money>US\$|USD|EUR|GBP|[$€£¥]) ?)?"
    rf"(?P<number>{DIGITS}|(?i:{WORDS})\b(?!-))"
    rf"(?![-–,.]?\d| (?:to|or|and) (?:\d|{WORDS}\b))"
    rf"(?: ?(?P<share>%|per ?cent\b)|[ -]?(?P<scale>{SCALE})\b)?"
    rf"(?: (?P<unit>(?:{_NO_UNIT}[A-Za-z-]+ ){{0,2}}?"
    rf"{_NO_UNIT}(?:[a-z]+s|people|women|men|children|staff|police))\b)?"
)
# What the signs and short words of a number mean, as it is said in full.
MEANT = {
    "$": "dollars", "US$": "dollars", "USD": "dollars", "€": "euros", "EUR": "euros",
    "£": "pounds", "GBP": "pounds", "¥": "yen", "m": "million", "bn": "billion", "k": "thousand",
}  # fmt: skip

# The numbers that are written in words; “twenty-five” has two of them.
NUMBERS = {
    **{word: n for n, word in enumerate(COUNT.split("|")[:18], start=2)},
    **{word: 10 * n for n, word in enumerate(COUNT.split("|")[18:], start=2)},
    "one": 1,
}
