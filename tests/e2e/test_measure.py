"""``make measure`` measures what it says, tried on a bank of six questions and one screen."""

from tests.measure import pages, rounds, table


def test_measures_every_kind_and_sets_it_beside_the_aims(browser, base_url, bank):
    phone = {table.PHONE: pages.SCREENS[table.PHONE]}
    met = pages.screens(browser, base_url, rounds.of_all_questions, phone)
    questions = {each.kind: each for each in met[table.PHONE].questions}
    assert len(questions) == 6
    for each in questions.values():
        assert each.before > len(each.prompt.split())
        assert each.after > 15, "the explanation alone is longer"
    assert questions["choice"].right
    assert questions["choice"].explained, "these are short"
    assert questions["choice"].taps < questions["multiple"].taps < questions["matching"].taps
    (result,) = met[table.PHONE].results
    assert result.pages > 0
    said = table.said(table.rows(met, rounds.drawn(20)))
    assert "| questions | 6 | all that are live |" in said
    assert "| taps of a round, answered rightly |" in said
    assert said.count("\n") > 12
