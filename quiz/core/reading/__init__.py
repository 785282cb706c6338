"""How an article is read for what can be asked: its sentences, what is found in them, what changed.

Rules, no model and no network: the same text is always marked alike, and a person can say why.
A language is a file of rules, as ``english.py`` is (its verbs and what weighs little stand beside
it), with a row in ``language.LANGUAGES``.
"""

from quiz.core.reading.answers import Figure as Figure
from quiz.core.reading.answers import answers as answers
from quiz.core.reading.answers import figure as figure
from quiz.core.reading.excerpt import excerpt as excerpt
from quiz.core.reading.marks import FOUND as FOUND
from quiz.core.reading.marks import Marked as Marked
from quiz.core.reading.marks import marked as marked
from quiz.core.reading.marks import suggested as suggested
from quiz.core.reading.quoting import LEFT_OUT as LEFT_OUT
from quiz.core.reading.quoting import Change as Change
from quiz.core.reading.quoting import changes as changes
from quiz.core.reading.quoting import holds as holds
from quiz.core.reading.quoting import quoted as quoted
from quiz.core.reading.quoting import touched as touched
from quiz.core.reading.quoting import words as words
from quiz.core.reading.sentences import Sentence as Sentence
from quiz.core.reading.sentences import bare as bare
from quiz.core.reading.sentences import joint as joint
from quiz.core.reading.sentences import split as split
from quiz.core.reading.worth import Mark as Mark
