"""What happens, in English sentences: verbs of change and of public deeds that have a subject.

A participle before its noun (“the closed road”) says nothing that can be asked, and verbs of
looking, feeling and waiting seldom do. So verbs are listed, and found in their finite forms; but a
passive that names who did it or by what, a perfect and a future are found of nearly all verbs.
"""

from collections.abc import Iterable
from itertools import groupby

_REGULAR = """
abandon abolish accuse achieve acquire acquit adopt affect agree airlift alter ambush amend announce
apologise apologize appeal appoint approve arrest arrive assassinate attack attract award axe ban
bomb boost borrow boycott breach broadcast bypass campaign cancel capture carry cease challenge
change charge clash climb close collapse collide compare compensate compete complete concede condemn
confirm confiscate connect consist construct consume contain contaminate contract contribute convert
convict cover crash create cross crown cut damage debut decide declare decline decommission decrease
defeat defend delay delete deliver demand demolish deny depend deploy deport derail design destroy
detain detect deteriorate devastate develop die differ diminish disappear disband disclose
discontinue discover dismantle dismiss disperse displace disqualify disrupt dissolve distribute
divert divide donate double drain drift drop drown earn ease eject elect eliminate emerge emit
employ enable enact end endanger enrol ensure enter equip eradicate erode erupt escape establish
evacuate evict evolve exceed exclude execute expand expel expire explode explore export expose
extend extradite face fail favour feature file fine finish fire flee flood flow force forecast form
found free fund gain generate govern graduate grant guarantee hack halt halve handle happen harm
harvest hatch hijack hire host hunt identify ignite impeach implement import impose imprison improve
include increase infect inherit injure inspect install integrate intercept interrupt intervene
introduce invade invent invest investigate invite irrigate isolate issue jail join jump kidnap kill
lack land lapse last launch leak lease legalise legalize liberate license lift limit link liquidate
list loan locate lock loot lower maintain manage manufacture measure melt merge migrate mine
mobilise monitor move multiply murder name narrow nationalise negotiate nominate notify obtain occur
offer open operate oppose orbit order organise organize originate oust outlaw outnumber outpace
outperform overhaul overlap overturn own paralyse pardon pass patent patrol pause penetrate perish
phase pilot plan plant pledge plummet plunge poison pollinate pollute postpone power predict
preserve prevent privatise probe proceed process produce prohibit promise promote propose prosecute
protect protest prove provide publish pump punish purchase quadruple qualify quarantine quash raid
raise ratify reach reappear rebuild recall receive reclaim recognise recognize recommend recover
recruit recycle redesign reduce refer refund refuse regain register regulate reinforce reinstate
reintroduce reject release relegate relocate remove rename renew renovate reopen repair repay repeal
replace report represent rescue resign resist resolve restart restore restrict result resume retain
retire retreat retrieve return reunite reuse reveal reverse review revise revive revoke rule rupture
sack sample sanction scale schedule score scrap screen seal secure seize sentence separate serve
settle shift ship shorten sign simplify slash slow slump smuggle soar spill sponsor stabilise
stabilize stage stall start starve store strand strengthen strip submit succeed sue suffer supervise
supply support suppress surge surpass surrender survive suspend sustain swap switch target tax
terminate test thaw thicken threaten tighten top topple track train transfer transform translate
transmit transplant transport treat trial trigger trim triple tumble uncover undermine unify unite
unveil upgrade vacate vaccinate vanish vary veto violate visit vote waive warm warn waste weaken
widen withstand worsen wound wreck yield
"""
_DOUBLED = frozenset(
    "ban cancel control drop equip enrol expel hop jam plan refer scrap ship strip submit swap "
    "top transfer transmit trim".split()
)  # fmt: skip
_DOUBLED_IRREGULAR = frozenset("begin cut forbid hit run shut split win".split())
# Base, third person, past and participle of those that go their own way.
_IRREGULAR = """
arise arises arose arisen, beat beats beat beaten, become becomes became become,
begin begins began begun, bind binds bound bound, break breaks broke broken,
breed breeds bred bred, bring brings brought brought, build builds built built,
burst bursts burst burst, buy buys bought bought, catch catches caught caught,
choose chooses chose chosen, cost costs cost cost, cut cuts cut cut, draw draws drew drawn,
drive drives drove driven, eat eats ate eaten, fall falls fell fallen, feed feeds fed fed,
fight fights fought fought, flee flees fled fled, fly flies flew flown,
forbid forbids forbade forbidden, freeze freezes froze frozen, give gives gave given,
grow grows grew grown, hit hits hit hit, hurt hurts hurt hurt, hold holds held held,
lay lays laid laid, lead leads led led, leave leaves left left, lend lends lent lent,
lose loses lost lost, make makes made made, overtake overtakes overtook overtaken,
overthrow overthrows overthrew overthrown, pay pays paid paid, rebuild rebuilds rebuilt rebuilt,
rise rises rose risen, seek seeks sought sought, sell sells sold sold,
send sends sent sent, shoot shoots shot shot, shrink shrinks shrank shrunk, shut shuts shut shut,
sink sinks sank sunk, spend spends spent spent, split splits split split,
spread spreads spread spread, steal steals stole stolen, strike strikes struck struck,
sweep sweeps swept swept, teach teaches taught taught, throw throws threw thrown,
undergo undergoes underwent undergone, uphold upholds upheld upheld, win wins won won,
withdraw withdraws withdrew withdrawn, write writes wrote written,
run runs ran run, keep keeps kept kept,
swim swims swam swum, sow sows sowed sown, dig digs dug dug
"""


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return f"{verb}d"
    if verb[-1] == "y" and verb[-2] not in "aeou":
        return f"{verb[:-1]}ied"
    return f"{verb}{verb[-1] if verb in _DOUBLED else ''}ed"


def _third(verb: str) -> str:
    past = _past(verb)
    if past.endswith("ied"):
        return f"{past[:-1]}s"
    return f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh")) else f"{verb}s"


def _ing(verb: str) -> str:
    """The form in -ing: “freezing”, “planning”, “cutting”."""
    if verb.endswith("e") and not verb.endswith("ee"):
        return f"{verb[:-1]}ing"
    doubled = verb in _DOUBLED or verb in _DOUBLED_IRREGULAR
    return f"{verb}{verb[-1] if doubled else ''}ing"


def either(words: Iterable[str]) -> str:
    """One of ``words``, as a pattern: by their first letters, which is quicker to search."""
    by_letter = groupby(sorted(set(words)), key=lambda word: word[0])
    letters = (rf"{letter}(?:{'|'.join(w[1:] for w in each)})" for letter, each in by_letter)
    return rf"(?:{'|'.join(letters)})\b"


_verbs = _REGULAR.split()
_irregular = [line.split() for line in _IRREGULAR.split(",")]
_by_base = {each[0]: each for each in _irregular}


def forms(verb: str) -> list[str]:
    """All forms of a verb: “take takes took taken taking”."""
    past = _past(verb)
    return [*_by_base.get(verb, [verb, _third(verb), past]), _ing(verb)]


_BASE = either([*_verbs, *(base for base, _, _, _ in _irregular)])
_THIRD = either([*map(_third, _verbs), *(third for _, third, _, _ in _irregular)])
PAST = either([*map(_past, _verbs), *(past for _, _, past, _ in _irregular)])
_PARTICIPLE = either([*map(_past, _verbs), *(participle for _, _, _, participle in _irregular)])
_ING = either([*map(_ing, _verbs), *(_ing(base) for base, _, _, _ in _irregular)])

# A word of any verb that ends in -ed, or as these do; but not of these, which tell no deed.
_SOFT = """
added admired advised aged answered applauded appreciated argued asked associated backed believed
called celebrated chatted cheered chuckled cited claimed clapped commented committed complicated
concerned concluded considered cried criticised criticized dedicated delighted described detailed
determined disappointed discussed dismissed echoed embodied enjoyed excited expected experienced
explained expressed feared felt focused gathered gazed hailed heralded highlighted hoped indeed
insisted interested involved joined joked known labelled laughed liked limited listened looked loved
marched marked mentioned need needed noted noticed observed packed peeked pleased praised questioned
quipped recalled reckoned recounted reflected refuted regarded reiterated rejected related remarked
remembered reminisced replied saddened said scared seemed seen shocked shouted sighed slammed smiled
sophisticated stared stated stressed strolled struggled supposed surprised talked testified thanked
thought tired told touted tried urged viewed waited wandered wanted warned watched waved welcomed
wept wished wondered worried
"""
_FELT = either(_SOFT.split())
_ANY = rf"(?!{_FELT})(?:[a-z]+ed\b|{_PARTICIPLE})"
_ADVERB = (
    r"(?:(?:also|still|now|not|never|already|again|then|only|soon|just|once|since|ever|first"
    r"|no longer|later|all|both|[a-z]+ly) ){0,2}"
)
# Before these words a participle is no verb, and what stands after a verb is one of those.
_NO_NOUN = "".join(
    rf"(?<!\b{word} )"
    for word in (
        "the", "a", "an", "its", "their", "his", "her", "our", "my", "your", "this", "these",
        "those", "of", "some", "any", "no", "more", "most", "very", "so", "too", "such", "newly",
        "other", "with", "for",
    )
)  # fmt: skip
_OBJECT = (
    r"(?: (?:the|an?|its|their|his|her|it|them|him|this|that|these|those|all|each|every|both|some"
    r"|many|more|most|much|several|few|fewer|less|no|nearly|almost|about|around|hundreds|thousands"
    r"|millions|dozens|two|three|four|five|six|seven|eight|nine|ten|half|up to|at least|other"
    r"|new)\b| [A-Z\d$£€“])"
)
_ON = (
    r"(?: (?:over|under|up|down|out|off|on|in|into|onto|to|from|by|with|without|within|at|as|after"
    r"|before|during|since|until|through|throughout|across|against|along|between|among|for"
    r"|because|when|while|where|if|and|but|or|again|back|away|apart|together|too|last|next|not"
    r"|only|just|even|so|further|[a-z]+ly)\b)"
)
_AFTER = rf"(?={_OBJECT}|{_ON}|[.,;:!?”’\"]|$)"
# A subject that begins so, and an object that has no article: “the club offers tours”.
_A = r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Ee]ach|[Ee]very)"
_THING = (
    r"(?!(?:and|or|of|in|on|for|to|at|are|were|have|had|with|by|from|that|which|who|is|was|will"
    r"|has|would|could|than|as)\b)[a-z]"
)
_LIKING = "be|have|like|love|see|know|think|feel|say|want|need|seem|look|get|do|hope|care|mind"
_BE = r"(?:is|are|was|were|be|been|being|gets?|got)"

EVENT = [
    # What these verbs tell hangs on the word after them.
    r"\b(?:came|come|comes|went|go|goes) (?:into (?:force|effect|use|operation)|under|out of"
    r"|ahead|missing|bankrupt|extinct|on sale|on strike|back to|to an end)\b",
    r"\b(?:took|takes?|taken|taking) (?:over|off|part|place|effect|control|back|charge|up|on"
    r"|down)\b",
    r"\b(?:turn(?:s|ed)?|put|puts|brought|set) (?:down|into|off|away|out|up|in place|back)\b",
    rf"\b(?:blocks|blocked)(?={_OBJECT})",
    rf"\b(?:runs|ran)(?={_OBJECT}| (?:from|between|through|out)\b)",
    r"\b(?:(?!(?:look|dress|wrap|cheer|turn|lin|seem|peek|gaz|star|walk|pack|blaz|shin|glar|pour|drift)ed)[a-z]+ed|holds|held|keeps|kept)"
    r" (?:down|out|off|back|away|over)\b",
    r"\b(?:saw|sees) (?:the|an?|its|their|more|fewer|no)\b",
    # “has never been reopened”, “had fallen”, “was flown out by helicopter”, “is thawing”.
    rf"\b(?:has|have) {_ADVERB}(?:been {_ADVERB})?{_ANY}",
    rf"\b(?:had|having) {_ADVERB}(?:been {_ADVERB})?{_PARTICIPLE}",
    rf"\b{_BE} {_ADVERB}{_PARTICIPLE}",
    rf"\b{_BE} {_ADVERB}{_ANY}(?=(?: [a-z]+){{0,3}} (?:by|with|into|from|through|using) )",
    rf"\b(?:is|are|was|were|been) {_ADVERB}(?!{_FELT})[a-z]+(?:ed|[ao]wn|ought)\b"
    r"(?= (?:in|on|at|to|of|for|as|under|over|after|before|during|near|between|across|out|off|up"
    r"|down|‘|“|\")|[.,;]|‘|“)",
    rf"{_NO_NOUN}\b(?!{_FELT})[a-z]{{2,}}ed(?= (?:the|an?|its|their|his|her|all|each|every|several"
    r"|[A-Z\d$£€][\w,.]*) )",
    rf"\b{_BE} {_ADVERB}{_ING}",
    # “can also weaken”, “will open”, “did not rise”, “plans to build”.
    rf"\b(?:can|could|might|would) {_ADVERB}{_BASE}",
    r"\b(?:cannot|can[’']t|couldn[’']t|could not) [a-z]{3,}",
    rf"\b(?:can|could|may|might|would) (?:also |still |only |now )?be {_ADVERB}{_ANY}",
    r"\b(?:did|does|do)(?:n[’']t| not) (?:yet |always |only )?"
    rf"(?!(?:{_LIKING}|feel|mean|matter|appear|go|make|come|take|find|believe|understand)\b)"
    r"[a-z]{3,}",
    r"\b(?:will|won[’']t) (?:also |not |then |soon |now |no longer |only |[a-z]+ly )?"
    rf"(?!(?:{_LIKING})\b)[a-z]{{3,}}",
    r"\b(?:plans?|planned|aims?|aimed|intends?|intended|agree[sd]?|decide[sd]?|vow(?:s|ed)"
    r"|pledge[sd]|promise[sd]|offer(?:s|ed)|fail(?:s|ed)|began|begins?|continue[sd]?|threaten(?:s|ed)"
    r"|managed|tends?|is set|are set|is due|are due|expected|likely|unlikely) to [a-z]+",
    # Who did what: “rates fell”, “the court quashed the order”, “farmers planted trees”.
    rf"{_NO_NOUN}\b{PAST}{_AFTER}",
    r"(?:(?<=[a-z]s )|(?<=\b(?:he|it) )|(?<=\b(?:she|who) )|(?<=\b(?:they|that) ))"
    rf"{_NO_NOUN}{PAST}",
    rf"\b(?:he|she|it|they|who|which)(?: also| then| later| now| still| already| [a-z]+ly)?"
    rf" (?:{PAST}|(?!{_FELT})[a-z]{{2,}}ed\b)",
    r"\b(?:was|were|been|is|are) (?:also |then |later )?(?:born|found|built|made|held|kept|run)\b",
    r"\b(?:can|could|would|might) (?:also |still |then )?"
    r"(?!(?:be|become|have|help|like|love|make|mean|need|not|take|want)\b)[a-z]{3,}",
    # “returns to the court”, “bees pollinate the crop”, “prices fall when”.
    rf"{_NO_NOUN}\b{_THIRD}(?={_OBJECT})",
    r"\b(?:accounts|applies|begins|belongs|benefits|closes|consists|depends|differs|ends|expires"
    r"|extends|falls|flows|grows|lasts|leads|lies|opens|operates|ranges|relies|returns|rises|runs"
    r"|serves|starts|stems|stretches|suffers|varies) (?:to|from|in|into|on|of|at|as|for|with"
    r"|through|until|after|before|between|over|out|when|if)\b",
    rf"(?<=[a-z]s )(?<![’']s ){_BASE}"
    rf"(?={_OBJECT}| (?:in|on|from|by|to|as|when|if|at|into|out)\b)",
    rf"\b{_A} (?:[a-z-]+ ){{1,2}}({_THIRD})(?= {_THING})",
    rf"\b[A-Z][\w’-]*[a-rt-z] ({_THIRD})(?= {_THING})",
    rf"\b{_A} (?![a-z]+ly )[a-z-]+ ({PAST})(?= {_THING})",
    # What is so.
    r"\b(?:is|are|was|were|remains?|remained|stays?|stayed) (?:still |now |already |also )?"
    r"(?:open|closed|shut|free|empty|extinct|at risk|out of|under|missing|dead|alive|bankrupt"
    r"|vacant|available|home to|part of|made of|known as|called|one of|responsible for|based on"
    r"|in charge of|subject to|eligible|worth|immune|vulnerable|dependent|exempt|compatible"
    r"|native to|rich in"
    r"|the (?:capital|owner|maker|author|head|leader|director|mayor|minister|president|winner)\b)",
    r"\b(?:is|are|was|were) (?:an? )?[a-z-]+ (?:[a-z-]+ )?(?:used|made|which|where)\b",
    r"\b(?:is|are|was|were) (?:still|once|formerly|originally|initially|previously|no longer"
    r"|now)\b",
    r"\b(?:used to|as (?:it|they|he|she) (?:is|are|was|were) (?:then|now|today|before))\b",
    r"\bthere (?:is|are|was|were|has been|have been) (?:no|not|also|still|only)\b",
    # What courts and lawmakers do, where no verb tells it.
    r"\b(?:ruling|settlement|liable|guilty|lawsuit|injunction|suspension|charged with|in force"
    r"|votes)\b",
]  # fmt: skip
