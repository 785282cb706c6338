"""How numbers are written in English, in digits and in words."""

import re

COUNT = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    "|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
WORDS = rf"(?:(?:{COUNT})(?:-(?:one|{COUNT}))?)"
DIGITS = r"\d{1,3}(?:,\d{3}){1,5}(?:\.\d+)?|\d+(?:\.\d+)?"
SCALE = r"(?:hundred|thousand|million|billion|trillion|m|bn|k)"

# A number, whether it is a share, and what it counts as far as it is said in a few words.
_NO_UNIT = r"(?!(?:of|and|in|to|were|was|is|as|the|per|for|from|on|at|or|it|its|this|his|has)\b)"
FIGURE = re.compile(
    rf"(?P<number>{DIGITS}|(?i:{WORDS})\b(?!-))(?![-–,.]?\d| (?:to|or) (?:\d|{WORDS}\b))"
    rf"(?: ?(?P<share>%|per ?cent\b)|[ -](?P<scale>{SCALE}))?"
    rf"(?: (?P<unit>(?:{_NO_UNIT}[a-z-]+ ){{0,2}}?"
    rf"{_NO_UNIT}(?:[a-z]+s|people|women|men|children))\b)?"
)

# The numbers that are written in words; “twenty-five” has two of them.
NUMBERS = {
    **{word: n for n, word in enumerate(COUNT.split("|")[:18], start=2)},
    **{word: 10 * n for n, word in enumerate(COUNT.split("|")[18:], start=2)},
    "one": 1,
}
