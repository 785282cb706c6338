"""What is found in English sentences: for each sort of thing the patterns that tell it.

Where two patterns meet in the same words, the sort that stands first in ``RULES`` has them. The
patterns are kept to what news reports write.
"""

import re

from quiz.core.reading.english_events import EVENT, PAST
from quiz.core.reading.english_numbers import DIGITS, SCALE, WORDS

# After these a sentence goes on, though a capital or a figure follows.
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st mt ft sen rep gov gen lt col sgt capt rev hon pres supt insp "
    "inc ltd co corp dept univ vs etc e.g i.e no nos vol fig figs art p pp ca approx est "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun "
    "al ed eds jr sr".split()
)  # fmt: skip

_FIGURE = (
    rf"(?:(?:{DIGITS})(?:[ -]?{SCALE}\b)?|(?:{WORDS}|a|one|several)[ -]"
    r"(?:hundred|thousand|million|billion|trillion|dozen)\b)"
)
_MONTH = (
    "(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_YEAR = r"(?:1[6-9]|20)\d\d"
_UNIT = (
    "(?:second|minute|hour|day|night|week|fortnight|month|quarter|year|decade|century|centurie)s?"
)
_SEASON = "(?:spring|summer|autumn|winter)"

SHARE = [
    rf"\b(?:(?:{DIGITS}|{WORDS})(?:[-–]| to | or ))?(?:{DIGITS}|{WORDS})"
    r" ?(?:%|per ?cent\b|percentage points?\b)",
    r"\b(?:a|one|two|three) hundred per ?cent\b",
    r"\b(?:one|two|three|four|nine|\d+)[ -](?:thirds?|quarters?|fifths?|tenths?) of\b",
    r"\b(?:half|a third|a quarter|a fifth|a tenth) (?:of|the|all)\b",
    rf"\b(?:\d[\d,.]*|one|{WORDS}) (?:in|out of)(?: every)? (?:\d[\d,.]*|{WORDS})(?![-\w])",
    r"\b(?:(?:overwhelming|vast|large|great|clear|narrow|slim|tiny|small) )?(?:majority|minority)"
    r"(?: of)?\b",
    r"\b(?:most|nearly all|almost all|none|few|a fraction) of (?:the|its|their|those|these|them)\b",
    r"\b(?:nearly|almost|virtually) (?:all|every(?:one|body)?|half|none)\b",
]
DATE = [
    rf"\b(?:(?:early|late|mid)[- ])?(?:{_WEEKDAY},? )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}"
    rf"(?:,? {_YEAR})?",
    rf"\b(?:{_WEEKDAY},? )?{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?!\d|,\d)(?:,? {_YEAR})?",
    rf"\b(?:in |since |until |by |from |after |before |during )?(?:(?:early|late|mid)[- ])?"
    rf"{_MONTH} (?:of )?{_YEAR}\b",
    rf"\b(?:in|since|until|by|from|after|before|during|last|next|this|early|late|mid)[- ]"
    rf"(?:early |late |mid-)?(?:{_MONTH}\b(?!\.? [A-Z])|{_SEASON}\b(?: {_YEAR})?)",
    rf"\b{_YEAR}-\d\d(?:-\d\d)?\b",
    rf"\b(?:in|since|until|by|from|to|of|between|and|before|after|during|for|through|[-–(]) ?"
    rf"(?:early |late |mid-)?{_YEAR}\b(?!,\d| [a-z]+s\b)",
    rf"\b{_YEAR}[-–/]\d\d\b",
    rf"(?<![\w$£€.,/:#-]){_YEAR}(?![\w%]|[-–.,:/]\d| (?:[a-z]+s|people|million|billion)\b)",
    r"\bthe (?:early |late |mid-)?(?:1[6-9]|20)\d0s\b",
    rf"\b(?:on|since|until|by|last|next|this|from) {_WEEKDAY}\b",
    r"\b(?:last|next|this|earlier this|later this|the previous|the following) "
    r"(?:night|week|month|quarter|year|decade|century)\b",
    r"\b(?:yesterday|tomorrow|so far this year|to date|in recent "
    r"(?:days|weeks|months|years))\b",
    rf"\b(?:an?|one|{WORDS}|\d+|some|several|a few|shortly|just) ?{_UNIT} (?:after|before|later"
    r"|earlier|ago|since)\b",
    r"\b(?:shortly|soon|immediately) (?:after|before|afterwards)\b",
    r"\b(?:at |by |around |about )?\d{1,2}(?:[.:]\d\d)? ?(?:[ap]\.m\.?|[ap]m\b)",
]  # fmt: skip
DURATION = [
    rf"\b(?:over|within|in|for|during) the (?:coming|past|last|next)"
    rf" (?:few |{WORDS} |\d+ )?{_UNIT}\b",
    rf"\b(?:{DIGITS}|{WORDS}|one|an?|multi|half)-{_UNIT}(?:-long)?\b",
    rf"\b(?:{DIGITS}|{WORDS}|one|several|a few|many|half an?) "
    rf"(?:more |full |consecutive )?{_UNIT}\b",
    rf"\b(?:for|within|over|during|after|in|lasting|lasts|lasted|at least|nearly|almost|about) "
    rf"(?:an?|the (?:past|last|next|first)(?: few| {WORDS}| \d+)?) {_UNIT}\b",
    rf"\b{_UNIT}-long\b",
    r"\b(?:permanently|indefinitely|temporarily|for ever|forever|for good|until further notice)\b",
]
# “Ann Lee, 34, of Hallam”
_AGE = r", (?:and|who|were|are|had|has|have|from|of|a|an|the|is|was|said|told)\b"
NUMBER = [
    rf"(?:[$€£¥]|US\$|USD |EUR |GBP ) ?{_FIGURE}",
    rf"\b{_FIGURE} ?(?:dollars?|euros?|pounds?|yen|yuan)\b",
    rf"(?<![\w.,/:#’'-])(?:{_FIGURE})(?![\w/:]|[-’']\w|\.\d|{_AGE})",
    rf"(?<![\w-])(?:{WORDS})(?![\w-])",
    r"\b\d+(?:st|nd|rd|th) (?!century)[a-z]+",
    rf"(?<![\w.,/:#’'-])(?:{DIGITS})-(?!year-old|day-old|{_UNIT})[a-z]{{3,}}",
    r"(?<![\w.,/:#’'-])\d{1,3}[-–]\d{1,3}(?![\w/:]|[-–.,]\d)",
    r"\b(?:tens|hundreds|thousands|millions|billions|dozens|scores) of\b",
]
# Within what is quoted other things are found too.
QUOTED = [
    r"“[^“”]{3,}(?:”|$)",
    r"^[^“”]*”",
    r"(?<!\w)\"[^\"]{3,}(?:\"|$)",
    r"^[^\"]{3,}\"$",
    r"(?<!\w)‘[^‘’\s]+ [^‘’]*’(?!\w)",
]
# What somebody is told to have said; a deed (“announced its decision”) is none.
SAID = [
    r"(?<!not )(?<!n[’']t )\b(?:said(?! (?:yes|no|hello|goodbye)\b)|says|say|told|wrote|writes"
    r"|blogged|tweeted|posted|according to)\b",
    r"\b(?:announced|claim(?:s|ed)|argue[sd]|warn(?:s|ed)|added|adds|state[sd]|admit(?:s|ted)"
    r"|den(?:ies|ied)|confirm(?:s|ed)|report(?:s|ed)|acknowledge[sd]|insist(?:s|ed)|estimate[sd]"
    r"|conclude[sd]|reveal(?:s|ed)|declare[sd]|testified|complain(?:s|ed)|explain(?:s|ed)"
    r"|determined|found|finds|show(?:s|ed)|suggest(?:s|ed))"
    r" (?:that|how|they|it|[A-Z][a-z]+ (?:is|was|had|has))\b",
]
# What somebody may do or must: of other verbs “may” tells of chance.
PERMITTED = (
    r"(?:may|must|shall|cannot|can[’']t)(?: not| still| only| also| now| no longer)? (?:access"
    r"|appeal|apply|arrest|ask|build|buy|carry|charge|claim|collect|continue|delete|disclose"
    r"|drive|employ|enter|go on"
    r"|hold|keep|object|opt|own|park|pay|process|publish|record|refuse|register|release|search"
    r"|sell|share|store|transfer|use|vote|wear|withdraw|work)\b"
)
RULE = [
    r"\b(?:ban|bans|banned|banning|prohibit(?:s|ed|ing|ion)?|outlaw(?:s|ed|ing)?"
    r"|forbid(?:s|den|ding)?|forbade|barred|bars|illegal(?:ly)?|unlawful(?:ly)?|lawful(?:ly)?"
    r"|legal(?:ly)?|moratorium|crackdown|exempt(?:s|ed|ions?)?|loophole)\b",
    r"\b(?:allow(?:s|ed|ing)?|permit(?:s|ted|ting)?|let(?:s|ting)? (?!me|us|you)|enables?"
    r"|approv(?:e|ed|es|al)"
    r"|authoris(?:e|ed|es)|authoriz(?:e|ed|es)|licen[cs]ed?|entitled? to|right to|free to)\b",
    r"\b(?:governments?|ministers|councils?|parliament|congress|states|countries|authorities|courts"
    r"|regulators?|compan(?:y|ies)|firms|schools) (?:should|must|shall)(?! have)(?: not)? [a-z]+",
    rf"\b{PERMITTED}",
    r"\b(?:may|must|shall|should)(?: not| no longer| only| also)? (?!be (?:that|because))[a-z]+",
    r"\b(?:can no longer|can only|would not be able|not able to|unable to|not allowed|no longer)\b",
    r"\b(?:(?:is|are|was|were|be|been) (?:required|obliged|ordered|forced) to"
    r"|requir(?:es|ed|ing|ement)|(?:has|have|will have|would have) to|mandatory|compulsory"
    r"|voluntary|opt(?:ed|s|ing)?[- ](?:out|in))\b",
]  # fmt: skip
COMPARISON = [
    r"\b(?:more|less|fewer|rather|other|better|worse|[a-z]{3,}er) than\b",
    r"\b(?:more|less) (?:likely|common|accurate|dangerous|expensive|often|concerning|secure)\b",
    r"\b(?:twice|double|triple|half|(?:\d+|three|four|five|ten) times) (?:as|the|more|that)\b",
    r"\b(?:doubled|tripled|halved|quadrupled|tenfold|outnumber(?:s|ed)?)\b",
    r"\bthe (?:more|less|[a-z]+er) [^,.]{3,80}, the (?:more|less|fewer|[a-z]+er)\b",
    r"\bas (?:many|much|few|little|often|long|high|low|fast|likely) as\b",
    r"\bthe (?:world[’']s |country[’']s |nation[’']s |UK[’']s |EU[’']s )?(?:most|least|first|last"
    r"|only|second|third|next|largest|smallest|biggest|highest|lowest|oldest|youngest|fastest"
    r"|longest|shortest|best|worst|latest|earliest|cheapest|strictest)\b",
    r"(?:\bthe|[’']s) (?![a-z]*(?:forest|interest|request|protest|harvest|contest|guest|arrest"
    r"|chest|west|east|rest|test|nest|quest|priest)\b)[a-z]{3,}est\b",
    r"\b(?:most|least) (?:senior|common|popular|likely|dangerous|accurate|frequent)\b",
    r"\b(?:compared|in comparison|in contrast) (?:with|to)\b",
    r"\b(?:instead of|rather than|unlike|whereas)\b",
    r"\b(?:up|down) from\b",
    r"\bfewer [a-z]+",
    r"\b(?:rose|risen|fell|fallen|grew|grown|dropped|declined|increased?|decreased?|shrank|soared"
    r"|plunged|climbed|reduc(?:e|ed|es|ing)|cut) (?:by|to|from|in|sharply|the)\b",
    r"(?<=[,;] )not (?:[a-z-]+ ){0,4}[a-z-]+",
    r"\b(?:is|are|was|were|be|been|became|becoming) (?:much |far |even |still |slightly )?"
    r"(?:too [a-z]+|bigger|cheaper|colder|deeper|drier|faster|heavier|higher|hotter|larger|longer"
    r"|lower|older|poorer|rarer|richer|safer|shorter|slower|smaller|stronger|warmer|weaker|wetter"
    r"|wider|worse|younger)\b",
    r"\b(?:is|was|were|came|comes|finish(?:es|ed|ing)?|placed|ranked"
    r"|ranks) (?:in )?(?:joint )?"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)\b",
    r"\b(?:increasingly|ever more|record (?:high|low|number|year))\b",
]
CAUSE = [
    r"\b(?:because|due to|owing to|as a result|thanks to|in response to|in light of|on account of"
    r"|amid|so that|therefore|in order to|results? in|resulted in|led to|leads to|leading to"
    r"|caused(?: by)?|causes|causing|prompt(?:ed|ing)|trigger(?:ed|ing)|(?:role|part) in"
    r"|stem(?:s|med) from|blam(?:ed|es|ing)"
    r"|meaning (?:that|they|it|the)|which means|that means|the reason|following (?:the|an?)"
    r"|over (?:the death|concerns?|fears|allegations|claims|privacy)"
    r"|concerns? (?:that|about|over|at)"
    r"|fears? (?:that|of|over))\b",
]
# Organisations and laws, as far as a word tells them; and people and places by their capitals.
_CAPITAL = r"(?!The )[A-Z][\w’&.-]*[\w&]"
_ORGANISATION = (
    "(?:Court|Commission|Agency|Office|University|College|Department|Ministry|Council|Authority"
    "|Institute|Congress|Parliament|Senate|Bureau|Committee|Union|Association|Cent(?:er|re)"
    "|Foundation|Bank|Board|Company|Corporation|Inc|Ltd|Group|Service|Society|Party|Tribunal"
    "|Organi[sz]ation|Police|Administration|Assembly|Laborator(?:y|ies)|Trust|Federation|Fund)"
)
_LAW = (
    r"(?:Act|Law|Directive|Regulation|Bill|Treaty|Convention|Code|Constitution|Amendment|Charter)"
)
LAW = [
    rf"\b(?:{_CAPITAL} (?:of |and |on |for |the ){{0,2}}){{0,9}}{_CAPITAL} (?!Bill [A-Z])"
    rf"{_LAW}(?: {_YEAR})?\b",
    r"\b(?:Article|Section|Directive|Regulation|Bill|Proposition|AB|SB|HR) \d[\w/()-]*",
    r"\b(?:GDPR|CCPA|BIPA|HIPAA|DMCA|DSA|DMA|FISA|COPPA)\b",
]
NAME = [
    rf"\b(?:{_CAPITAL} (?:of |and |for |the ){{0,2}}){{0,9}}{_CAPITAL} {_ORGANISATION}"
    rf"(?: (?:of|for|on) (?:the )?{_CAPITAL}(?: {_CAPITAL}){{0,9}})?\b",
    rf"\b{_ORGANISATION} (?:of|for|on) (?:the )?{_CAPITAL}(?: (?:and )?{_CAPITAL}){{0,9}}",
    r"\b(?!(?:US|UK|EU|AI|TV|PC|OK|IT|ID|AM|PM|USA|UN|CEO|BC|AD|DNA)\b)"
    r"[A-Z][A-Z&]{1,6}(?=\b|s\b|[’'])",
]
# A sentence that tells who has, uses or buys what of whom is worth a question though it has
# nothing but names in it: two of them, and one of these between.
RELATION = re.compile(
    r"\b(?:uses?|used|using|owns?|owned|bought|buys|acquired?|acquires|sells?|sold|supplie[sd]"
    r"|founded|developed|develops|built|builds|made|makes|joined|merged|replaced|appointed|hired"
    r"|shared?|shares|sharing|handed|gave|given|collects?|collected|stores?|stored|tracks?|tracked"
    r"|leaked|stole|stolen|hacked|invented|discovered|won|led by|run by|belongs?|named|launched)\b"
)  # fmt: skip

# Somebody speaks of himself: what he feels and hopes is seldom worth a question.
VOICE = re.compile(r"\b(?:I|me|my|I[’'](?:m|ve|d|ll))\b|^['‘](?=[A-Z])")

# What stands between two clauses of a sentence.
CLAUSE = re.compile(
    r"[,;:][”’\"]? (?:(?:and|but|or|so|yet) )?(?:that )?|(?:,? [–—-]|\.\.\.|…) "
    r"|(?:(?<=said)|(?<=says)|(?<=found)|(?<=shows)|(?<=showed)|(?<=clear)|(?<=warned)) that (?=\w)"
    r"| (?=(?:because|which|who|whose|while|when|although|whereas|where|due to) )"
)
# With these words no passage ends.
JOINT = re.compile(
    r"of|the|an?|in|to|and|or|by|with|for|from|at|on|as|its|their|his|her|that|which|who|is|was"
    r"|are|were|has|had|have|than|into|about|over|under|between|more|such|not|be|been"
)
# A clause that begins with one of these leans on the one before, which says of what.
LEANING = re.compile(
    r"(?:(?P<relative>which|who|whose|that)|where|[a-z]{3,}ing|[a-z]{2,}ed|led|made|built)\b"
)
# The last words of a clause, as far as a “which” after them may mean them.
MEANT = re.compile(
    r"\b(?:the|an?|its|their|his|her|these|those|some|many|all) (?:[\w’'-]+ ){0,3}[\w’'-]+$"
)
# Before these words a passage may end, as another phrase begins there.
PHRASE = re.compile(
    r"(?:in|to|and|or|but|by|with|without|for|from|at|on|as|that|which|who|than|into|about|over"
    r"|under|after|before|because|since|until|when|while|where|despite|amid)"
)
# What no sentence of an article is: the furniture of a page that was copied along.
FURNITURE = re.compile(
    r"…$|\.\.\.$"  # the first words of another article
    r"|^(?:image|photo|picture|photograph|video|credit)s?\b[^.]{0,40}:"
    r"|^(?:read more|see also|related|share this|subscribe|sign up|advertisement|follow us)\b"
    r"|opens in (?:a )?new (?:window|tab)"
    r"|^(?:copyright|all rights reserved)\b"
    r"|^(?:first |last )?(?:published|updated|posted)\b[^.]{0,40}\d"
    r"|^(?:©|\((?!.*[.!?]\)$))",
    re.IGNORECASE,
)

# Words with a capital that are no names where they begin a sentence, or wherever they stand.
NOT_NAMES = frozenset(
    "I January February March April May June July August September October November December "
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "The A An In On At By It Its He She They We You This That These Those But And Or So If As For "
    "From With Of To After Before While When Where Why How What Who Which There Here Not No Yes "
    "Mr Mrs Ms Dr Prof Sir US UK EU USA UN AI TV PC IT OK ID CEO DNA "
    "United States Kingdom America American Britain British England English Europe European "
    "Atlantic Pacific Another Some Many Most Both Each Every All Any "
    "One Two Three Four Five".split()
)  # fmt: skip

# The sorts in the order in which they take their words.
RULES = {
    "share": SHARE,
    "date": DATE,
    "duration": DURATION,
    "law": LAW,
    "number": NUMBER,
    "rule": RULE,
    "comparison": COMPARISON,
    "cause": CAUSE,
    "quotation": SAID,
    "event": EVENT,
    "name": NAME,
}
# A word of a list, which is no clause: none of these is in it.
_NOT_LISTED = (
    "and|or|it|its|he|she|they|we|you|who|which|that|was|were|is|are|has|had|have|will|would|can"
    "|could|said|says|when|while|but|if|as|because|although|though|after|before|so|where|than"
    "|not|nobody|however|too|many|most|some|several|all|in|at|to|from|with|on|by|into|among"
    "|between|then|one|whatever|under|over|during|despite|any|each|every"
    "|took|takes?|got|gets?|made|makes?|gave|gives?|uses?|used|told|saw|sees?|knew|knows?"
)
_LISTED = rf"(?!(?i:{_NOT_LISTED}|{WORDS})\b)(?!{PAST})(?!\d)[\w’'-]+"
_ITEM = rf"{_LISTED}(?: {_LISTED}){{0,3}}"
# The last one has two words where these are all until the next sign or word of another sort.
_LAST = (
    rf"(?:(?:an?|the|his|her) )?{_LISTED}(?: {_LISTED}(?=[.,;:)”]|$| (?i:of|for|{_NOT_LISTED})\b))?"
)
LISTED = [
    rf"\b(?:such as|including|like(?= [A-Z])|namely|among them) {_ITEM}"
    rf"(?:, {_ITEM}){{0,8}},? (?:and|or) {_ITEM}",
    rf"(?:\b{_ITEM}, ){{1,8}}{_ITEM},? (?:and|or) {_LAST}",
]
# How a list begins that says so, and what stands between its things.
LEADING = re.compile(r"(?:such as|including|like|namely|among them) ")
PARTED = re.compile(r", (?:and|or) | (?:and|or) |, ")
