"""The editors' desk: Django's admin, one module for each thing on it."""

from quiz.admin import accounts as accounts
from quiz.admin import banks as banks
from quiz.admin import corrections as corrections
from quiz.admin import exchange as exchange
from quiz.admin import freshness as freshness
from quiz.admin import history as history
from quiz.admin import previews as previews
from quiz.admin import publishing as publishing
from quiz.admin import questions as questions
from quiz.admin import reports as reports
from quiz.admin import statistics as statistics
