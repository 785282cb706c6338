import time

import pytest

from quiz.core.reading import (
    Figure,
    answers,
    bare,
    changes,
    excerpt,
    figure,
    holds,
    marked,
    quoted,
    split,
    suggested,
    touched,
)
from quiz.core.reading.english import ABBREVIATIONS
from quiz.core.reading.marks import LONGEST, Mark


def sentences(text):
    return [sentence.text for sentence in split(text, ABBREVIATIONS)]


def found(text):
    (only,) = marked(text)
    return [(mark.found, text[mark.start : mark.end]) for mark in only.marks]


@pytest.mark.parametrize(
    "text",
    [
        "One sentence. | Another one.",
        "A headline without a full stop\n| Then the text begins.",
        "“We will stop,” it said. | “We mean it.” | Nobody believed it.",
        "“Why not?” and “How?” were asked. | Nobody knew.",
        "It came “under the bus.” | Agencies said so.",
        "Mr. Smith met Dr. Jones of Acme Inc. Tuesday at noon. | They spoke.",
        "The U.S. Senate voted. | J. R. Smith did not.",
        "It paid 1.5 million. | In 2020 it paid more.",
        "See fig. 3 and no. 12 there. | They differ.",
        "It works (mostly). | (Not always.) | So what?",
        "It was over… | Then it began again.",
        "They left at 5 p.m. | Nobody saw them.",
        "It was shown at 7:02 p.m. ET on Friday. | Nobody saw it.",
        "What?! | Yes!",
        "It was shown.[3] | Others doubt it.",
        "e.g. Berlin and i.e. Paris belong here. | Rome does not.",
        "It stopped. | 25,000 people saw it.",
        "What it takes:\n| 1. Your name. | It is kept.\n| 12. Your face",
        "One. \t | Two.\r\n|\r\n Three.",
    ],
)
def test_a_text_is_cut_where_its_sentences_end(text):
    parts = [part.strip() for part in text.split("|")]
    assert sentences(text.replace("|", "")) == [part for part in parts if part]


@pytest.mark.parametrize("sign", ["- ", "– ", "  •\t", "* ", "· "])
def test_what_marks_a_thing_of_a_list_is_none_of_its_words(sign):
    text = (
        f"It takes:\n{sign}your name – the whole\n{sign}your face. It is kept.\n-5 degrees\n{sign}"
    )
    said = ["It takes:", "your name – the whole", "your face.", "It is kept.", "-5 degrees"]
    assert sentences(text) == said
    assert all(text[each.start : each.end] == each.text for each in split(text))
    assert bare(f"{sign}your face.") == "your face."


def test_each_sentence_says_where_it_stands():
    text = "  First one.  Second one.\n\n\tThird  "
    assert [text[each.start : each.end] for each in split(text)] == [
        "First one.",
        "Second one.",
        "Third",
    ]
    assert split("") == split(" \n ") == []


@pytest.mark.parametrize(
    ("sort", "there", "text"),
    [
        ("share", "81 percent", "It said 81 percent of them were innocent."),
        ("share", "20-25 percent", "It is down 20-25 percent from before."),
        ("date", "2009", "Growers say 2009 had a near-record crop."),
        ("share", "0.02%", "The error rate came down to 0.02%."),
        ("share", "overwhelming majority of", "The overwhelming majority of people are free."),
        ("share", "one in three", "It is wrong for one in three faces."),
        ("share", "Two thirds of", "Two thirds of those asked agreed."),
        ("number", "25,000", "It has 25,000 pictures."),
        ("number", "10 million", "It had 10 million images."),
        ("number", "$5.4bn", "It paid $5.4bn in all."),
        ("number", "twenty-six", "It flagged twenty-six people."),
        ("number", "thousands of", "It kept thousands of names."),
        ("number", "412,000", "The system compared 412,000 faces."),
        ("date", "In August 2019", "In August 2019 it began."),
        ("date", "10 June 2020", "It was on 10 June 2020 that it ended."),
        ("date", "June 10, 2020", "It was June 10, 2020 that mattered."),
        ("date", "on Tuesday", "The vote on Tuesday ended it."),
        ("date", "a day after", "It comes a day after the letter."),
        ("date", "last year", "A study last year looked at it."),
        ("date", "in 2018", "The law came in 2018 and stayed."),
        ("date", "the 1990s", "It is as old as the 1990s are."),
        ("duration", "one-year", "A one-year pause it is."),
        ("duration", "14 weeks", "The trial ran for 14 weeks there."),
        ("duration", "for a year", "It stops for a year."),
        ("duration", "until further notice", "It stops until further notice."),
        ("rule", "banned", "The city has banned the cameras."),
        ("rule", "may be", "Pictures of an alert may be kept."),
        ("event", "refused", "It refused the order."),
        ("rule", "allow", "It will allow some of them."),
        ("event", "cancelled", "It cancelled everything."),
        ("rule", "Governments should put", "Governments should put rules in place."),
        ("rule", "is required to", "Everybody is required to log in."),
        ("quotation", "“not a witness”", "The chair called it “not a witness” there."),
        ("quotation", '"We will stop.', '"We will stop.'),
        ("quotation", 'So be it, they said."', 'So be it, they said."'),
        ("event", "announced", "The firm announced its decision."),
        ("quotation", "announced that", "The firm announced that it would stop."),
        ("quotation", "“We will stop", "“We will stop"),
        ("comparison", "less concerning", "It is less concerning to many."),
        ("comparison", "the largest", "It is the largest of them."),
        ("comparison", "twice as", "It is twice as long."),
        ("comparison", "’s busiest", "It was Hallam’s busiest day."),
        ("comparison", "came third", "The boat of Hallam came third."),
        ("comparison", "not real-time monitoring", "It is for cases, not real-time monitoring."),
        ("cause", "due to", "It came due to the low sun."),
        ("cause", "triggering", "It played a role: triggering more of it."),
        ("cause", "result in", "It will result in rising seas."),
        ("cause", "because", "It failed because nobody looked."),
        ("cause", "in light of", "It ended in light of the doubts."),
        ("law", "Data Protection Act 2018", "The Data Protection Act 2018 says so."),
        ("law", "GDPR", "The GDPR says so."),
        ("law", "Article 5", "It is in Article 5 of it."),
        ("name", "NEC", "The supplier is NEC as ever."),
        ("name", "Supreme Court of Ohio", "The Supreme Court of Ohio heard it."),
    ],
)  # fmt: skip
def test_what_may_be_asked_is_found(sort, there, text):
    assert (sort, there) in found(text)


@pytest.mark.parametrize(
    ("text", "not_there"),
    [
        ("You may 12 be wrong.", "date"),  # no month
        ("They march on.", "date"),
        ("A 5G phone and COVID-19.", "number"),
        ("It is version 1.2.3 of it.", "number"),
        ("One person saw it.", "number"),
        ("It ran from 2019 to 2020 there.", "number"),
        ("The US and the UK agreed.", "name"),
    ],
)
def test_what_only_looks_like_it_is_not(text, not_there):
    assert not_there not in [sort for sort, _ in found(text)]


@pytest.mark.parametrize(
    ("there", "text"),
    [
        ("fell", "Sales of tickets fell after the rumour."),
        ("planted", "Farmers planted trees."),
        ("resigned", "The mayor resigned."),
        ("has burst", "The river has burst its banks."),
        ("has also been reopened", "The line has also been reopened."),
        ("had risen", "By then rents had risen."),
        ("were flown", "The crew were flown out by helicopter."),
        ("was towed", "The ferry was towed into the port."),
        ("is thawing", "The ground below is thawing."),
        ("can also weaken", "A long strike can also weaken a union by emptying its chest."),
        ("do not work", "Brakes do not work on ice."),
        ("will open", "The bridge will open."),
        ("plans to build", "The club plans to build a stand."),
        ("returns to", "The case returns to the appeal court."),
        ("carries", "The pipe carries the water away."),
        ("carry", "Bees carry the pollen."),
        ("costs", "The ticket costs pupils nothing."),
        ("offers", "The museum of Hallam offers tours."),
        ("damaged", "A storm damaged crops."),
        ("went bankrupt", "The yard went bankrupt."),
        ("took over", "A rival took over the yard."),
        ("set up", "Two brothers set up the firm."),
        ("blocked", "Snow blocked the pass."),
        ("saw the", "The year saw the end of it."),
        ("held back", "The dam held back the flood."),
        ("is home to", "The marsh is home to cranes."),
        ("There are no", "There are no trains at night."),
        ("ruling", "So much for the ruling."),
        ("burned down", "The old bakery burned down."),
        ("is still", "The corner shop is still a bakery."),
        ("as it is today", "It is a bakery, as it is today."),
    ],
)
def test_what_happens_is_found_where_a_subject_has_its_verb(there, text):
    assert ("event", there) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Along the closed road stood its planned and unfinished towers.",
        "Some people find that hard to believe.",
        "She has always loved the sea.",
        "The hall was full and the mood was tense.",
        "The choice was welcomed by everybody.",
        "They do not know.",
        "That will be a hard winter.",
        "The minister had to smile.",
        "Please let me know.",
    ],
)  # fmt: skip
def test_what_is_felt_or_looked_at_is_nothing_to_ask(text):
    assert not marked(text)[0].open


def test_a_deed_is_no_quotation_unless_words_are_told_of_it():
    for text in ("The map showed a wall.", "It declared a state of war.", "It defended the plan."):
        assert "quotation" not in [sort for sort, _ in found(text)]
    assert ("quotation", "declared that") in found("It declared that it was over.")


def test_no_list_crosses_clauses():
    for text in (
        "When it rained, ferries ran, and so it went.",
        "While many enjoy an early harvest, many in the south and parts of the west do not.",
    ):
        assert "list" not in [sort for sort, _ in found(text)]
    assert ("list", "such as cranes, storks and owls") in found(
        "It has such as cranes, storks and owls."
    )


def test_names_are_what_has_a_capital_within_a_sentence_and_then_wherever_it_stands():
    first, second = marked(
        "Amazon stopped it. The police of Port Hallam asked Amazon and Cressida Dick."
    )
    assert first.marks == (Mark("name", 0, 6),)
    text = second.sentence.text
    assert [text[mark.start : mark.end] for mark in second.marks] == [
        "Port Hallam",
        "Amazon",
        "Cressida Dick",
    ]


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("It flagged 26 people.", True),
        ("It was a wet autumn, and the ferries often ran late.", False),
        ("The Met use a system of NEC.", True),  # two names, and what one has of the other
        ("The Met met NEC.", False),
        ("NEC uses it.", False),
        ("Police ban 26 cameras", False),  # a headline
        ("Uber signed users up for 12 months without…", False),
        ("Image credit: 26 people.", False),
        ("Published 7:02 p.m. ET June 30, 2019.", False),
        (f"It flagged 26 people{' again' * LONGEST}.", False),
        ("He said “it was 12.”", True),
        ("“There was much to dig up.”", False),  # from end to end somebody’s own words
        ("“It opened in May 2020.”", True),
        ("“There was much to dig up,” said Ann Lee.", False),
        ("‘There was much to say.’", False),
        ("(A krater is a bowl used for wine.)", True),
        ("“I won it for the town,” she said.", False),
        ("Ann Lee, 34, of Port Hallam, was there.", False),
        ("", None),
    ],
)  # fmt: skip
def test_a_sentence_is_open_if_it_carries_more_than_names(text, is_open):
    assert [each.open for each in marked(text)] == ([] if is_open is None else [is_open])


def test_a_list_is_found_once_and_may_hold_names():
    text = "It lets groups such as Thorn, Marinus Analytics and the Center use it."
    sorts = [sort for sort, _ in found(text)]
    assert sorts.count("list") == 1
    assert ("name", "Thorn") in found(text)
    assert "list" in [sort for sort, _ in found("It took names, faces, voices and gaits.")]


def test_the_word_before_a_name_is_part_of_it_though_it_begins_the_sentence():
    first, second = marked("Hallam Quay was sold. Then Quay was on the Quay.")
    assert first.pieces[0] == ("Hallam Quay", ["name"])
    assert ("name", 0, 4) not in [(mark.found, mark.start, mark.end) for mark in second.marks]


def test_a_sentence_is_shown_in_pieces_that_make_it_up():
    (only,) = marked("It said “we stop for a year” in 2020.")
    assert "".join(text for text, _ in only.pieces) == only.sentence.text
    assert ("for a year", ["quotation", "duration"]) in only.pieces
    assert only.found == ["date", "duration", "quotation"]


def test_a_language_without_rules_is_cut_into_sentences_and_nothing_is_found():
    said = marked("Das kostet 12 Euro. Sagt wer?", "de")
    assert [(each.sentence.text, each.marks, each.open) for each in said] == [
        ("Das kostet 12 Euro.", (), False),
        ("Sagt wer?", (), False),
    ]
    assert marked("It took 12 of them.", "en-GB")[0].open


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It was wrong for 81 percent.", "estimate"),
        ("San Hallam banned 12 cameras.", "true_false"),
        ("It flagged 26 people.", "estimate"),
        ("It took names, faces and gaits.", "multiple"),
        ("It lasted for a year.", "choice"),
        ("It failed because nobody looked.", "choice"),
        ("It was.", "choice"),
        ("The court fined it 26 million.", "estimate"),
        ("Sales fell.", "true_false"),
    ],
)
def test_what_was_found_suggests_a_kind(text, kind):
    assert suggested(marked(text)) == kind


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        # The clause that carries what is asked, without what it hangs on.
        ("A study found that 81 percent of those flagged were innocent, and it was not the first.",
         "81 percent of those flagged were innocent"),
        ("Of the quays, which were long and old, the trial on the north one lasted 14 weeks.",
         "the trial on the north one lasted 14 weeks."),
        # One that is too short takes its neighbours.
        ("It counted 26 wrong matches with mugshots, more than one in five.",
         "It counted 26 wrong matches with mugshots, more than one in five."),
        ("In 2020, it began.", "In 2020, it began."),
        # No quotation mark stands alone.
        ("“We are stopping it for a year on all the quays,” said the town, and the port agreed.",
         "We are stopping it for a year on all the quays"),
        ("The port, which is old, now said “we are stopping it for a year”, or so we hear.",
         "now said “we are stopping it for a year”"),
        ("“It was cold and wet, and we are stopping it for a year.”",
         "we are stopping it for a year."),
        # What it hangs on stands in another clause.
        ("The frosts hurt because they came after a warm spring in which trees blossomed early.",
         "because they came after a warm spring"),
        # In a sentence without marks there is nothing to choose by.
        ("It was wet, and it was late, and nobody was there.",
         "It was wet, and it was late, and nobody was there."),
    ],
)  # fmt: skip
def test_of_a_sentence_the_clause_is_quoted_that_carries_what_is_asked(text, quoted):
    said = excerpt(marked(text))
    assert said == quoted
    assert holds(text, said)


def test_a_passage_has_so_many_words_at_most_and_ends_with_none_that_only_joins():
    long = f"The port {'quite ' * 60}banned {'grey ' * 60}boats."
    assert len(excerpt(marked(long)).split()) == 40
    assert "banned" in excerpt(marked(long))
    text = "Researchers of the port of Hallam watched 42 alerts of the cameras of the town."
    assert excerpt(marked(text), most=10).endswith("watched 42 alerts")
    text = "It says that the crop in every New Hallam town except Old Marle will be down by 26."
    assert excerpt(marked(text), most=8).startswith("every New Hallam town except Old Marle will")
    assert excerpt(marked(f"It was {'so ' * 80}", "de"), "de").count("so") == 38


def test_no_phrase_is_cut_and_a_few_words_more_are_quoted_rather():
    text = "Hallam said on Friday it will cut 2,500 jobs in its Defence and Space works in Marle."
    assert excerpt(marked(text), most=14).endswith("Defence and Space works in Marle.")
    assert excerpt(marked(text), most=12).endswith("will cut 2,500 jobs")
    text = "It has cut 26 jobs in long grey old dark and deep wet works of the town of Hallam."
    assert excerpt(marked(text), most=11).endswith("jobs in long grey old dark")


def test_the_things_of_a_list_in_lines_are_what_is_asked_and_are_quoted_together():
    text = (
        "The apps take:\n- your place, every hour\n- the names of networks\n- your contacts.\nSo?"
    )
    lines = marked(text)[:4]
    assert suggested(lines) == "multiple"
    things = ["your place, every hour", "the names of networks", "your contacts"]
    assert answers(lines, "multiple") == {"right": things}
    said = "The apps take: your place, every hour; the names of networks; your contacts."
    assert excerpt(lines) == said
    assert holds(text, said)
    assert excerpt([lines[1], lines[3]]) == "your place, every hour […] your contacts."


def test_what_was_found_is_quoted_and_not_that_something_was():
    text = "A study of 30 family apps found that 21 of them send the place of a child to others."
    assert excerpt(marked(text)) == text
    assert excerpt(marked(text), most=12) == "21 of them send the place of a child to others."


def test_a_which_comes_with_what_it_means_and_what_leans_on_a_clause_with_that():
    said = "The town said it aims to make all of the cuts, which hurt 7% of its workers."
    assert excerpt(marked(said), most=8) == "all of the cuts, which hurt 7% of its workers."
    said = "What was odd in Hallam then, which hurt 7% of them all, came as late as all that."
    assert excerpt(marked(said), most=5) == "which hurt 7% of them all"
    said = "It won the biggest order of all, notching a deal for 500 boats, as they said."
    assert excerpt(marked(said), most=12).endswith("of all, notching a deal for 500 boats")
    assert excerpt(marked(said), most=8) == "notching a deal for 500 boats"
    said = "In May the court of the town ruled that 500 women who work there could go on."
    assert excerpt(marked(said)).endswith("ruled that 500 women who work there could go on.")
    assert excerpt(marked(said), most=6).endswith("ruled that 500 women")


def test_as_another_kind_another_clause_is_quoted():
    (only,) = marked("The port banned boats in May, and it has since counted 26 of them there.")
    assert excerpt([only], kind="true_false") == "The port banned boats in May"
    assert excerpt([only], kind="estimate").startswith("it has since counted 26")


def test_sentences_are_quoted_together_and_what_no_longer_fits_is_left_out():
    text = "It raised 97 alerts. It ran for 14 weeks. So it went. It cost 12 million."
    first, second, _, last = marked(text)
    assert excerpt([first, second]) == "It raised 97 alerts. It ran for 14 weeks."
    assert excerpt([first, last]) == "It raised 97 alerts. […] It cost 12 million."
    assert excerpt(marked("It banned the grey boats of the port. " * 9)).count("boats") == 5
    assert excerpt([]) == ""


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("It had 25,000 criminal mugshots of them.", Figure(25000, "criminal mugshots")),
        ("It was wrong for 81 percent of 42 alerts.", Figure(81, "%")),
        ("It had 10 million images.", Figure(10, "million images")),
        ("It flagged 26 of them.", Figure(26, "")),
        ("It flagged 26 people and 12 dogs.", None),
        ("It was wrong for 81% in May and 12% in June.", None),
        ("It was wrong for one in three faces.", None),
        ("It paid $5.4bn in all.", Figure(5.4, "billion dollars")),
        ("It paid £200 to people.", Figure(200, "pounds")),
        ("It saw four more in there.", Figure(4, "")),
        ("It had 30 Fairy penguins.", Figure(30, "Fairy penguins")),
        ("It is between six and eight deep.", None),
        ("It is down 20-25 percent from a usual year.", None),  # which of the two?
        ("It is down by 20 to 25 percent.", None),
        ("It froze at 28–29 degrees there.", None),
        ("It was late.", None),
    ],
)
def test_the_one_number_of_a_sentence_is_what_an_estimate_asks_for(text, asked):
    assert figure(marked(text)) == asked
    assert figure(marked(text, "de"), "de") is None

    assert not answers(marked(text, "de"), "choice", "de")


def test_a_number_in_words_is_one_and_what_brackets_say_otherwise_is_no_other():
    assert figure(marked("Twenty-five host nations were told.")) == Figure(25, "host nations")
    assert figure(marked("It cost 1.5 billion euros ($1.63 billion).")) == Figure(
        1.5, "billion euros"
    )
    assert figure(marked("It was late (for 81%).")) == Figure(81, "%")


@pytest.mark.parametrize(
    ("text", "kind", "begun"),
    [
        ("It took names, faces and gaits.", "multiple", {"right": ["names", "faces", "gaits"]}),
        ("It works in old Hallam, New Marle and Port Ely.", "multiple",
         {"right": ["Hallam", "New Marle", "Port Ely"]}),
        ("It lets groups such as Thorn, Marinus Analytics and the Center use it.", "multiple",
         {"right": ["Thorn", "Marinus Analytics", "the Center"]}),
        ("They found one, then two, and a third.", "multiple", {}),
        ("It is led by the OneSat project, and delays and rising costs.", "multiple", {}),
        ("It sold boats to Hallam and to Marle.", "multiple", {"right": ["Hallam", "Marle"]}),
        ("It took names, faces and new gaits.", "ordering",
         {"items": [{"text": text, "detail": ""} for text in ("names", "faces", "new gaits")]}),
        ("It took names, faces and gaits.", "matching",
         {"pairs": [{"left": text, "right": ""} for text in ("names", "faces", "gaits")]}),
        ("It took names, faces and gaits.", "true_false", {}),
        ("It lasted for two years.", "choice", {"right": "two years"}),
        ("It flagged 26 people in May 2020.", "choice", {"right": "26 people"}),
        ("It hurt a majority of those in it.", "choice", {"right": "majority"}),
        ("It was sold to Hallam Quay.", "choice", {"right": "Hallam Quay"}),
        ("It ran for two years and for three weeks.", "choice", {}),
        ("It flagged 26 people.", "estimate", {"right": 26, "unit": "people"}),
        ("It was late.", "estimate", {}),
    ],
)  # fmt: skip
def test_the_answers_begin_with_what_the_sentence_says(text, kind, begun):
    assert answers(marked(text), kind) == begun


def test_what_is_quoted_is_there_word_for_word_whatever_its_signs():
    whole = "“We’re stopping,” it said.\nIt was  Tuesday. Nobody came; all was well."
    assert holds(whole, '"We\'re stopping," it said. It was Tuesday.')
    assert holds(whole, "it said […] Nobody came")
    assert holds(whole, "it said ... nobody came…")
    assert not holds(whole, "Nobody came […] it said")  # not in this order
    assert not holds(whole, "it was Wednesday")
    assert not holds(whole, " … ")
    assert not holds("", "anything")


def test_how_much_is_quoted_counts_each_word_once():
    whole = "One two three four. Five six seven eight."
    assert quoted(whole, []) == (0, 8)
    assert quoted(whole, ["two three", "three four. Five", "nine"]) == (4, 8)


def test_a_passage_touches_the_sentences_that_it_quotes_from():
    sentences = ["It began.", "It ran on.", "It ended, we hear."]
    assert touched(sentences, "began. It ran") == {0, 1}
    assert touched(sentences, "It began. […] we hear") == {0, 2}
    assert touched(sentences, "It never began") == set()


def test_what_changed_between_two_texts_is_told_by_sentences():
    old = ["It began.", "It ran for 14 weeks.", "It ended.", "So be it."]
    new = ["It began.", "It ran for 15 weeks.", "It raised 97 alerts.", "It ended."]
    assert [(each.old, each.new) for each in changes(old, new)] == [
        ("It ran for 14 weeks.", "It ran for 15 weeks."),
        ("", "It raised 97 alerts."),
        ("So be it.", ""),
    ]
    assert changes(old, old) == []
    assert changes(["“We’re off.”"], ['"We\'re  off."']) == []


@pytest.mark.parametrize(
    "text",
    [
        "…" * 50_000, "Aa. " * 20_000, "1\n" * 40_000, "a\n" * 40_000,
        ("was able " * 110 + "\n") * 20, ("The as ed " * 99 + "\n") * 20,
        ("Aa " * 330 + "\n") * 20, ("a, b " * 199 + "\n") * 20,
        ("A." * 495 + "\n") * 20, ("1-" * 495 + "\n") * 20,
    ],
)  # fmt: skip
def test_no_text_takes_long_to_read(text):
    begun = time.process_time()
    assert marked(text)
    assert time.process_time() - begun < 5


def test_no_text_takes_long_to_compare_or_to_find():
    begun = time.process_time()
    assert changes(["a"] * 20_000, ["a"] * 19_999 + ["b"])[-1].new == "b"
    assert not holds("a " * 40_000, "a " * 20_000 + "b")
    assert holds("x y", "x" + " " * 50_000 + "y")
    assert time.process_time() - begun < 5


def test_parts_are_found_in_their_order_and_only_as_whole_words():
    assert touched(["One two.", "Three.", "One."], "two … three […] one") == {0, 1, 2}
    assert touched(["One two.", "Three.", "One."], "two … one") == {0, 2}
    assert touched(["One two.", "Three.", "One."], "three … two") == set()
    assert not holds("a bc d", "b")
    assert not holds("one two", "one … one")
