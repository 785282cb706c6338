"""What each kind of question asks and how right a response is.

A question is read and graded as one value: ``KINDS[kind](**spec)`` is a frozen
dataclass that says what is offered, which responses it accepts, and what each
is worth. Nothing here knows about Django, storage or prose: what is wrong is
said with a code, and whoever shows it to a person has the sentence.

Shapes of a response, by kind (``None`` is "not sure" for all of them, worth 0):

============ ============================================================
choice       the text of the option
multiple     a list of the ticked texts, in the order offered
true_false   ``True`` or ``False``
estimate     an int or a float, in the unit of the spec
ordering     a list of all texts, first to last
matching     a list of ``[left, right]`` pairs, one for each left
============ ============================================================

A new kind touches: its class in ``core/kinds/``, with its name for people and what a guesser
would answer; its form for readers in ``play/forms.py``; its form for editors in
``admin/forms/answers.py``; its template in ``templates/quiz/kinds/``; its answers in Moodle in
``exchange/moodle/answers.py``; its rows in ``tests/core/test_kinds.py``. Bank files and tables
take its fields from the class. A test holds this list against the tree.
"""

from typing import Any

from quiz.core.kinds.base import Kind as Kind
from quiz.core.kinds.base import Problem as Problem
from quiz.core.kinds.base import Refused as Refused
from quiz.core.kinds.base import offered_text as offered_text
from quiz.core.kinds.base import shuffled as shuffled
from quiz.core.kinds.estimate import Estimate
from quiz.core.kinds.options import Choice, Multiple, TrueFalse
from quiz.core.kinds.placing import Matching, Ordering

KINDS: dict[str, Any] = {
    kind.name: kind for kind in (Choice, Multiple, TrueFalse, Estimate, Ordering, Matching)
}
