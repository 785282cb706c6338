"""What weighs little in an English sentence, and what weighs against it.

Of each sort the words that make no claim alone, feelings and opinions, and beginnings that lean
on the sentence before. Each has its example in ``tests/core/test_reading_worth.py``.
"""

from quiz.core.reading.english import PERMITTED
from quiz.core.reading.english_events import either, forms

# What happens to anything at any time, and what is only spoken of.
_VAGUE = either(
    [
        *(
            form
            for verb in """
accept accuse address admit affect aim announce appear argue arrive attract begin bring claim
complain concede confirm continue decide deliver demand describe disclose draw emerge enjoy expect
explain explore express face fail favour favor force gain give happen highlight improve insist lead
leave mention move offer operate pause pledge predict promise propose protect prove provide quote
reach recognise recognize recommend reflect reply report represent resolve respond reveal serve
share spark spread start state suggest support teach testify transform undermine urge visit warn
welcome win make
""".split()
            for form in forms(verb)
        ),
        *"say says said saying tell tells told telling speak speaks spoke spoken speaking".split(),
        *"hear hears heard take takes took taken taking".split(),
    ]
)
_AUXILIARY = (
    r"(?:(?:has|have|had|having|is|are|was|were|be|being|gets?|got|also|still|now|not|never"
    r"|already|again|then|soon|just|once|since|ever|first|later|all|both|[a-z]+ly) ){0,4}"
)
_PLAN = (
    r"(?:aim|agree|begin|continue|decid|expect|fail|intend|manage|offer|plan|pledg|promis|tend"
    r"|threaten|vow)\w* to"
)
# By sort what weighs little; the words of a mark in small letters are all of it.
WEAK = {
    "share": (
        r"(?:100|110|200|(?:a|one|two) hundred) ?(?:%|per ?cent)"
        r"|(?:most|none|few|a fraction) of .*|one in a .*"
    ),
    "number": (
        r"two|three|four|five|six|seven|eight|nine|ten"
        r"|(?:dozens|scores|tens|hundreds|thousands|millions) of"
        r"|(?:an?|one)[ -](?:hundred|thousand|million|dozen)"
    ),
    "date": (
        r"(?:on|since|until|by|last|next|this|from) (?:mon|tues|wednes|thurs|fri|satur|sun)day"
        r"|(?:last|next|this|earlier this|later this|the previous|the following)"
        r" (?:night|week|month|quarter|year|decade|century)|yesterday|tomorrow|in recent \w+"
        r"|(?:at |by |around |about )?\d{1,2}(?:[.:]\d\d)? ?[ap]\.?m\.?|so far this year"
        r"|(?:shortly|soon|immediately|just) \w+"
        r"|(?:in|next|last|this|by) (?:spring|summer|autumn|winter)"
        r"|(?:some|several|a few) \w+ (?:after|before|later|earlier|ago|since)"
    ),
    "duration": (
        r"permanently|indefinitely|temporarily|for ever|forever|for good|one day"
        r"|(?:many|several|a few) \w+|for (?:an?|the) \w+"
        r"|(?:for|in|over|within|during) the (?:coming|next) .*"
        r"|(?:for|in|over|within|during) the (?:first|last|past) (?:few )?[a-z]+"
    ),
    "rule": (
        rf"(?!{PERMITTED})"
        r"(?:may|must|shall|should|lets?|letting|enables?|free to|right to|no longer)\b.*"
        r"|(?:can no longer|can only|unable to|not able to|would not be able).*"
        r"|(?:has|have|will have|would have) to|crackdown|requir\w+|legal(?:ly)?|approv\w+"
        r"|voluntary|permit\w*"
    ),
    "comparison": (
        r"(?:the|[’']s) (?:first|last|second|third|next|latest|best|worst|most|least)"
        r"|(?:is|are|was|were) (?:first|last)|rather than|instead of|unlike|whereas|other than"
        r"|increasingly|ever more|(?:better|worse) than|.* too [a-z]+|(?:most|least) [a-z]+"
        r"|fewer [a-z]+"
    ),
    "cause": (
        r"amid|(?:concerns?|fears?|over|meaning|following) .*|so that|therefore|in order to"
        r"|(?:role|part) in|that means|which means|because|leads? to|leading to|the reason"
        r"|prompt\w*"
    ),
    "event": (
        rf"{_AUXILIARY}{_VAGUE}|(?:cannot|can[’']t|couldn[’']t|could|might|would|will|won[’']t) .*"
        rf"|{_PLAN} .*"
        r"|(?:is|are|was|were) (?:still|now|not|also|once|known as|called|one of|available"
        r"|vulnerable|worth|under|at risk)|there .* (?:not|also|still|only)|used to"
        r"|(?:likely|unlikely|is set|are set) to .*"
        r"|(?:saw|sees) .*|(?:come|comes|came) under|turn(?:s|ed)? (?:into|out)"
    ),
    # That somebody spoke; what was found out is a claim.
    "quotation": (
        r"(?!(?:conclude[sd]|determined|estimate[sd]|found|finds|reveal(?:s|ed)|show(?:s|ed)|suggests)\b).*"
    ),
}

# Feelings, praise, and what a writer says to lead on: against a sentence wherever it stands.
_FELT = """
absolutely adorable aloft amaze amazed amazes amazing applause astonished astonishing atmosphere
awe-inspiring awesome awful beautiful beautifully betrayed blazed blessed breathtaking brilliant
buzz bystanders carnival celebrate celebrated celebrates celebrating chanting cheered cheering
cherished clearly crazy crowd crowds curious cute danced dazzling delight delighted delightful
devastated disappointed disappointing disappointment disgrace disgraceful disgusted disgusting dream
dreams eager embarrassed embarrassing emotional enthusiasm enthusiastic excited excitement exciting
extraordinary fabulous fantastic fascinated fascinating feeling feels frankly frustrated frustrating
frustration fun-filled glad gorgeous grateful happiness happy heartbreaking heartbroken heartfelt
heartwarming hopefully horrible horrified hugged hustle imagine importantly incredible incredibly
inspiration inspired inspiring ironically joke joked jokes joy kissed lovely luckily lucky magic
magical meaningful memorable memories mood nervous nightmare no-brainer nonsense nostalgia onlookers
optimistic outcry outrage outraged passion passionate perhaps pessimistic pleased praise praised
praises pride reminder rewarding ridiculous roared sad saddened sadly scary shameful shocking sigh
sighed smile smiled smiling sorry spectators stark stunned stunning sympathetic sympathy tearful
tense terrible terrific terrified terrifying thanked thankful thankfully thrilled thrilling
tremendous truly unbelievable undeniable undeniably undoubtedly unforgettable unforgivable
unfortunately unlucky upset vibrant waved wept wonder wonderful yummy
""".split()
# What may be a fact, but weighs against a sentence where somebody speaks.
_THOUGHT = """
afraid anger angry anxious apologised apologized appreciate appreciated appreciates believe believed
believes challenging concerned confident congratulate congratulated crucial dedicated deeply
definitely determined devastating dismissed easiest easy encouraged encouraging enjoy enjoyed enjoys
fair feel felt fun good great hard hope hoped hopeful hopes hoping important impressed impressive
interesting keen love loved loves massive mess moving nice no-one nobody obvious obviously
outstanding perfect popular positive proud proudly realistic really reassure reassured regret
regrets regretted relief relieved remarkable remarkably scared serious seriously shambles shame
shocked simply spectacular strange stressed stressful strong strongly success successful sure
surprise surprised surprising surprisingly tackle thank thanks think thinking thinks thought tough
tragedy tragic unacceptable uncertain uncertainty unfair unfairly unique urgent urgently very
victory vital want wanted wants warm welcome welcomed welcomes wish wished wishes worried worries
worry worrying wrong
""".split()
_PHRASES = (
    r"next steps|in fact|in for an?|no brainer|so much|so many|of course,|all eyes|no doubt"
    r"|deep concern|one of (?:the|his|her|my|our|their) (?:best|most|great|big|easi|hard|proud)\w*"
    r"|in (?:my|our) (?:view|opinion)|look(?:s|ed|ing)? forward|make a (?:big )?difference"
    r"|sheds? (?:new )?light|(?:raises?|raised|sparked) (?:\w+ )?(?:questions|eyebrows)"
    r"|(?:offers?|gives?|provides?) (?:\w+ )?insights?|pav(?:es?|ed|ing) (?:the )?way"
    r"|top priorit(?:y|ies)|bear in mind|question mark|right direction|a long way|steps? forward"
    r"|red flag|different story|under fire|growing trend|time will tell|remains? to be seen"
    r"|needless to say|comes as no|more (?:details|information)|stay tuned|for years to come"
    r"|when it comes to|plenty to|only time|at the heart of|hustle and bustle|to say the least"
    r"|a matter of time|end of the day|going forward|up in arms"
)
OPINION = rf"\b(?:{either(_FELT)}|(?:{_PHRASES})\b)"
MILD = rf"\b{either(_THOUGHT)}"

# A beginning that leans on the sentence before, or leads on to the next.
LOOSE = (
    r"(?i)[“‘\"']?(?:(?:and|but|so|or|yet|however|meanwhile|still|instead|indeed|moreover"
    r"|furthermore|in addition|also|then|now|not only|yes|no|well|oh|ah|more [a-z]+ly),? ){0,2}"
    r"(?:I|it|this|that|these|those|such|they|there|he|she|what|who|which|why|how|more|further"
    r"|everyone|everybody|nobody|no one|someone|some|many|others|another|few)\b"
)
