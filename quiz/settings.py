"""Configuration, from the environment.

Every variable is in the table of ``ops/deploy/settings.md``. A value that cannot be used is
refused with a sentence, all of them at once.
"""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils.csp import CSP

from quiz.environment import Environment
from quiz.ops.database import settings_of
from quiz.ops.database_file import WATCHED, opening
from quiz.ops.logs import LOGGING as LOGGING

BASE_DIR = Path(__file__).resolve().parent.parent

# What a process of ours writes (database, copies, metrics) is for its own user alone.
os.umask(0o077)

env = Environment(os.environ)
DATA_DIR = env.folder("QUIZ_DATA", BASE_DIR / ".data")
STATIC_ROOT = env.path("QUIZ_STATIC", DATA_DIR / "static")
SECRET_KEY = env.secret("QUIZ_SECRET_KEY", DATA_DIR)
DEBUG = False
HTTPS = env.flag("QUIZ_HTTPS", True)
ALLOWED_HOSTS = env.hosts("QUIZ_HOSTS", "localhost,127.0.0.1,[::1]")
RETENTION_DAYS = env.number("QUIZ_RETENTION_DAYS", 30, 1, 365)
TIME_ZONE = env.zone("QUIZ_TIME_ZONE", "UTC")  # whose midnight begins each of our days
PUBLISHER = env.title("QUIZ_PUBLISHER")
CONTACT = env.contact("QUIZ_CONTACT")
SECURITY_CONTACT = env.contact("QUIZ_SECURITY_CONTACT")
FOUR_EYES = env.flag("QUIZ_FOUR_EYES", True)
WORKERS = env.number("QUIZ_WORKERS", 2, 1, 64)
HOUSEKEEPING = env.flag("QUIZ_HOUSEKEEPING", True)
PORT = env.number("PORT", 8000, 1, 65535)
BIND = env.listening("QUIZ_BIND", "localhost")
PROXIES = env.number("QUIZ_PROXIES", 0, 0, 9)
# Requests at once in a worker. Without a proxy in front, 16 leave room beside a dozen clients
# that stall in the middle of theirs. A buffering proxy keeps such clients away, and then four are
# enough; each holds a connection to the database.
THREADS = 4 if PROXIES else 16
START_LIMIT = env.number("QUIZ_START_LIMIT", 600, 0, 1_000_000)
API_LIMIT = env.number("QUIZ_API_LIMIT", 1200, 0, 1_000_000)
DESK_HOURS = env.number("QUIZ_DESK_HOURS", 12, 1, 168)
SECOND_FACTOR = env.flag("QUIZ_SECOND_FACTOR", False)
LOG_JSON = env.flag("QUIZ_LOG_JSON", False)
METRICS_TOKEN = env.token("QUIZ_METRICS_TOKEN", ("prometheus_client",))
HSTS_ALL = env.flag("QUIZ_HSTS_ALL", False)
POSTGRESQL = env.postgresql("DATABASE_URL")
POOLER = env.postgresql("QUIZ_DATABASE_POOLER", beside="DATABASE_URL")
REDIS_URL = env.url("REDIS_URL", ("redis", "rediss", "unix"), ("redis",))
env.finish()

INSTALLED_APPS = [
    "quiz.apps.DeskConfig",  # django.contrib.admin, with our door
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "quiz",  # last: it takes back what django.contrib.auth has connected
]

MIDDLEWARE = [
    "quiz.web.middleware.without_body",
    "quiz.web.middleware.headers",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "quiz.ops.bulkhead.guarded",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "quiz.web.middleware.plain_refusals",
    "quiz.web.middleware.exact_cookies",
    "quiz.ops.database_file.refused_when_lost",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

if METRICS_TOKEN:
    MIDDLEWARE.insert(0, "quiz.ops.metrics.measured")
    (DATA_DIR / "metrics").mkdir(exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", str(DATA_DIR / "metrics"))

ROOT_URLCONF = "quiz.urls"
WSGI_APPLICATION = "quiz.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["quiz.web.templates.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "quiz.web.embedding.context",
            ],
        },
    },
]

if POSTGRESQL:
    DATABASES: dict[str, Any] = {"default": settings_of(POSTGRESQL)}
else:
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
            },
        }
    }
    if WATCHED in os.environ:  # a file that is lost beside a server is not made anew
        DATABASES["default"]["OPTIONS"]["database"] = opening(DATABASES["default"]["NAME"])

# What is in a cache may be lost at any time: counts for limits, and nothing else. Those of the
# desk are apart from readers', who could push them out of a full one.
if REDIS_URL:
    CACHES: dict[str, Any] = {
        name: {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": REDIS_URL,
            "KEY_PREFIX": name,
            "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
        }
        for name in ("default", "desk")
    }
else:
    CACHES = {
        name: {
            "BACKEND": "quiz.web.memory_cache.MemoryCache",
            "LOCATION": name,
            "OPTIONS": {"MAX_ENTRIES": 50_000},  # some 20 MB when it is full
        }
        for name in ("default", "desk")
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

# Wrong codes are counted by quiz/admin/login_attempts.py, which keeps no times.
OTP_TOTP_THROTTLE_FACTOR = OTP_STATIC_THROTTLE_FACTOR = 0
OTP_TOTP_ISSUER = "The Privacy Quiz"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
LOCALE_PATHS = [BASE_DIR / "quiz" / "locale"]
# With one language there is nothing to look up, and looking would be a tenth of an answer.
USE_I18N = len(LANGUAGES) > 1
FORMAT_MODULE_PATH = "quiz.formats"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "quiz.web.static.Assets"},
}
WHITENOISE_MAX_AGE = int(timedelta(days=1).total_seconds())
WHITENOISE_ALLOW_ALL_ORIGINS = False

# A browser takes a cookie whose name begins with __Host- from this very host alone, and only
# if it is Secure; over plain HTTP some keep no Secure one. So name and flag go together.
_PREFIX = "__Host-" if HTTPS else ""
# The one cookie of readers; ``privacy/readers.py`` says what it holds and how long it lasts.
READER_COOKIE_NAME = f"{_PREFIX}quiz"
READER_COOKIE_SECURE = HTTPS
# Editors alone have sessions. Each lasts a day longer than the login, which can so be told to
# have run out.
SESSION_ENGINE = "quiz.web.sessions"
SESSION_COOKIE_NAME = f"{_PREFIX}editor"
SESSION_COOKIE_AGE = int(timedelta(hours=DESK_HOURS, days=1).total_seconds())
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# In an editor's browser alone stands when the login began; a session holds no time.
LOGIN_COOKIE_NAME = "login"
# Known to the desk from earlier logins; no reader gets it.
DESK_COOKIE_NAME = "desk"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
# With “Strict”, a link on another site that leads to the desk would not send it, so the desk would
# set another, and a form that is open beside it could not be saved. A form of another site does
# not send it either way.
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "quiz.admin.drafts.refused"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Between its dry run and its import a file of 5 MB travels in a page of the desk.
DATA_UPLOAD_MAX_MEMORY_SIZE = 10_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 300
FILE_UPLOAD_HANDLERS = ["quiz.web.uploads.InMemory"]
READER_BODY_LIMIT = 20_000  # bytes; the largest honest response is under 4,000

SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = int(timedelta(days=730).total_seconds()) if HTTPS else 0
# For all subdomains too only where the publisher says so: it binds their other sites.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS and HSTS_ALL
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
LOGGING["handlers"]["console"]["formatter"] = "structured" if LOG_JSON else "reticent"

# Whether HSTS binds all subdomains is the publisher's choice (W005, W021). Plain HTTP
# is for this machine alone, so the checks about HTTPS do not apply there.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
if not HTTPS:
    SILENCED_SYSTEM_CHECKS += [
        "security.W004", "security.W008", "security.W012", "security.W016"
    ]  # fmt: skip
