"""Django's settings, from the environment. Each variable is declared in plumbing.environment."""

from __future__ import annotations

import importlib.util
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from kopilka.plumbing import environment

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = Path(__file__).resolve().parent
environment.refuse_unknown()
MODE = environment.read_choice("KOPILKA_MODE", ("production", "demo", "test"))
HTTPS = MODE == "production" and environment.read_yes("KOPILKA_HTTPS")

SECRET_KEY = environment.read_secret_key(MODE)
DEBUG = False
ALLOWED_HOSTS = [
    *environment.read_hosts("KOPILKA_HOSTS"),
    *(["testserver"] if MODE == "test" else []),
]
DATABASES = {"default": environment.read_database(ROOT)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

ROOMS = (
    "merchants",
    "members",
    "programs",
    "activity",
    "ledger",
    "tiers",
    "plans",
    "rewards",
    "coupons",
    "earning",
    "redemption",
    "history",
    "simulation",
)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "csp",
    "kopilka.plumbing",
    *(f"kopilka.loyalty.{room}" for room in ROOMS),
    "kopilka.fronts.api",
    "kopilka.fronts.console",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "kopilka.fronts.console.squeeze.SqueezePages",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "kopilka.urls"
WSGI_APPLICATION = "kopilka.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ]
        },
    }
]

# ------------------------------------------------------------------ people

AUTH_USER_MODEL = "merchants.Staff"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
PASSWORD_HASHERS = ["kopilka.plumbing.passwords.TunedArgon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# ------------------------------------------------------------------ languages

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("ru", "Русский")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
if importlib.util.find_spec("kopilka.fronts.console.formats"):
    FORMAT_MODULE_PATH = "kopilka.fronts.console.formats"

# ------------------------------------------------------------------ files

STATIC_URL = "/static/"
STATIC_ROOT = None  # files are served from the packages themselves
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": environment.read_level("KOPILKA_LOG")},
}
