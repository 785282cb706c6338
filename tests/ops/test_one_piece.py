"""How deep in the templates a call is made has no part in what it costs."""

from concurrent.futures import ThreadPoolExecutor
from resource import RUSAGE_SELF, getrusage

from quiz.ops.one_piece import in_one_piece
from quiz.wsgi import application

CALLS = 50


def pages_of_calls(deeper):
    """At each depth, the pages of memory that the system had to find for some calls from there."""
    before = getrusage(RUSAGE_SELF).ru_minflt
    for _ in range(CALLS):
        larger()
    found = [getrusage(RUSAGE_SELF).ru_minflt - before]
    return found + pages_of_calls(deeper - 1) if deeper else found


def larger(one=1, two=2, three=3, four=4, five=5, six=6, seven=7, eight=8, nine=9, ten=10):
    """Needs more than its caller, so that from one depth it needs another piece."""
    return one, two, three, four, five, six, seven, eight, nine, ten


def test_calls_from_no_depth_take_and_return_memory():
    with ThreadPoolExecutor(1) as pool:  # another thread: this one is in one piece itself
        found = pool.submit(in_one_piece(pages_of_calls), 300).result()
    # A page or two where a depth is reached for the first time.
    assert max(found) < CALLS / 2


def test_the_server_is_given_requests_in_one_piece():
    assert application.__code__.co_stacksize > 10_000
