"""Each request has its stack in one piece.

Python takes the memory for the frames of calls in pieces of 16 kB, and gives one back as soon as
the call that needed it returns. A loop that stands just before the end of a piece takes and
returns one with every call (python/cpython#142183, mended in the last releases of 3.13 and 3.14).
A page that is made of templates in templates goes through two such ends, and met the second
twenty times in an answer, two hundred times in a result: a fifth of what that cost.
"""

from collections.abc import Callable

# Of 8 bytes each. A frame of this size takes a piece twice as large, of which the system gives
# what is used; what is called from it has the other half, which no page of ours comes near.
SLOTS = 60_000


def in_one_piece[**Arguments, Result](
    call: Callable[Arguments, Result],
) -> Callable[Arguments, Result]:
    """``call``, in which calls cross no end of a piece."""

    def called(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
        return call(*arguments, **named)

    called.__code__ = called.__code__.replace(co_stacksize=SLOTS)
    return called
