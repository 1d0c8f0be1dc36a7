"""Settings, read from the environment. No variable is needed on a laptop; a bad value stops the start.

The site is in production as soon as ALLOWED_HOSTS names a host that is not this machine, or when PRODUCTION
is true. It then refuses to start with a drawn key, open hosts, DEBUG, or a plain-HTTP address.
"""

from pathlib import Path
from urllib.parse import parse_qsl

import environ
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

BASE_DIR = Path(__file__).resolve().parent.parent
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]

env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")
env.ENVIRON = {name: value for name, value in env.ENVIRON.items() if value.strip()}  # empty means not set

VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.bool("DEBUG", False)
BEHIND_PROXY = env.bool("BEHIND_PROXY", True)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=LOOPBACK)
PRODUCTION = env.bool("PRODUCTION", any(host not in [*LOOPBACK, "testserver"] for host in ALLOWED_HOSTS))
SITE_URL = env.str("SITE_URL", f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")


def key_of_this_machine() -> str:
    """Draw a secret key once and keep it out of git, so that a laptop needs no setting."""
    key_file = VAR_DIR / "secret-key.txt"
    if not key_file.exists():
        key_file.touch(mode=0o600)
        key_file.write_text(get_random_secret_key() + get_random_secret_key())
    return key_file.read_text()


SECRET_KEY = env.str("SECRET_KEY", "")
if PRODUCTION:
    refusals = {
        "SECRET_KEY doit être définie, longue d’au moins 50 caractères variés.": len(SECRET_KEY) < 50
        or len(set(SECRET_KEY)) < 5
        or SECRET_KEY.startswith("django-insecure-"),
        "ALLOWED_HOSTS doit nommer vos domaines, sans « * ».": not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS,
        "DEBUG doit être faux en production.": DEBUG,
        "SITE_URL doit commencer par https://.": not SITE_URL.startswith("https://"),
    }
    if any(refusals.values()):
        raise ImproperlyConfigured(" ".join(phrase for phrase, refused in refusals.items() if refused))
SECRET_KEY = SECRET_KEY or key_of_this_machine()

INSTALLED_APPS = [
    "taggit",
    "dts_platform",
    "references",
    "missions",
    "territoires",
    "contact",
    "experiences",
    "fiches",
    "django_filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "dts_platform.web.headers.policies",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dts_platform.web.administration.without_cookies",
    "dts_platform.web.administration.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "dts_platform.web.headers.refuse_nul_bytes",
    "dts_platform.web.folds.build_folds",
    "django.middleware.csrf.CsrfViewMiddleware",
    "dts_platform.web.administration.AuthenticationMiddleware",
    "dts_platform.web.administration.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "dts_platform.editorial.given_back.SessionEnded",
    "dts_platform.editorial.former_addresses.FormerAddresses",
]

ROOT_URLCONF = "dts_platform.urls"
WSGI_APPLICATION = "dts_platform.wsgi.application"
AUTH_USER_MODEL = "dts_platform.User"
AUTHENTICATION_BACKENDS = ["dts_platform.accounts.sign_in.RefuseDemonstrationInProduction"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

TEMPLATES = [
    {  # our pages and documents
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "dts_platform.portal.navigation.environment"},
    },
    {  # the administration’s own
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
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

# Data -------------------------------------------------------------------------------------------------

DATABASE_PATIENCE = env.float("DATABASE_PATIENCE", 10.0)  # seconds that a save waits for another to end
DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Measured: with Django's defaults, most concurrent read-then-write transactions fail as « locked ».
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE",
        timeout=DATABASE_PATIENCE,
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    )
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Opening SQLite and its settings anew costs 3 ms a request; opening PostgreSQL, more.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)

CACHES = {"default": env.cache_url("CACHE_URL", default="locmemcache://")}
PAGE_MEMORY = env.int("PAGE_MEMORY", 32) * 1_000_000  # bytes of whole pages that a process remembers; 0: none
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "dts_platform.web.bundles.BundleFinder",
]
# Where documents are kept: a storage class and its options, as in `storages.backends.s3.S3Storage?bucket_name=manuel`.
_storage, _, _options = env.str("STORAGE_URL", "django.core.files.storage.FileSystemStorage").partition("?")
STORAGES = {
    "default": {"BACKEND": _storage, "OPTIONS": dict(parse_qsl(_options))},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FOLDERS_MADE_AGAIN = ["documents"]  # of the storage: what no backup needs to keep
BACKUP_DIR = Path(env.str("BACKUP_DIR", str(VAR_DIR / "backups")))
BACKUP_COPY_DIR = env.str("BACKUP_COPY_DIR", "")
BACKUP_EXPECTED = PRODUCTION  # elsewhere, nobody is told that there is none
WHITENOISE_MAX_AGE = 3600
CONTENT_DIR = BASE_DIR / "fixtures"
CONTENT_FOLDERS = [
    "regles",
    "documents",
    "cadre",
    "site",
    "experiences",
    "fiches",
    "situations",
]  # in the order in which they are loaded

# Language ---------------------------------------------------------------------------------------------

LANGUAGE_CODE = "fr"
FORMAT_MODULE_PATH = "dts_platform.text.django_formats"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TAGGIT_CASE_INSENSITIVE = True

# Safety -----------------------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CONTENT_SECURITY_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    **({"upgrade-insecure-requests": ""} if PRODUCTION else {}),
}
FEATURES_REFUSED = [
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "payment",
    "usb",
]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
PASSWORD_RESET_TIMEOUT = 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 7 * 24 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_FAILURE_VIEW = "dts_platform.editorial.given_back.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8_000_000  # bytes: a long fiche, each accent of which takes six once sent
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^sante/$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Mail and logs ----------------------------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", "ne-pas-repondre@localhost")
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "")
ADMINS = [("", address) for address in env.list("ADMINS", default=[])]
REPLY_TO_EMAIL = env.str("REPLY_TO_EMAIL", CONTACT_EMAIL)
EMAIL_TIMEOUT = 30  # seconds: a mail server that is silent does not hold the worker
WORKER_EXPECTED = PRODUCTION  # elsewhere, its absence is said and is no failure
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
    "loggers": {
        "django": {"level": "INFO"}
    },  # without its own handlers: one mails each error to ADMINS, scanners' included
}
