"""Settings for tests: production's, less what only makes them slow or needs files built first."""

import atexit
import os
import shutil
import tempfile

os.environ["QUIZ_DATA"] = tempfile.mkdtemp(prefix="quiz-tests-")
os.environ["QUIZ_HTTPS"] = "0"

from quiz.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405  # WhiteNoise warns where there is none
atexit.register(shutil.rmtree, os.environ["QUIZ_DATA"], ignore_errors=True)
