"""Configuration, from the environment.

Every variable is in one table in the README; what it may hold is checked here,
and a value that cannot be used is refused with a sentence.
"""

import contextlib
import os
import re
import tempfile
from datetime import timedelta
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from quiz.logs import LOGGING as LOGGING

BASE_DIR = Path(__file__).resolve().parent.parent


def _flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "").strip().lower()
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} is “{value}”; it must be 1 (yes) or 0 (no).")
    return value == "1" if value else default


def _number(name: str, default: int, low: int, high: int) -> int:
    value = os.environ.get(name, "").strip() or str(default)
    if not value.isascii() or not value.isdigit() or not low <= int(value) <= high:
        raise ImproperlyConfigured(
            f"{name} is “{value}”; it must be a whole number from {low} to {high}."
        )
    return int(value)


def _hosts(name: str, default: str) -> list[str]:
    if name in os.environ and not os.environ[name].strip(" ,"):
        raise ImproperlyConfigured(f"{name} is empty; give at least one host name.")
    hosts = [host.strip() for host in os.environ.get(name, default).split(",") if host.strip()]
    for host in hosts:
        if not re.fullmatch(r"\.?[\w-]+(\.[\w-]+)*|\[[0-9a-f:]+\]", host, re.I | re.A):
            raise ImproperlyConfigured(
                f"{name} holds “{host}”; give host names without scheme, port or path, "
                "separated by commas."
            )
    return hosts


def _folder(name: str, default: Path) -> Path:
    folder = Path(os.environ.get(name, "").strip() or default).absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{name} is “{folder}”, which cannot be used as a folder: {error.strerror}."
        ) from None
    return folder


def _secret(folder: Path) -> str:
    secret = os.environ.get("QUIZ_SECRET_KEY", "")
    if secret:
        if len(secret) < 50:
            raise ImproperlyConfigured(
                "QUIZ_SECRET_KEY is shorter than 50 characters; make a longer one, or leave it "
                "out and one is made and kept in the data folder."
            )
        return secret
    file = folder / "secret"
    if not file.exists():
        from django.core.management.utils import get_random_secret_key

        # Written whole under another name first, so that two processes
        # starting at once end up with the same secret.
        with tempfile.NamedTemporaryFile("w", dir=folder, prefix="secret.") as fresh:
            fresh.write(get_random_secret_key() + get_random_secret_key())
            fresh.flush()
            with contextlib.suppress(FileExistsError):
                os.link(fresh.name, file)
    return file.read_text().strip()


DATA_DIR = _folder("QUIZ_DATA", BASE_DIR / ".data")
SECRET_KEY = _secret(DATA_DIR)
DEBUG = False
HTTPS = _flag("QUIZ_HTTPS", True)
ALLOWED_HOSTS = _hosts("QUIZ_HOSTS", "localhost,127.0.0.1,[::1]")
RETENTION_DAYS = _number("QUIZ_RETENTION_DAYS", 30, 1, 365)
WORKERS = _number("QUIZ_WORKERS", 2, 1, 64)
PORT = _number("PORT", 8000, 1, 65535)
PROXIES = _number("QUIZ_PROXIES", 0, 0, 9)
START_LIMIT = _number("QUIZ_START_LIMIT", 600, 0, 1_000_000)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "quiz",  # last: it takes back what django.contrib.auth has connected
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "quiz.middleware.headers",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "quiz.middleware.plain_refusals",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "quiz.urls"
WSGI_APPLICATION = "quiz.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "quiz.sqlite3",
        # Persistent connections, and never mmap_size: the two together with
        # connections that open and close have corrupted the file under load.
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 5,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
                "PRAGMA temp_store=MEMORY; PRAGMA cache_size=2000; PRAGMA secure_delete=ON;"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "quiz" / "locale"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "quiz.assets.Assets"},
}
WHITENOISE_MAX_AGE = int(timedelta(days=1).total_seconds())
WHITENOISE_ALLOW_ALL_ORIGINS = False

# The one cookie. Nobody loses sight of a round that still exists: the session
# outlives the rounds by a day.
SESSION_COOKIE_NAME = "quiz"
SESSION_COOKIE_AGE = int(timedelta(days=RETENTION_DAYS + 1).total_seconds())
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "quiz.views.forbidden"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
READER_BODY_LIMIT = 20_000  # bytes; the largest honest response is under 4,000

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = int(timedelta(days=730).total_seconds()) if HTTPS else 0
# For all subdomains too only where the publisher says so: it binds their other sites.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and _flag("QUIZ_HSTS_ALL", False)
# With “no-referrer” a plain form sends “Origin: null”, and the admin's login fails.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
# Whether HSTS binds all subdomains is the publisher's choice (W005, W021). Plain HTTP
# is for this machine alone, so the checks about HTTPS do not apply there.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not HTTPS:
    SILENCED_SYSTEM_CHECKS += [
        "security.W004", "security.W008", "security.W012", "security.W016"
    ]  # fmt: skip
