"""The guide has the blocks that ``make guide`` types, where it looks for them."""

from tests.guide import several
from tests.guide.text import blocks


def test_each_block_is_the_one_that_it_is_taken_for():
    install, units = blocks("First time")
    release, back = blocks("A release")
    (copies,) = blocks("Copies")
    (watching,) = blocks("Watching")
    for block, has in (
        (install, "cat >/etc/quiz.env <<END\nQUIZ_DATA="),
        (units, "quiz createsuperuser\n"),
        (release, "systemctl restart quiz)"),
        (back, "releases/$OLD"),
        (copies, "quiz restore "),
        (watching, "promtool check config"),
        (several.FRONT, "requirepass"),
        (several.UPSTREAM, "server 10.0.0.22:8000"),
        (several.DATABASES, "pg_dropcluster"),
        (several.ONCE, "createdb -h /run/postgresql"),
        (several.WEBS, "QUIZ_DATABASE_POOLER="),
    ):
        assert has in block
    assert units.partition("\n\n")[2].startswith("certbot ")
