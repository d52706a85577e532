"""Settings of the site, all from the environment; one folder (`LOCAL2030_HOME`) holds everything that it keeps.

LOCAL2030_HOME            the folder of the store                    ./local2030-data
LOCAL2030_HOST, PORT      where the site listens                     127.0.0.1, 8000
LOCAL2030_ALLOWED_HOSTS   names it answers to, with commas           the loopback names
LOCAL2030_SECRET_KEY      the signing key                            made at first start, kept in the folder
LOCAL2030_DEMO            1 or 0: the demonstration sign-in          1 on loopback, else 0
LOCAL2030_FORWARDED_FOR   1: the proxy before the site adds X-Forwarded-For   0
LOCAL2030_OIDC            OpenID Connect providers: a JSON list, or a file of it   none
LOCAL2030_MFA             roles that need a second factor: SEC,SC    none
LOCAL2030_SMTP_URL        smtp://user:password@host:587, or smtps://   mails lie as files in the folder
LOCAL2030_MAIL_FROM       who mails come from                        local2030@localhost
LOCAL2030_JOBS            here or worker: who does background work   here
LOCAL2030_WORKERS         server processes (PostgreSQL only)         1
LOCAL2030_LOG             text or json: a line for each request       no such lines
LOCAL2030_METRICS_TOKEN   who shows it may read /metrics             this machine only
LOCAL2030_DATABASE_URL    PostgreSQL instead of SQLite: postgresql://user:password@host/database
LOCAL2030_PSEUDO          1: two test languages (long, right to left)  0
"""

from __future__ import annotations

import os
from pathlib import Path

from local2030.web.accounts import environment
from local2030.web.database import database
from local2030.web.home import allowed_hosts, is_loopback, secret_key, store_folder
from local2030.web.known_settings import check_settings
from local2030.web.logs import logging_settings

check_settings(os.environ)
BASE = Path(__file__).parent
HOME = store_folder(os.environ)
HOST = os.environ.get("LOCAL2030_HOST", "127.0.0.1")
LOOPBACK = is_loopback(HOST)
DEMO = os.environ.get("LOCAL2030_DEMO", "1" if LOOPBACK else "0") == "1"

SECRET_KEY = secret_key(os.environ, HOME, loopback=LOOPBACK, demo=DEMO)
DEBUG = False
ALLOWED_HOSTS = allowed_hosts(os.environ)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "local2030.web.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "local2030.web.jobs",
    "local2030.web.history",
    "local2030.web.marker",
    "local2030.web.registry",
    "local2030.web.search",
    "local2030.web.exchange",
    "local2030.web.coalition",
    "local2030.web.desk",
    "local2030.web.marker.assessing",
    "local2030.web.marker.mirror",
    "local2030.web.marker.windows",
    "local2030.web.marker.expert_group",
    "local2030.web.marker.frameworks",
    "local2030.web.marker.joint_programmes",
    "local2030.web.marker.real_time",
    "local2030.web.monitoring",
]
MIDDLEWARE = [
    "local2030.web.watching.requests.Observed",
    "local2030.web.headers.SecurityHeaders",
    "local2030.web.headers.ApiErrors",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "local2030.web.kept_pages.KeptPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "local2030.web.accounts.api_keys.ApiKeys",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "local2030.web.headers.NoNul",
]
ROOT_URLCONF = "local2030.web.urls"
WSGI_APPLICATION = "local2030.web.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "local2030.web.desk.frame.frame",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

DATABASES = {"default": database(os.environ, HOME)}
WORKERS = int(os.environ.get("LOCAL2030_WORKERS") or 1)
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 200}}}
if WORKERS > 1:  # what one process counted, such as failed sign-ins, the others must know
    CACHES["default"] = {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": str(HOME / "work" / "cache"),
        "TIMEOUT": 900,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
KEPT_PAGES = 32 * 1024 * 1024  # bytes of whole pages for visitors, in each server process; 0: none are kept

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["local2030.web.accounts.signing_in.Accounts"]
ACCOUNT_ADAPTER = "local2030.web.accounts.adapters.Account"
ACCOUNT_EMAIL_VERIFICATION = "none"  # who was invited by mail has shown that it is his
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
MFA_ADAPTER = "local2030.web.accounts.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "local2030.web.accounts.adapters.CodeForm",
    "reauthenticate": "local2030.web.accounts.adapters.AgainCodeForm",
    "activate_totp": "local2030.web.accounts.adapters.ActivateForm",
}
ROLES_WITH_SECOND_FACTOR = environment.roles_with_second_factor(os.environ)
SOCIALACCOUNT_ADAPTER = "local2030.web.accounts.adapters.Provider"
SOCIALACCOUNT_LOGIN_ON_GET = True  # the content policy lets no form lead to another site
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": environment.providers(os.environ)}}
globals().update(environment.mail(os.environ, HOME))
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
PSEUDO = os.environ.get("LOCAL2030_PSEUDO") == "1"
if PSEUDO:
    LANGUAGES += [("en-xa", "Ƥşḗŭḓǿ"), ("ar-xb", "Pseudo, right to left")]
LOCALE_PATHS = [HOME / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["local2030.web.translation.dates"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE / "static"]
STATIC_ROOT = HOME / "static"
# Names with a hash in them, kept by browsers for ever, as soon as they are (or are about to be) collected in the store.
COLLECTED = (STATIC_ROOT / "staticfiles.json").is_file() or os.environ.get("LOCAL2030_SERVED") == "1"
WHITENOISE_USE_FINDERS = not COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

UPLOADS = HOME / "uploads"
WORK = HOME / "work"
FILE_UPLOAD_TEMP_DIR = WORK
FILE_UPLOAD_HANDLERS = [
    "local2030.web.marker.receiving.BoundedUpload",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_LIMIT = 100 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

JOBS = os.environ.get("LOCAL2030_JOBS") or "here"  # who does background work: the site itself, or a worker
JOBS_AT_ONCE = 2
JOB_MEMORY = 1536 * 1024 * 1024
JOB_FILE_SIZE = 4 * 1024 * 1024 * 1024
JOB_CPU_SECONDS = 3600

FORWARDED_FOR = os.environ.get("LOCAL2030_FORWARDED_FOR") == "1"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "local2030.web.desk.views.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_TLS = os.environ.get("LOCAL2030_TLS", "0" if LOOPBACK else "1") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "*" not in host]
SILENCED_SYSTEM_CHECKS = ["security.W008"]  # the proxy that ends TLS redirects; the site itself speaks plain HTTP

TRACEBACKS = bool(os.environ.get("LOCAL2030_DEBUG"))
LOGGING = logging_settings(os.environ.get("LOCAL2030_LOG", ""), tracebacks=TRACEBACKS)
METRICS_TOKEN = os.environ.get("LOCAL2030_METRICS_TOKEN", "")
