"""The page of rules says how each kind is scored."""

from tests.layout import flat


def test_names_every_kind_and_what_not_sure_means(client):
    page = flat(client.get("/rules/").content.decode())
    for sentence in (
        "One point or none.",
        "a wrong tick costs a part of this question’s point, and of no other",
        "Ticking everything earns nothing.",
        "A full point within a stated range",
        "Half of all pairs come right by chance",
        "gets one right on average",
        "It is kept apart from wrong answers",
        "is no survey of the public",
        "Your first answer stands",
    ):
        assert sentence in page
