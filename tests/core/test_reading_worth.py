import time

import pytest

from quiz.core.reading import marked, split
from quiz.core.reading.worth import spoken


@pytest.mark.parametrize(
    "text",
    [
        # A claim that can be checked is enough.
        "The mayor resigned.",
        "It was wrong for 81 percent of them.",
        "The tunnel cost 12 million.",
        "It opened in May 2020.",
        "The trial ran for 14 weeks.",
        "The city has banned the cameras.",
        "The new ferry is cheaper than the old one.",
        "It failed due to the low sun.",
        "Governments should put rules in place.",
        "A study found that the rails bend.",
        "It was his 38th season.",
        "It is an 18-mile line.",
        "Hallam beat Marle 3-1.",
        "The thief was cleared on all counts.",
        "The calls were traced to a mobile.",
        "Police said the storm destroyed two homes.",
        "They learned that the more time pupils spent there, the less they slept.",
        "Research suggests that its light harms.",
        "Blue light can disturb the sleep of owls.",
        "The firm is based in Hallam with a yard in Port Marle.",
        "The owl is the only one of its kind to breed in Hallam.",
        "The healthy bird was found in a playground.",
        "“We also receive some 30 sick birds each year,” the zoo says.",
        "The trams have run on a route from the port to the zoo.",
        # Beside one’s own words, too.
        "“It is not over till it is over,” said Lee, who was born in Port Hallam.",
        # Of what weighs little something more is needed.
        "The bridge in Port Hallam will open to all, and the town of Port Hallam pays.",
        "The birds will eventually be released in Port Hallam, as Port Hallam wished.",
        # An opinion takes nothing from figures.
        "Visitors were delighted by the 26 new rooms, which opened in May 2020.",
        # In one’s own words: facts, rules, and who is named.
        "“It opened in May 2020.”",
        "“We will allow it to Thorn and to Marle Aid, to Hallam and to Swale,” they said.",
    ],
)
def test_a_claim_makes_a_sentence_worth_a_question(text):
    assert marked(text)[-1].open


@pytest.mark.parametrize(
    "text",
    [
        # Somebody spoke, felt or praised.
        "The leader of the council said it was a great victory for local democracy.",
        "Ann Lee said workers are feeling jittery.",
        "Residents said local roads would not be able to cope.",
        "The manager described the day as “a crazy five minutes”.",
        "He said: “We have plenty of open space around the town for everybody to enjoy.",
        "One objector told councillors: “Residents really do not want this site.”",
        "The council praised the strength of the team.",
        "She said that it was like “digging for gold”.",
        "He said people there had shown “patience and good will”.",
        "“We were within 1 degree of losing everything, and I was sad,” he said.",
        "“It was a good example of what councils do, and fighting for it,” added Cllr Bill Hunt.",
        "“This requires us to become faster, leaner and more open,” he said.",
        # Colour, and what leads on.
        "Scientists have made an exciting discovery.",
        "The find serves as a reminder of all that the sea holds.",
        "This raises questions.",
        "It is now considering its next steps.",
        "But the crowd stayed.",
        "A crowd of spectators stood there cheering and ringing bells.",
        "As soon as Lee said yes, they sat down.",
        # A weekday, a “first”, an idiom or an age.
        "The first passengers came on Tuesday.",
        "The talks were hard, and will be on Friday.",
        "There were a million reasons to stay at home.",
        "He gave one hundred per cent.",
        "Ann Lee, 83, and her husband were there.",
    ],
)
def test_what_makes_no_claim_is_not_worth_a_question(text):
    assert not marked(text)[-1].open


def test_what_was_quoted_on_from_an_earlier_sentence_is_in_somebodys_words():
    text = (
        "“We are tired. The rain ruined the crop. It will pass,” she said. "
        'The rain ruined the crop.\nHe said: "It broke. The rain ruined the crop."\n'
        "The rain ruined the crop."
    )
    sentences = split(text)
    told = dict(zip([each.start for each in sentences], spoken(text, sentences), strict=True))
    assert list(told.values()) == [False, True, True, False, False, True, False]
    ruined = [each for each in marked(text) if "ruined" in each.sentence.text]
    assert [each.open for each in ruined] == [False, True, False, True]


@pytest.mark.parametrize("word", ["only ", "has been ", "nearly ", "“said ", "a one in a "])
def test_no_sentence_takes_long_to_weigh(word):
    begun = time.process_time()
    marked(f"The {word * (990 // len(word))}.\n" * 20)
    assert time.process_time() - begun < 5
