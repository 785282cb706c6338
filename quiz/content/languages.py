"""The languages that a bank may be in: those whose direction and numbers we can show.

Each has its notation of numbers in Django's formats, which ``numbers.py`` writes and reads by,
but for Urdu, whose notation is that of English. Our own words are English on every page, and
stand beside a bank's, so each element that holds the words of a bank says its language
(``attributes``), and with it on which side its lines begin.
"""

from functools import cache

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info

OURS = "en"
CODES = (
    "ar ar-dz az bg bn bs ca ckb cs cy da de el en en-au en-gb eo es es-ar es-co es-mx es-ni et "
    "eu fa fi fr fy ga gd gl he hi hr ht hu id ig is it ja ka km kn ko ky lt lv mk ml mn ms nb nl "
    "nn pl pt pt-br ro ru sk sl sq sr sr-latn sv ta te tg th tk tr ug uk ur uz vi zh-hans zh-hant"
).split()
RIGHT_TO_LEFT = frozenset("ar ar-dz ckb fa he ug ur".split())
# Other codes for some of these.
ALSO = {"no": "nb", "iw": "he", "in": "id", "zh": "zh-hans", "zh-cn": "zh-hans", "zh-tw": "zh-hant"}


@cache
def names() -> dict[str, str]:
    """What each language is called, in its own words and in ours, by its code."""
    named = {code: _name(code) for code in CODES}
    return dict(sorted(named.items(), key=lambda each: each[1].casefold()))


def _name(code: str) -> str:
    info = get_language_info(code)
    own, ours = info["name_local"], info["name"]
    return f"{own} ({code})" if own.casefold() == ours.casefold() else f"{own}: {ours} ({code})"


@cache
def find(said: str) -> str | None:
    """The code of a language that somebody wrote by its code or its name; None if we know none.

    What is said of a country where we tell no difference is the language: "de-AT" is "de".
    """
    wanted = said.strip().casefold().replace("_", "-")
    for code in (wanted, ALSO.get(wanted, ""), wanted.partition("-")[0]):
        if code in CODES:
            return code
    for code in CODES:
        info = get_language_info(code)
        if wanted in (info["name_local"].casefold(), info["name"].casefold()):
            return code
    return None


def is_ours(language: str) -> bool:
    """Whether a bank is in the language of our own words, so that nothing need be told apart."""
    return not language or language.partition("-")[0] == OURS


@cache
def attributes(language: str) -> SafeString:
    """The attributes, after a space, of an element that holds a bank's words; none for ours.

    An old bank may name a language that we do not know: that is said as unknown.
    """
    if is_ours(language):
        return SafeString("")
    code = find(language) or ""
    if code in RIGHT_TO_LEFT:
        return format_html(' lang="{}" dir="rtl"', code)
    return format_html(' lang="{}"', code)


def ours(language: str) -> SafeString:
    """The attributes of an element of our own words inside one of a bank's."""
    return SafeString("" if is_ours(language) else ' lang="en" dir="ltr"')
