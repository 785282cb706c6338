"""What is counted of a bank's questions once, for every page that says it."""

from quiz.core.index import Entry, Index


def test_a_fact_in_several_wordings_or_topics_counts_once_in_each():
    index = Index(
        [
            Entry(version=1, question=1, fact=1, topic=1, kind="choice"),
            Entry(version=2, question=2, fact=1, topic=1, kind="estimate"),
            Entry(version=3, question=3, fact=1, topic=2, kind="choice"),
            Entry(version=4, question=4, fact=2, topic=2, kind="choice"),
        ]
    )
    assert index.facts == {1: 1, 2: 2}
    assert index.in_several == 1
