"""Django's settings, derived from `dongxi.site.environment`."""

from __future__ import annotations

import secrets
from importlib.util import find_spec
from pathlib import Path

import dj_database_url
from django.utils.csp import CSP

from dongxi.site import environment

HERE = Path(__file__).parent
DATA = environment.data_folder()


def _kept_secret_key() -> str:
    path = DATA / "secret.key"
    if path.exists():
        return path.read_text(encoding="ascii")
    return secrets.token_urlsafe(50)  # `dongxi up` writes the file before it starts the server


SECRET_KEY = environment.value("DONGXI_SECRET_KEY") or _kept_secret_key()
DEBUG = environment.is_on("DONGXI_DEBUG")
ALLOWED_HOSTS = environment.value("DONGXI_HOSTS").split(",")
DEMO = environment.is_on("DONGXI_DEMO")
FILE_LIMIT_BYTES = int(environment.value("DONGXI_FILE_LIMIT_MB")) * 1_000_000
EVIDENCE_ROOT = DATA / "evidence"
CHART_CACHE = DATA / "cache" / "charts"
REPORT_ROOT = DATA / "cache" / "reports"
VECTOR_ROOT = DATA / "matching"
EMBEDDING_SERVER = {
    "address": environment.value("DONGXI_EMBED_URL"),
    "model": environment.value("DONGXI_EMBED_MODEL"),
    "key": environment.value("DONGXI_EMBED_KEY"),
    "timeout": float(environment.value("DONGXI_EMBED_TIMEOUT")),
}
BASE_MAP = environment.value("DONGXI_BASE_MAP")
BASE_MAP_NUMBER = environment.value("DONGXI_BASE_MAP_NUMBER")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_tasks_db",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "rules",
    "dongxi.apps.records",
    "dongxi.apps.people",
    "dongxi.apps.statistics",
    "dongxi.apps.plans",
    "dongxi.apps.matching",
    "dongxi.apps.cooperation",
    "dongxi.apps.evaluation",
    "dongxi.apps.reports",
    "dongxi.apps.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "dongxi.site.problems.ProblemMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "dongxi.site.frame.ScopeMiddleware",
    "dongxi.site.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "dongxi.site.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.csp",
                "dongxi.site.frame.frame",
            ],
            "libraries": {"dongxi": "dongxi.site.templatetags.dongxi"},
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "dongxi.site.templatetags.dongxi",
                "dongxi.site.templatetags.facts",
                "dongxi.site.templatetags.doors",
            ],
        },
    }
]

_SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA / "dongxi.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    },
}
_url = environment.value("DATABASE_URL")
DATABASES = {"default": dj_database_url.parse(_url, conn_max_age=60) if _url else _SQLITE}
_FILES = "django.core.cache.backends.filebased.FileBasedCache"
CACHES = {  # shared by the web server's processes; what pages keep never crowds out the limits on sign-in
    "default": {"BACKEND": _FILES, "LOCATION": DATA / "limits", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    "pages": {"BACKEND": _FILES, "LOCATION": DATA / "cache" / "pages", "OPTIONS": {"MAX_ENTRIES": 5_000}},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "dongxi.site.accounts.ClosedAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Dongxi 东西通"
MAILERS = {"default": environment.mailer()}
DEFAULT_FROM_EMAIL = environment.value("DONGXI_MAIL_FROM")
PUBLIC_ADDRESS = environment.value("DONGXI_ADDRESS").rstrip("/")
REMIND_AFTER_DAYS = int(environment.value("DONGXI_REMIND_DAYS"))
WEBHOOKS_ANYWHERE = environment.is_on("DONGXI_WEBHOOKS_ANYWHERE")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
_NINJA = Path(find_spec("ninja").origin).parent  # not an installed app: its assets are wanted, not its import
STATICFILES_DIRS = [HERE / "static", _NINJA / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

SECURE_CSP = {
    "default-src": [CSP.SELF],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF, CSP.UNSAFE_INLINE],
    "img-src": [CSP.SELF, "data:"],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.SELF],
    "form-action": [CSP.SELF],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.is_on("DONGXI_HTTPS")
SECURE_HSTS_SECONDS = 31_536_000 if environment.is_on("DONGXI_HTTPS") else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if environment.is_on("DONGXI_HTTPS") else None
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"host": {"()": "dongxi.site.hosts.HostLine"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler"},
        "host": {"class": "logging.StreamHandler", "formatter": "host"},
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a wrong address is the reader's, not the operator's
        "django.security.DisallowedHost": {"handlers": ["host"], "propagate": False},
    },
}
