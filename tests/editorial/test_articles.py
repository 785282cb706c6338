"""An article beside its questions: what is asked, what is open, how much is quoted, what went."""

import pytest
from django.core.management import CommandError, call_command

from quiz.editorial import articles, freshness
from quiz.models import Article, Drawn, Question, Remark, source_of
from tests.factories import TODAY, BankFactory, QuestionFactory, SourceFactory, checked

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

TEXT = """The council has banned cameras that compare faces.
The trial ran for 14 weeks. It raised 97 alerts. In 71 of them the police had stopped somebody else.
It was a wet autumn, and the ferries ran late."""


@pytest.fixture
def article():
    made = Article(bank=BankFactory(), title="Not a witness", publisher="The desk", text=TEXT,
                   url="https://news.example/cameras")  # fmt: skip
    made.source = source_of(made)
    made.save()
    return made


def begun(article, passage, **traits):
    question = QuestionFactory(bank=article.bank, source=article.source, passage=passage, **traits)
    Drawn.objects.create(article=article, question=question, passage=passage)
    return question


def states(article):
    return [line.state for line in articles.read(article).lines]


def test_its_source_is_the_one_of_its_address_or_a_new_one(article):
    assert (article.source.title, article.source.url) == (article.title, article.url)
    again = Article(bank=article.bank, title="Another title", publisher="x", url=article.url)
    assert source_of(again) == article.source
    undated = Article(bank=article.bank, title="Elsewhere", publisher="The desk")
    other = source_of(undated)
    assert other not in (article.source, None)
    assert source_of(undated) == other
    elsewhere = Article(bank=BankFactory(), title=article.title, publisher="x", url=article.url)
    assert source_of(elsewhere).bank == elsewhere.bank


def test_a_sentence_is_open_until_it_is_asked_or_something_is_said_of_it(article):
    assert states(article) == ["open", "open", "open", "open", ""]
    begun(article, "The trial ran for 14 weeks.")
    begun(article, "It raised 97 alerts. In 71 of them", live=True)
    first = articles.read(article).lines[0].text
    Remark.objects.create(article=article, kind=Remark.Kind.NOTHING, sentence=first)
    assert states(article) == ["nothing", "draft", "live", "live", ""]
    assert articles.read(article).counts == {"nothing": 1, "draft": 1, "live": 2}


def test_questions_that_quote_it_count_though_they_were_begun_elsewhere(article):
    QuestionFactory(bank=article.bank, source=article.source, passage="“ran for 14 weeks”")
    QuestionFactory(bank=article.bank, source=SourceFactory(bank=article.bank),
                    passage="It raised 97 alerts.")  # fmt: skip
    assert states(article) == ["open", "draft", "open", "open", ""]


def test_a_retired_question_leaves_its_sentence_open(article):
    question = begun(article, "The trial ran for 14 weeks.", live=True)
    question.retire(TODAY, None)
    read = articles.read(article)
    assert read.lines[1].state == "open"
    assert read.quoted == 0


def test_how_much_is_quoted_is_said_and_when_it_is_too_much(article):
    begun(article, "The trial ran for 14 weeks.")
    read = articles.read(article)
    assert (read.quoted, read.words, read.percent, read.too_much) == (6, 38, 16, False)
    begun(article, "It raised 97 alerts. In 71 of them the police", live=True)
    assert articles.read(article).too_much


def test_however_long_it_is_it_takes_three_queries(article, django_assert_num_queries):
    for sentence in ("The trial ran for 14 weeks.", "It raised 97 alerts."):
        begun(article, sentence)
    article = Article.objects.select_related("bank").get()
    with django_assert_num_queries(3):
        articles.read(article)


def test_what_is_chosen_is_quoted_in_its_order_and_what_is_left_out_is_shown(article):
    lines = articles.read(article).lines
    assert articles.drawn(articles.chosen(lines, [3, 2])) == (
        "The trial ran for 14 weeks. It raised 97 alerts."
    )
    assert articles.drawn(articles.chosen(lines, [1, 3, 99])) == (
        "The council has banned cameras that compare faces. […] It raised 97 alerts."
    )
    assert articles.suggested(articles.chosen(lines, [1])) == "true_false"
    assert articles.suggested(articles.chosen(lines, [3])) == "estimate"


def test_ten_passages_that_are_begun_with_quote_a_quarter_of_a_long_article():
    text = " ".join(
        f"In the year {1900 + n} the town of Hallam banned {n + 10} grey boats, which were old and "
        "of no use, from its three quays and from the river that runs behind them."
        for n in range(20)
    )  # fmt: skip
    article = Article(bank=BankFactory(), title="Boats", publisher="The desk", text=text)
    article.source = source_of(article)
    article.save()
    lines = articles.read(article).lines
    for line in lines[:10]:
        said = articles.passage(article, [line.marked])
        QuestionFactory(bank=article.bank, source=article.source, passage=said)
    read = articles.read(article)
    assert read.counts["draft"] == 10
    assert not read.too_much


WEEKS = (("del", 14), ("ins", 15))


def test_a_newer_text_tells_what_changes_and_whose_words_go(article):
    kept = begun(article, "It raised 97 alerts.", live=True)
    gone = begun(article, "The trial ran for 14 weeks.", live=True)
    newer = TEXT.replace("14 weeks", "15 weeks").replace("It was a wet", "It was a dry")
    compared = articles.compared(article, newer)
    assert [
        [[(piece.op, piece.text) for piece in said] for said in (each.was, each.now)]
        for each in compared.changes
    ] == [
        [[("", "The trial ran for "), (op, f"{n}"), ("", " weeks.")] for op, n in WEEKS],
        [
            [("", "It was a "), (op, word), ("", " autumn, and the ferries ran late.")]
            for op, word in (("del", "wet"), ("ins", "dry"))
        ],
    ]
    longer = articles.compared(article, f"{TEXT}\nIt is over.").changes
    assert [(each.was, [piece.op for piece in each.now]) for each in longer] == [([], [""])]
    assert compared.due == [gone]
    assert articles.since(article) == []
    articles.replace(article, newer, TODAY)
    assert len(articles.since(article)) == 2
    assert articles.read(article).gone == [gone]
    due = freshness.due_soon(freshness.live_questions(), TODAY)
    assert list(due) == [gone]
    assert kept not in due


def test_a_check_after_it_takes_the_question_off_the_reading_list(article):
    question = begun(article, "The trial ran for 14 weeks.", live=True)
    articles.replace(article, "Another text.", TODAY)
    assert freshness.due_soon(freshness.live_questions(), TODAY).count() == 1
    day = TODAY.replace(day=TODAY.day + 1)
    question.confirm(checked(day, day.replace(year=day.year + 1)))
    assert freshness.due_soon(freshness.live_questions(), day).count() == 0


def test_a_question_is_due_for_the_words_that_it_quotes_however_it_was_begun(article):
    by_hand = QuestionFactory(bank=article.bank, source=article.source, live=True,
                              passage="It raised 97 alerts.")  # fmt: skip
    other = begun(article, "The trial ran for 14 weeks.", live=True)
    Question.objects.filter(pk=other.pk).update(passage="the ferries ran late")
    QuestionFactory(bank=article.bank, source=article.source, passage="That it never said.")
    newer = TEXT.replace("97", "98").replace("ran late", "ran early")
    assert articles.compared(article, newer).due == [other, by_hand]
    articles.replace(article, newer, TODAY)
    assert {(row.question, row.passage) for row in Drawn.objects.filter(gone_on=TODAY)} == {
        (by_hand, "It raised 97 alerts."),
        (other, "the ferries ran late"),
    }
    assert set(articles.read(article).gone) == {other, by_hand}


def test_words_that_come_back_are_there_again(article):
    question = begun(article, "The trial ran for 14 weeks.", live=True)
    articles.replace(article, "Another text.", TODAY)
    articles.replace(article, TEXT, TODAY)
    assert articles.read(article).gone == []
    assert Drawn.objects.get(question=question).gone_on is None


def test_in_a_language_without_rules_sentences_are_still_chosen(article):
    article.bank.language = "de"
    article.text = "Das kostet 12 Euro. Sagt wer?"
    read = articles.read(article)
    assert [each.text for each in read.lines] == ["Das kostet 12 Euro.", "Sagt wer?"]
    assert (read.found, read.slices) == ([], [])


def test_an_article_without_words_is_read(article):
    article.text = "…"
    read = articles.read(article)
    assert (read.percent, read.too_much) == (0, False)


def test_deleting_an_article_leaves_its_questions(article):
    question = begun(article, "It raised 97 alerts.")
    article.delete()
    assert Question.objects.filter(pk=question.pk).exists()


def test_an_article_of_ours_can_be_tried_and_carries_much_to_ask(capsys):
    with pytest.raises(CommandError, match="loadbanks"):
        call_command("demo", "--article")
    BankFactory(ref="faces")
    call_command("demo", "--article")
    call_command("demo", "--article")
    read = articles.read(Article.objects.get())
    assert read.counts["open"] >= 15
    assert "at the desk already" in capsys.readouterr().out
