"""The page of rules says how each kind is scored."""

import pytest

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


@pytest.mark.parametrize(
    ("kept", "said"),
    [(30, "after 2, 7 and 21 days and"), (8, "after 2 and 7 days and"), (3, "after 2 days and")],
)
def test_what_was_missed_comes_back_as_long_as_its_round_is_kept(client, settings, kept, said):
    settings.RETENTION_DAYS = kept
    assert f"In a new round in the same browser, {said}" in flat(
        client.get("/rules/").content.decode()
    )
    page = flat(client.get("/rules/").content.decode())
    assert "as another question about the same thing where there is one" in page
    assert "The days count from when you first missed it." in page
    settings.RETENTION_DAYS = 2
    assert "comes back" not in client.get("/rules/").content.decode()
