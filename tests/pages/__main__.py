"""``python -m tests.pages OUT.json`` writes down what every page shows, to readers and to editors.

Record before a change that nobody should see, record after it, and compare the two::

    python -m tests.pages before.json
    python -m tests.pages after.json
    python -m tests.pages before.json after.json

Of each page and fragment it keeps the status, the headers, the number of queries, the
text that people see or hear, and the elements with their attributes; of what is no HTML
the text itself. How the source is laid out is not kept. The comparison prints each
difference once, with the pages that have it, and ends with 1 if there is any;
``--only text,queries`` looks at some of these alone.

The same code gives the same file: the day is fixed, the database is new and the machine's
chance is seeded for each page. A page is asked for twice and the second answer counts, so
that what a process keeps from its first request is there.
"""

import os
import sys
from pathlib import Path

import django

USAGE = "python -m tests.pages OUT.json | BEFORE.json AFTER.json [--only ASPECT,ASPECT]"


def main(arguments: list[str]) -> int:
    only = ""
    if "--only" in arguments:
        place = arguments.index("--only")
        only = "".join(arguments[place + 1 : place + 2])
        del arguments[place : place + 2]
    if len(arguments) == 2:
        from tests.pages.compare import compare

        return compare(*map(Path, arguments), only.split(",") if only else [])
    if len(arguments) != 1 or only:
        print(USAGE, file=sys.stderr)  # noqa: T201
        return 2
    if os.environ.get("PYTHONHASHSEED") != "0":  # the order of a set is chance, too
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "tests.pages", *arguments])  # noqa: S606
    os.environ["QUIZ_START_LIMIT"] = "20"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    os.environ["QUIZ_SECRET_KEY"] = "the same for every record of the pages that is made"
    django.setup()
    from tests.pages.record import record

    record(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
