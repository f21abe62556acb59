"""Settings of the portal. What differs between machines comes from the environment: see environment.py."""

from pathlib import Path

import csp.constants as csp
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from whitenoise.compress import Compressor

from kpss_portal import static_heads
from kpss_portal.environment import PROJECT_DIR, database_from, read_environment
from kpss_portal.secret import secret_key_for
from kpss_portal.shared_cache import caches_entry
from kpss_portal.storage import storages_entry

ENV = read_environment()

DATA_DIR: Path = ENV["KPSS_DATA_DIR"]
DATA_DIR.mkdir(parents=True, exist_ok=True)
PRODUCTION: bool = ENV["KPSS_PRODUCTION"]
MACHINES: int = ENV["KPSS_MACHINES"]
DEMO: bool = ENV["KPSS_DEMO"]
TRUSTED_PROXY: bool = ENV["KPSS_TRUSTED_PROXY"]
BASE_URL: str = ENV["KPSS_BASE_URL"].rstrip("/")
SURVEY_LOGS_ARE_SAFE: bool = ENV["KPSS_SURVEY_LOGS_SAFE"]

SECRET_KEY = secret_key_for(ENV["KPSS_SECRET_KEY"], DATA_DIR)
DEBUG: bool = ENV["KPSS_DEBUG"]
ALLOWED_HOSTS: list[str] = ENV["KPSS_ALLOWED_HOSTS"]
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "allauth",  # before our own apps, whose administration takes the place of theirs
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
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
    "kpss_portal.middleware.MaintenanceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kpss_portal.audit_middleware.AuditMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionLimitsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
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
    {"NAME": "accounts.password_words.ForeseeablePasswordValidator"},
]
LOGIN_URL = reverse_lazy("account_login")
LOGIN_REDIRECT_URL = reverse_lazy("admin:index")
LOGOUT_REDIRECT_URL = reverse_lazy("plans:home")
PASSWORD_RESET_TIMEOUT = 3600  # seconds: the link of a forgotten password
SESSION_COOKIE_AGE = ENV["KPSS_SESSION_HOURS"] * 3600  # seconds: one working day; nobody stays signed in for longer
STAFF_IDLE_SECONDS = ENV["KPSS_IDLE_MINUTES"] * 60  # a computer of the office that somebody has walked away from
FRESH_SIGN_IN_SECONDS = 600  # afterwards a change of the second factor asks who is there
AUDIT_MONTHS: int = ENV["KPSS_AUDIT_MONTHS"]
REQUIRE_MFA: bool = PRODUCTION and not DEMO if ENV["KPSS_REQUIRE_MFA"] == "" else ENV["KPSS_REQUIRE_MFA"]

# Signing in by django-allauth: a mailed code, a password, a second step, an account of the office
ACCOUNT_ADAPTER = "accounts.adapters.account.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # the library asks; accounts are made by the office alone
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # the office writes the e-mail, the first code proves it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # nobody gets mail because a stranger typed their address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds: ASVS 6.5.5
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = FRESH_SIGN_IN_SECONDS
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_RATE_LIMITS = {  # counted over all processes: kpss_portal/shared_cache.py; "key" is the e-mail or the person
    "login": "60/10m/ip",
    "login_failed": "50/15m/ip,10/15m/key",
    "request_login_code": "20/10m/ip,5/10m/key,15/d/key",
    "confirm_login_code": "60/10m/ip,15/10m/key",
    "reset_password": "20/10m/ip,5/10m/key",
    "reset_password_from_key": "20/10m/ip",
    "reauthenticate": "10/5m/user",
    "change_password": "10/10m/user",
}
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.PasswordForm",
    "request_login_code": "accounts.forms.sign_in.CodeRequestForm",
    "confirm_login_code": "accounts.forms.sign_in.CodeForm",
    "change_password": "accounts.forms.password.PasswordChangeForm",
    "set_password": "accounts.forms.password.PasswordSetForm",
    "reset_password": "accounts.forms.password.PasswordResetForm",
    "reset_password_from_key": "accounts.forms.password.NewPasswordForm",
    "reauthenticate": "accounts.forms.sign_in.PasswordAgainForm",
}
MFA_ADAPTER = "accounts.adapters.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.SecondStepForm",
    "reauthenticate": "accounts.forms.second_factor.SecondStepAgainForm",
    "activate_totp": "accounts.forms.second_factor.AppForm",
    "add_webauthn": "accounts.forms.second_factor.KeyForm",
}
USERSESSIONS_TRACK_ACTIVITY = False  # it would write at every request; accounts/middleware.py does once a minute
SOCIALACCOUNT_ADAPTER = "accounts.adapters.office_account.OfficeAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
OIDC = {  # the office's own identity provider, e.g. Entra ID
    "name": ENV["KPSS_OIDC_NAME"],
    "issuer": ENV["KPSS_OIDC_ISSUER"].rstrip("/") if ENV["KPSS_OIDC_ISSUER"] else "",
    "client_id": ENV["KPSS_OIDC_CLIENT_ID"],
    "secret": ENV["KPSS_OIDC_SECRET"],
    "link_by_email": ENV["KPSS_OIDC_LINK_BY_EMAIL"],
}
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
WHITENOISE_ADD_HEADERS_FUNCTION = static_heads.add
WHITENOISE_ALLOW_ALL_ORIGINS = False  # nobody else needs to read our styles and scripts
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # pages ask for these alone
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [
    *Compressor.SKIP_COMPRESS_EXTENSIONS,
    "map",
]  # large, and asked for by developers alone
WHITENOISE_MANIFEST_STRICT = False  # a page without its style is better than no page
STORAGE_ADDRESS: str = ENV["KPSS_STORAGE"]
MEDIA_URL = "/soubory/"
MEDIA_ROOT = DATA_DIR / "uploads"
STORAGES = {
    "default": storages_entry(STORAGE_ADDRESS),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
UPLOAD_LIMIT_BYTES = ENV["KPSS_UPLOAD_LIMIT_MB"] * 1024 * 1024
CLAMD: str = ENV["KPSS_CLAMD"]
FILE_UPLOAD_HANDLERS = [
    "kpss_portal.upload_limit.SizeLimitHandler",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # the outline of a large plan
FILE_UPLOAD_PERMISSIONS = 0o640

# Backups: kpss_portal/backup
BACKUP_KEYS: list[str] = ENV["KPSS_BACKUP_KEYS"] or []
BACKUP_FOLDER = Path(ENV["KPSS_BACKUP_FOLDER"] or DATA_DIR.with_name(f"{DATA_DIR.name}-backups"))
BACKUP_COPIES: list[str] = ENV["KPSS_BACKUP_COPIES"] or []
BACKUP_KEEP = [int(count) for count in ENV["KPSS_BACKUP_KEEP"].split(",")]  # daily, weekly, monthly
OPERATOR_EMAIL: str = ENV["KPSS_OPERATOR_EMAIL"]
METRICS_TOKEN: str = ENV["KPSS_METRICS_TOKEN"]
READ_ONLY: bool = ENV["KPSS_READ_ONLY"]

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

# What processes remember and count: kpss_portal/shared_cache.py
CACHE_URL: str = ENV["KPSS_CACHE_URL"]
CACHES = caches_entry(CACHE_URL, ENV["KPSS_CACHE_PREFIX"])

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
if PRODUCTION:  # by such a name a browser takes a cookie only of this very host, by HTTPS, for all paths
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
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
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "json", "level": ENV["KPSS_LOG_LEVEL"]}
    },  # the handler as well: the worker of tasks sets levels of its loggers itself
    "root": {"handlers": ["console"], "level": ENV["KPSS_LOG_LEVEL"]},
    "loggers": {
        "django.server": {"handlers": ["console"], "propagate": False},
        "fontTools": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []
