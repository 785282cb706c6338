"""The product's settings, with the yardstick's address beside its own."""

import os

from quiz.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
if "BENCH_COUNT" in os.environ:
    MIDDLEWARE = ["tests.bench.urls.counted", *MIDDLEWARE]  # noqa: F405
