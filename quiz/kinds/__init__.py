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

A new kind touches: its class in this package; its field in ``forms.py``; its editor's
form in ``editing.py``; its template in ``templates/quiz/kinds/``; the exchange formats that
carry it, in ``interchange/moodle.py``, ``interchange/formoodle.py`` and
``interchange/spreadsheet.py``; its rows in ``tests/test_kinds.py``, and in
``tests/test_round_trips.py``. A test holds this list against the tree.
"""

from typing import Any

from quiz.kinds.options import Choice, Multiple, TrueFalse
from quiz.kinds.parts import Kind as Kind
from quiz.kinds.parts import Problem as Problem
from quiz.kinds.parts import Refused as Refused
from quiz.kinds.parts import offered_text as offered_text
from quiz.kinds.parts import shuffled as shuffled
from quiz.kinds.placing import Matching, Ordering
from quiz.kinds.quantity import Estimate

KINDS: dict[str, Any] = {
    kind.name: kind for kind in (Choice, Multiple, TrueFalse, Estimate, Ordering, Matching)
}
