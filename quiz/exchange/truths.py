"""Words for true and false, as spreadsheets of many languages write them."""

_WORDS = {
    True: (
        "true t yes 1 wahr vrai verdadero vero verdadeiro waar sant sand sann tosi prawda "
        "pravda igaz doğru истина істина adevărat cert veritat αληθησ σωστό tõene patiess "
        "istina вярно točno teisingai тачно точно egiazkoa rétt 참 صح benar đúng fíor"
    ),
    False: (
        "false f no 0 falsch faux falso onwaar falskt falsk usann epätosi fałsz nepravda "
        "hamis yanliş yanlış ложь хибність брехня fals ψευδησ λάθοσ väär aplams neistina "
        "невярно netočno neteisingai нетачно неточно faltsua rangt 거짓 خطأ salah sai falsa"
    ),
}

TRUTHS = {word: truth for truth, words in _WORDS.items() for word in words.split()}
UNSAID = {"t", "f", "yes", "no", "1", "0"}  # what may be an answer of any kind


def truth(text: str) -> bool | None:
    """Whether ``text`` is a word for true or for false; None for any other."""
    return TRUTHS.get(" ".join(text.split()).casefold())
