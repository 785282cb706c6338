"""What is stored, and the methods that change it.

Import from ``quiz.models``, not from its modules. What only one page shows may not enter.
"""

from quiz.models.article import Article as Article
from quiz.models.article import Drawn as Drawn
from quiz.models.article import Remark as Remark
from quiz.models.article import source_of as source_of
from quiz.models.attempts import Attempts as Attempts
from quiz.models.bank import Bank as Bank
from quiz.models.bank import Fact as Fact
from quiz.models.bank import Source as Source
from quiz.models.bank import Topic as Topic
from quiz.models.bank import free_ref as free_ref
from quiz.models.bank import listed as listed
from quiz.models.bank import next_change as next_change
from quiz.models.bank import validate_day as validate_day
from quiz.models.cleanup import Upkeep as Upkeep
from quiz.models.correction import Correction as Correction
from quiz.models.correction import Erratum as Erratum
from quiz.models.daily import DailyQuestion as DailyQuestion
from quiz.models.draft import Draft as Draft
from quiz.models.erased import Erased as Erased
from quiz.models.locking import lock as lock
from quiz.models.locking import mark as mark
from quiz.models.picture import Picture as Picture
from quiz.models.picture import Rendition as Rendition
from quiz.models.presence import Presence as Presence
from quiz.models.question import Question as Question
from quiz.models.question_set import Place as Place
from quiz.models.question_set import QuestionSet as QuestionSet
from quiz.models.question_set import SetTally as SetTally
from quiz.models.report import Report as Report
from quiz.models.round import Round as Round
from quiz.models.round import fresh_seed as fresh_seed
from quiz.models.search_index import Digest as Digest
from quiz.models.second_factor import LastCode as LastCode
from quiz.models.step import Editor as Editor
from quiz.models.step import Step as Step
from quiz.models.step import account_of as account_of
from quiz.models.tally import AnswerSums as AnswerSums
from quiz.models.tally import EndTally as EndTally
from quiz.models.tally import HeldReaders as HeldReaders
from quiz.models.tally import HeldScoreTally as HeldScoreTally
from quiz.models.tally import HeldTally as HeldTally
from quiz.models.tally import ScoreTally as ScoreTally
from quiz.models.tally import Tally as Tally
from quiz.models.turn import Turn as Turn
from quiz.models.version import CONTENT_FORMAT as CONTENT_FORMAT
from quiz.models.version import Check as Check
from quiz.models.version import Frozen as Frozen
from quiz.models.version import Version as Version
from quiz.models.version import kind_choices as kind_choices
from quiz.models.workflow import Flow as Flow
from quiz.models.workflow import FourEyes as FourEyes
