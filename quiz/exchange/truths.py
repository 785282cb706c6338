"""Words for true and false, as spreadsheets of many languages write them."""

_WORDS = {
    True: (
        "true t yes 1 wahr vrai verdadero vero verdadeiro waar sant sand sann tosi prawda pravda "
        "igaz doğru истина істина adevărat cert αληθησ tõene patiess istina"
    ),
    False: (
        "false f no 0 falsch faux falso onwaar falskt falsk usann epätosi fałsz nepravda hamis "
        "yanliş yanlış ложь хибність fals ψευδησ väär aplams neistina"
    ),
}

TRUTHS = {word: truth for truth, words in _WORDS.items() for word in words.split()}
UNSAID = {"t", "f", "yes", "no", "1", "0"}  # what may be an answer of any kind


def truth(text: str) -> bool | None:
    """Whether ``text`` is a word for true or for false; None for any other."""
    return TRUTHS.get(" ".join(text.split()).casefold())
