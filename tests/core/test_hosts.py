"""Hosts that may show a page in a frame."""

import pytest

from quiz.core.hosts import read_host, read_hosts, stored_hosts


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("paper.example", "paper.example"),
        (" WWW.Paper.Example ", "www.paper.example"),
        ("*.paper.example", "*.paper.example"),
        ("https://paper.example", "https://paper.example"),
        ("https://paper.example/politics/1?x#y", "https://paper.example"),
        ("paper.example/politics", "paper.example"),
        ("localhost:8000", "localhost:8000"),
        ("zeitung-münchen.example", "xn--zeitung-mnchen-osb.example"),
        ("", ""),
        ("*", ""),
        ("paper.example; script-src *", ""),
        ("paper.example 'unsafe-inline'", ""),
        ("paper..example", ""),
        ("-paper.example", ""),
        ("ftp://paper.example", ""),
        ("paper.example:port", ""),
        ("paper.example:٨٠", ""),
        ("*.*.example", ""),
        ("a" * 64 + ".example", ""),
    ],
)
def test_a_line_is_a_host_or_none(text, host):
    assert read_host(text) == host


def test_each_host_counts_once_and_what_is_none_is_named():
    assert read_hosts("a.example\n\n A.example\r\nno host\nb.example") == (
        ["a.example", "b.example"],
        ["no host"],
    )


def test_what_was_stored_and_is_no_host_counts_for_nothing():
    stored = "a.example\nb.example; sandbox\nü.example\nA.example\nc.example d"
    assert stored_hosts(stored) == ["a.example"]
