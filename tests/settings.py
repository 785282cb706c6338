"""Settings for tests: production's, less what only makes them slow or needs files built first."""

import atexit
import os
import shutil
import tempfile
from urllib.parse import urlsplit

os.environ["QUIZ_DATA"] = tempfile.mkdtemp(prefix="quiz-tests-")
os.environ["QUIZ_HTTPS"] = "0"
if "REDIS_URL" in os.environ:
    # Every test empties the cache, so each of several processes has one of its own.
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{number}").geturl()

from quiz.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
if REDIS_URL:  # noqa: F405
    # A busy machine is no reason to do without limits here: no test measures time.
    for cache in CACHES.values():  # noqa: F405
        cache["OPTIONS"] = {}
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405  # WhiteNoise warns where there is none
atexit.register(shutil.rmtree, os.environ["QUIZ_DATA"], ignore_errors=True)
