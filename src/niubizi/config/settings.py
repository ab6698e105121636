"""Django settings, all from environment variables; docs/configuration.md is their table.

Production is the default and refuses to start with unsafe values (at the end of this file).
``NIUBIZI_MODE=demo`` or ``test`` relaxes that for the sample city and the suite, ``command`` for
verbs that serve nobody (the ``niubizi`` command sets it by itself).
"""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

MODE = os.environ.get("NIUBIZI_MODE", "production")
if MODE not in {"production", "demo", "test", "command"}:
    raise ImproperlyConfigured("NIUBIZI_MODE is one of production, demo, test, command")
RELAXED = MODE != "production"


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _number(name: str, *, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not text.isdecimal():
        raise ImproperlyConfigured(f"{name} is a whole number, not {text!r}")
    return int(text)


def _list(name: str, *, default: str = "") -> list[str]:
    return [each.strip() for each in os.environ.get(name, default).split(",") if each.strip()]


DATA_DIR = Path(os.environ.get("NIUBIZI_DATA_DIR", "var")).resolve()

# The default is of one process; "shared" is what the web tells the worker and the other way round.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "shared": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache",
    },
}

DEBUG = _flag("NIUBIZI_DEBUG", default=False)
NO_SECRET = "not-a-secret-for-demonstration-and-tests-only-0123456789"
SECRET_KEY = os.environ.get("NIUBIZI_SECRET_KEY") or (NO_SECRET if RELAXED else "")
SECRET_KEY_FALLBACKS = _list("NIUBIZI_OLD_SECRET_KEYS")
ALLOWED_HOSTS = _list(
    "NIUBIZI_ALLOWED_HOSTS", default="127.0.0.1,localhost,[::1]" if RELAXED else ""
)
CSRF_TRUSTED_ORIGINS = _list("NIUBIZI_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "template_partials",
    "niubizi.apps.kernel",
    "niubizi.apps.orgs",
    "niubizi.apps.projects",
    "niubizi.apps.reporting",
    "niubizi.apps.briefing",
    "niubizi.web",
]

MIDDLEWARE = [
    "niubizi.web.requests.Requests",
    # Outside of what answers by itself: files, redirects and refused hosts carry the policies too.
    "niubizi.web.middleware.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "niubizi.web.middleware.ActorMiddleware",
    "niubizi.web.middleware.SessionLimits",
    "niubizi.web.middleware.DomainErrors",
    "niubizi.rest.errors.Problems",
    "niubizi.web.middleware.PossibleAddresses",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "niubizi.config.urls"
WSGI_APPLICATION = "niubizi.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "niubizi.web.context.layout",
            ],
        },
    }
]

try:
    DATABASES = {
        "default": dj_database_url.parse(
            os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'niubizi.sqlite3'}",
            conn_max_age=60,
            # A connection that the server has dropped is noticed before a request comes by it.
            conn_health_checks=True,
            # A pool gives each transaction another connection: a cursor outlives none.
            disable_server_side_cursors=_flag("NIUBIZI_POOLED", default=False),
        )
    }
except ValueError as wrong:
    raise ImproperlyConfigured(
        "DATABASE_URL must be like sqlite:////folder/file.sqlite3 or postgres://user@host/name"
    ) from wrong
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # Writers queue at BEGIN instead of failing in the middle; WAL lets readers go on meanwhile.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL;"
            "PRAGMA synchronous=FULL;"
            "PRAGMA foreign_keys=ON;"
            "PRAGMA cache_size=-65536;"
            "PRAGMA mmap_size=268435456;"
        ),
    }
else:
    # A server that doesn't answer is a page that says so, and no page that never comes.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

AUTH_USER_MODEL = "kernel.User"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "unit_name", "phone")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "niubizi.apps.kernel.passwords.NotOfTheHouse"},
    {"NAME": "niubizi.apps.kernel.passwords.KindsOfCharacters"},
    {"NAME": "niubizi.apps.kernel.passwords.NotOneOfTheLast"},
]
# How long a session of somebody signed in lasts is the office's to set; these are the browser's
# end of it, and of what is kept between the password and the code.
SESSION_ENGINE = "niubizi.apps.kernel.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 3600
SESSION_SAVE_EVERY_REQUEST = False

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not RELAXED
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "niubizi.web.toasts.Toasts"
MESSAGE_COOKIE_NAME = "messages"
if not RELAXED:
    # No neighbour under the same domain can set a cookie of these names.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    MESSAGE_COOKIE_NAME = "__Host-messages"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# Whose word on scheme and address is taken (config/wsgi.py does it); else anybody could pretend.
BEHIND_PROXY = _flag("NIUBIZI_BEHIND_PROXY", default=False)
PROXIES = _list("NIUBIZI_PROXIES", default="127.0.0.1,::1")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# The machine itself asks for these over plain HTTP.
SECURE_REDIRECT_EXEMPT = ["^health$", "^ready$", "^metrics$"]
SECURE_SSL_REDIRECT = _flag("NIUBIZI_SSL_REDIRECT", default=not RELAXED)
SECURE_HSTS_SECONDS = _number("NIUBIZI_HSTS_SECONDS", default=0 if RELAXED else 3600)
# Subdomains are other people's sites, and no intranet is on the browsers' preload list.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
# The demo and the suite serve static files from the package, without a collecting step.
STATIC_ROOT = None if RELAXED else DATA_DIR / "static"
STORAGES = {
    "default": {
        "BACKEND": "niubizi.apps.kernel.storage.ContentStorage",
        "OPTIONS": {"location": DATA_DIR / "files"},
    },
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if RELAXED
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = RELAXED
WHITENOISE_AUTOREFRESH = False

UPLOAD_LIMIT_BYTES = _number("NIUBIZI_UPLOAD_LIMIT_MB", default=20) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

LOG_LEVEL = os.environ.get("NIUBIZI_LOG_LEVEL", "WARNING" if RELAXED else "INFO").upper()
LOG_FORMAT = os.environ.get("NIUBIZI_LOG_FORMAT", "line")
ERROR_HOOK = os.environ.get("NIUBIZI_ERROR_HOOK", "")
if LOG_LEVEL not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
    raise ImproperlyConfigured("NIUBIZI_LOG_LEVEL is one of DEBUG, INFO, WARNING, ERROR")
if LOG_FORMAT not in {"line", "json"}:
    raise ImproperlyConfigured("NIUBIZI_LOG_FORMAT is line or json")
if ERROR_HOOK and not ERROR_HOOK.startswith(("http://", "https://")):
    raise ImproperlyConfigured("NIUBIZI_ERROR_HOOK is an address that begins with http")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "niubizi.config.logs.RequestNumber"}},
    "formatters": {
        "line": {"()": "niubizi.config.logs.PlainLine"},
        "json": {"()": "niubizi.config.logs.JsonLine"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["request"],
        },
        **(
            {
                "hook": {
                    "class": "niubizi.config.logs.ErrorHook",
                    "url": ERROR_HOOK,
                    "filters": ["request"],
                }
            }
            if ERROR_HOOK
            else {}
        ),
    },
    # Whoever scans the network by addresses is answered 400, and nobody is woken for it.
    "loggers": {"django.security.DisallowedHost": {"level": "CRITICAL"}},
    "root": {"handlers": ["stderr", *(["hook"] if ERROR_HOOK else [])], "level": LOG_LEVEL},
}

API_PER_MINUTE = _number("NIUBIZI_API_PER_MINUTE", default=600)
METRICS_TOKEN = os.environ.get("NIUBIZI_METRICS_TOKEN", "")
MIN_FREE_MB = _number("NIUBIZI_MIN_FREE_MB", default=500)

if not RELAXED:
    _unsafe = [
        sentence
        for wrong, sentence in (
            (len(SECRET_KEY) < 50, "NIUBIZI_SECRET_KEY must hold 50 characters or more"),
            (
                SECRET_KEY == NO_SECRET or len(set(SECRET_KEY)) < 10,
                "NIUBIZI_SECRET_KEY must be drawn at random, by nobody else's example",
            ),
            (DEBUG, "NIUBIZI_DEBUG must be off"),
            (not ALLOWED_HOSTS, "NIUBIZI_ALLOWED_HOSTS must name the hosts that are served"),
            ("*" in ALLOWED_HOSTS, "NIUBIZI_ALLOWED_HOSTS must not be a wildcard"),
            (
                any(not origin.startswith("https://") for origin in CSRF_TRUSTED_ORIGINS),
                "NIUBIZI_TRUSTED_ORIGINS must begin with https://",
            ),
        )
        if wrong
    ]
    if _unsafe:
        raise ImproperlyConfigured("unsafe production settings: " + "; ".join(_unsafe))

# Whoever watches the service asks on the machine itself, under its own name.
ALLOWED_HOSTS += [host for host in ("127.0.0.1", "localhost", "[::1]") if host not in ALLOWED_HOSTS]
