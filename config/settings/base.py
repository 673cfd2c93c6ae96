"""Settings of a real installation. Everything that differs between installations comes from the environment."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

ROOT = Path(__file__).resolve().parents[2]
env = environ.Env()

VAR = Path(env("VAR_DIR", default=str(ROOT / "var")))
DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
BASE_URL = env("BASE_URL", default="")
ORGANISATION_NAME = env("ORGANISATION_NAME", default="SecondPath")
DEMO_ALLOWED = False
DEMO_CLOCK = VAR / "demo-clock"
STAFF_NEED_SECOND_FACTOR = True


def refuse_to_start_unsafely(settings: dict[str, object]) -> None:
    """Raise ImproperlyConfigured when a production setting is missing or weak."""
    key, hosts, base_url = settings["SECRET_KEY"], settings["ALLOWED_HOSTS"], settings["BASE_URL"]
    if not isinstance(key, str) or len(key) < 50:  # noqa: PLR2004 -- Django's own deploy check asks for 50
        raise ImproperlyConfigured("SECRET_KEY must be set, secret and at least 50 characters long.")
    if not hosts or "*" in hosts:  # type: ignore[operator]
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts that this installation answers for.")
    if not str(base_url).startswith("https://"):
        raise ImproperlyConfigured("BASE_URL must be the https:// address that people type.")


# Applications

INSTALLED_APPS = [
    "cases",
    "guidance",
    "notifications",
    "accounts",
    "config",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.contrib.typed_table_block",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.search",
    "wagtail.locales",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django_include_bootstrap",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
]

MIDDLEWARE = [
    "config.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.middleware.answer_steadily",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.leave_when_idle",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.require_second_factor",
    "accounts.middleware.use_own_language_and_zone",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.keep_private",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "config.form_renderer.FormRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.organisation",
                "cases.context_processors.masthead",
            ],
            "builtins": ["django.templatetags.i18n", "config.templatetags.elements"],
        },
    }
]

# Storage of rows: SQLite on its own disk, or PostgreSQL

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR}/db.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 10}}

# Limits on guessing are counted here, so the cache lives in the database that every process shares.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "config_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# The guidance library and the admin, which share Wagtail

WAGTAIL_SITE_NAME = ORGANISATION_NAME
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_I18N_ENABLED = True
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILADMIN_COMMENTS_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("en", _("English"))]
WAGTAILIMAGES_IMAGE_MODEL = "guidance.GuidePicture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "guidance.forms.pictures.PictureForm"
WAGTAILIMAGES_RENDITION_STORAGE = "public"
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000
CHECK_GUIDE_LINKS = env.bool("CHECK_GUIDE_LINKS", default=False)

# Files. Journey files lie outside any served folder and are handed out by one view only.

MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FILE_UPLOAD_TEMP_DIR = env("UPLOAD_TEMP_DIR", default=None)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILES_UPLOAD_MAX_SIZE = 2560 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "config.uploads.OnlyWhereFilesAreTaken",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 50
SCAN_COMMAND = env.list("SCAN_COMMAND", default=[])

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
# Pictures of guides are the only uploads that anyone may see; they are served under PICTURES_URL.
PUBLIC_ROOT = VAR / "public"
PICTURES_URL = "/pictures/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "public": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PUBLIC_ROOT, "base_url": PICTURES_URL},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Who people are

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.CountedBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.passwords.PasswordRules", "OPTIONS": {"min_length": 15}},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupExtras"
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_FORMS = {
    "login": "accounts.counted_forms.PlainLoginForm",
    "reset_password": "accounts.counted_forms.PlainResetPasswordForm",
    "signup": "accounts.counted_forms.EvenSignupForm",
    "change_password": "accounts.counted_forms.CountedChangePasswordForm",
}
# How long these answers take at least, in seconds, so that nobody can tell by the clock who has an account.
STEADY_ANSWERS = {"account_signup": 1.0, "account_reset_password": 0.6}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.tokens.ResetTokens"  # noqa: S105 -- the name of a class
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_USER_DISPLAY = "accounts.models.display_name"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "accounts.adapter.MfaAdapter"
MFA_FORMS = {
    "authenticate": "accounts.counted_forms.CountedAuthenticateForm",
    "reauthenticate": "accounts.counted_forms.CountedReauthenticateForm",
}
MFA_TOTP_ISSUER = ORGANISATION_NAME

# Sessions live in the database, so that every process and both stacks agree on who is signed in.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = {"staff": 15 * 60, "patient": 30 * 60}
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# What we say after a form may name a file or a person: it waits with the session, never in a cookie.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "config.views.form_expired"

# The API. What its addresses have in common is in accounts/api; docs/api.md is for those who use it.

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.Schema",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SecondPath",
    "DESCRIPTION": "Journeys through a medical second opinion: where each stands, whose turn it is, by when.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": [],
    "POSTPROCESSING_HOOKS": ["accounts.api.examples.add_examples"],
    "SORT_OPERATION_PARAMETERS": False,
}
API_PER_MINUTE = {
    "token": env.int("API_PER_MINUTE_TOKEN", default=300),
    "person": env.int("API_PER_MINUTE_PERSON", default=600),
}

# The wire

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz(/reminders/)?$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = env.bool("SECURE_HSTS_PRELOAD", default=False)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
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

# Mail

vars().update(env.email("EMAIL_URL", default="consolemail://"))
EMAIL_TIMEOUT = 10
# A mail provider with an API of its own. What it needs beside is named as django-anymail names it: ANYMAIL_….
ANYMAIL = {
    name.removeprefix("ANYMAIL_"): value for name, value in os.environ.items() if name.startswith("ANYMAIL_")
}
ANYMAIL_BACKEND = env("ANYMAIL_BACKEND", default="")
ANYMAIL_WEBHOOK_SECRET = env("ANYMAIL_WEBHOOK_SECRET", default="")
if ANYMAIL_BACKEND:
    EMAIL_BACKEND = f"anymail.backends.{ANYMAIL_BACKEND}.EmailBackend"
NOTIFICATION_CHANNELS = ["notifications.channels.mail.Mail"]
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="SecondPath <secondpath@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Words and clocks

LANGUAGE_CODE = "en"
# Guides are written in these; the pages around them speak INTERFACE_LANGUAGES.
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
INTERFACE_LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [ROOT / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = env("TIME_ZONE", default="America/New_York")
FORMAT_MODULE_PATH = ["config.formats"]

# The doorbell

BROKER_FOLDER = VAR / "broker"
CELERY_BROKER_URL = env("REDIS_URL", default="filesystem://localhost")
CELERY_BROKER_TRANSPORT = (
    "config.transports:Files" if CELERY_BROKER_URL.startswith("filesystem") else "config.transports:Redis"
)
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "processed_folder": str(BROKER_FOLDER / "done"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "store_processed": False,
    }
    if CELERY_BROKER_URL.startswith("filesystem")
    else {"visibility_timeout": 600}
)
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its own format would print what an exception carries
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 50
CELERY_TASK_TIME_LIMIT = 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    # A tick that no worker took in time is worthless: the next one finds the same rows.
    "settle journeys whose moment has passed": {
        "task": "cases.tasks.settle_passed",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "send what is due": {
        "task": "notifications.tasks.sweep",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "plan anew after rules changed": {
        "task": "notifications.tasks.replan",
        "schedule": 30.0,
        "options": {"expires": 25},
    },
    "plan the reviews of guides": {
        "task": "config.tasks.plan_guide_reviews",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "forget unfinished uploads": {
        "task": "cases.tasks.sweep_uploads",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    "publish guides whose moment has come": {
        "task": "guidance.tasks.publish_due",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    # Each address once a day, a few at a time, so that no other task waits long.
    "try the links of guides": {
        "task": "guidance.tasks.check_links",
        "schedule": 600.0,
        "options": {"expires": 590},
    },
    # Oftener than once a day: a house that is started anew each night would never come to it.
    "forget sessions that ended": {
        "task": "accounts.tasks.forget_what_is_over",
        "schedule": 3600.0,
        "options": {"expires": 3590},
    },
    "scan new files for viruses": {
        "task": "cases.tasks.scan_documents",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
}

# Logs carry a request id and a time in UTC; never what a person typed or who they are.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "request_id": {"()": "config.middleware.RequestIdFilter"},
        "kind_only": {"()": "config.middleware.KindOnlyFilter"},
        "foreign_message": {"()": "config.middleware.ForeignMessageFilter"},
        "secret_address": {"()": "config.middleware.SecretAddressFilter"},
    },
    "formatters": {
        "line": {
            "()": "config.middleware.UtcFormatter",
            "format": "{asctime}Z {levelname} {name} {request_id} {message}",
            "style": "{",
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["request_id", "kind_only", "foreign_message", "secret_address"],
        }
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "wagtail": {"level": "WARNING"},  # each saving has its place in the history already
        "django_tasks": {"level": "WARNING"},  # its tasks run within the request that asks for them
        "pypdf": {"level": "CRITICAL"},  # what it says of damaged files quotes them
    },
}
