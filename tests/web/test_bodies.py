"""What a request sends: read to its end, or dropped before the answer."""

from io import BytesIO

import pytest
from django.core.exceptions import BadRequest

from quiz.web.bodies import DROPPED, Whole, whole

SENT = b"a=1\n" * 50_000


def answered(application, length, body):
    return whole(application)({"CONTENT_LENGTH": str(length), "wsgi.input": body}, None)


def test_what_was_announced_and_did_not_come_is_a_bad_request():
    with pytest.raises(BadRequest):
        Whole(BytesIO(b"half"), 8).read(8)


@pytest.mark.parametrize("taken", [0, 7, len(SENT)])
def test_a_body_is_taken_before_the_answer_whatever_the_page_read_of_it(taken):
    """Else a proxy that still sends is cut off, and says that the quiz is away: one in twenty."""
    sent = BytesIO(SENT)

    def page(environ, start_response):
        return environ["wsgi.input"].read(taken)

    assert answered(page, len(SENT), sent) == SENT[:taken]
    assert sent.tell() == len(SENT)


@pytest.mark.parametrize(("length", "left"), [(DROPPED + 1, 0), (len(SENT) + 1, len(SENT)), (0, 0)])
def test_what_is_too_much_is_left_and_what_does_not_come_is_no_error(length, left):
    sent = BytesIO(SENT)
    assert answered(lambda environ, start_response: "refused", length, sent) == "refused"
    assert sent.tell() == left
