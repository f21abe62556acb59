"""Settings of the portal. What differs between machines comes from the environment: see environment.py."""

from pathlib import Path

import csp.constants as csp
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from kpss_portal.environment import PROJECT_DIR, database_from, read_environment
from kpss_portal.secret import secret_key_for

ENV = read_environment()

DATA_DIR: Path = ENV["KPSS_DATA_DIR"]
DATA_DIR.mkdir(parents=True, exist_ok=True)
PRODUCTION: bool = ENV["KPSS_PRODUCTION"]
DEMO: bool = ENV["KPSS_DEMO"]
TRUSTED_PROXY: bool = ENV["KPSS_TRUSTED_PROXY"]
BASE_URL: str = ENV["KPSS_BASE_URL"].rstrip("/")
SURVEY_LOGS_ARE_SAFE: bool = ENV["KPSS_SURVEY_LOGS_SAFE"]

SECRET_KEY = secret_key_for(ENV["KPSS_SECRET_KEY"], DATA_DIR)
DEBUG: bool = ENV["KPSS_DEBUG"]
ALLOWED_HOSTS: list[str] = ENV["KPSS_ALLOWED_HOSTS"]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "kpss_portal",
    "accounts",
    "community",
    "services_catalog",
    "working_groups",
    "surveys",
    "plans",
    "kpss_portal.admin_site.WorkshopConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "rules.apps.AutodiscoverRulesConfig",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_prose_editor",
    "django_tasks_db",
    "localflavor",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kpss_portal.middleware.PagesGZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "kpss_portal.middleware.SecurityHeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kpss_portal.middleware.PlainFailuresMiddleware",
]

ROOT_URLCONF = "kpss_portal.urls"
WSGI_APPLICATION = "kpss_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PROJECT_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "community.context.portal",
                "services_catalog.context.crisis_lines",
            ],
            "builtins": ["kpss_portal.templatetags.kpss"],
        },
    },
]

DATABASES = {"default": database_from(ENV["DATABASE_URL"], DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# People who sign in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["rules.permissions.ObjectPermissionBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("accounts:sign-in")
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")
LOGOUT_REDIRECT_URL = reverse_lazy("plans:home")
SESSION_COOKIE_AGE = 12 * 3600  # seconds: one working day
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kpss_portal.views.errors.csrf_failure"

# Words
LANGUAGE_CODE = "cs"
LANGUAGES = [("cs", _("Czech"))]
LOCALE_PATHS = [PROJECT_DIR / "locale"]
TIME_ZONE = "Europe/Prague"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # years are not 2\xa0026; the filter `number` groups what is counted
FORMAT_MODULE_PATH = ["kpss_portal.formats"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [PROJECT_DIR / "static"]
WHITENOISE_MANIFEST_STRICT = False  # a page without its style is better than no page
MEDIA_URL = "/soubory/"
MEDIA_ROOT = DATA_DIR / "uploads"
STORAGES = {
    "default": {"BACKEND": "kpss_portal.storage.WholeFilesStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_LIMIT_BYTES = ENV["KPSS_UPLOAD_LIMIT_MB"] * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # the outline of a large plan
FILE_UPLOAD_PERMISSIONS = 0o640

# Look of forms
FORMS_URLFIELD_ASSUME_HTTPS = True  # an address typed without its scheme, as Django does from version 6 on
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Background work: a queue in the database, taken by `manage.py db_worker`
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Mail
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mails"
if ENV["KPSS_EMAIL_URL"]:
    from kpss_portal.mail import email_settings_from

    globals().update(email_settings_from(ENV["KPSS_EMAIL_URL"]))
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENV["KPSS_EMAIL_FROM"]

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Security headers
CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": [],
    "DIRECTIVES": {
        "default-src": [csp.NONE],
        "script-src": [csp.SELF],
        "style-src": [csp.SELF],
        "img-src": [csp.SELF],
        "font-src": [csp.SELF],
        "connect-src": [csp.SELF],
        "manifest-src": [csp.SELF],
        "form-action": [csp.SELF],
        "frame-ancestors": [csp.NONE],
        "base-uri": [csp.NONE],
        "object-src": [csp.NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0  # two years
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# Logs: one JSON line an event, without addresses, bodies or names of people
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "kpss_portal.logs.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": ENV["KPSS_LOG_LEVEL"]},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
