"""The settings, from the environment; safe defaults in demonstration mode."""

import os
import sys
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from tracker import configuration, keys
from tracker.logs import drop_traceback_of_refusal

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

HPG_MODE = env.str("HPG_MODE", "demonstration")
if HPG_MODE not in ("demonstration", "production"):
    raise ImproperlyConfigured(
        f"HPG_MODE is {HPG_MODE!r}; it can be 'demonstration' or 'production'."
    )
PRODUCTION = HPG_MODE == "production"

# What is kept: one directory, its owner's alone.
DATA_DIR = Path(env.str("DATA_DIR", "") or BASE_DIR / "var").absolute()
if PRODUCTION:
    demonstrations = {
        keys.read_key(folder / name)
        for folder in (DATA_DIR, BASE_DIR / "var")
        for name in keys.FILES
    }
    if faults := configuration.explain_faults(os.environ, DATA_DIR, demonstrations):
        raise ImproperlyConfigured(
            "\n".join(["HPG Tracker cannot start with HPG_MODE=production:", *faults])
        )
try:
    DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Who starts the demonstration makes this key; the audit makes its own where nothing
    # was recorded yet (labs.audit.make_first_key): made anew, it would hide what was done.
    if not PRODUCTION and sys.argv[1:2] in (["serve"], ["seed_demo"]):
        keys.read_or_make_key(DATA_DIR / "secret-key")
except OSError as error:
    raise ImproperlyConfigured(
        f"DATA_DIR {DATA_DIR} cannot be written to: {error.strerror}."
    ) from error
if PRODUCTION:
    SECRET_KEY, AUDIT_KEY = env.str("SECRET_KEY").strip(), env.str("AUDIT_KEY").strip()
else:
    SECRET_KEY = env.str("SECRET_KEY", "") or keys.read_key(DATA_DIR / "secret-key")
    AUDIT_KEY = env.str("AUDIT_KEY", "") or keys.read_key(DATA_DIR / "audit-key")
HAS_KEYS = bool(SECRET_KEY and AUDIT_KEY)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEYS_EARLIER", default=[])
AUDIT_KEYS_EARLIER = env.list("AUDIT_KEYS_EARLIER", default=[])  # for verifying alone
# What stands before an address in a mail or an answer of a command.
PUBLIC_URL = ""
AUDIT_ANCHOR = Path(env.str("AUDIT_ANCHOR", str(DATA_DIR / "audit-anchor.jsonl")))
AUDIT_SPILL = DATA_DIR / "audit-spill.jsonl"

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]  # passkeys will need the name
if PRODUCTION:
    ALLOWED_HOSTS = configuration.split_list(env.str("ALLOWED_HOSTS"))
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]
    PUBLIC_URL = CSRF_TRUSTED_ORIGINS[0]
ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",  # so that templates/ may hold the templates of forms
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "labs",
    "tracker",
]
MIDDLEWARE = [
    "tracker.middleware.trust_proxies",
    "tracker.middleware.number_requests",
    "tracker.middleware.permit_no_device",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tracker.middleware.refuse_methods",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.middleware.CompressReads",
    "tracker.middleware.no_store",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tracker.middleware.TextOnly",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "tracker.bearer.BearerTokens",
    "tracker.middleware.refuse_background_sign_in",
    "tracker.idle.SessionLimits",
    "tracker.idle.RequireSecondFactor",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
# Where a monitor on this machine may read what was counted; nowhere unless it is named.
METRICS_BIND = env.str("METRICS_BIND", "").strip()
if METRICS_BIND:
    if fault := configuration.explain_metrics(METRICS_BIND):
        raise ImproperlyConfigured(fault)
    MIDDLEWARE.insert(1, "tracker.metrics.count_answers")
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
                "labs.views.frame.build_page_context",
            ]
        },
    }
]
FORM_RENDERER = "tracker.rendering.FieldRenderer"

# The record. SQLite: a commit is on the disk when it is answered. Who waits for a lock is
# told to try again after some seconds, on both.
LOCK_SECONDS = 5
DATABASES = {
    "default": environ.Env.db_url_config(
        env.str("DATABASE_URL", "").strip() or f"sqlite:///{DATA_DIR / 'db.sqlite3'}"
    ),
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": LOCK_SECONDS,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": LOCK_SECONDS,
        "options": f"-c lock_timeout={LOCK_SECONDS}s",
        **DATABASES["default"].get("OPTIONS", {}),
    }
# Shared by all workers: allauth counts tries at the password in it.
CACHES = {
    "default": {
        "BACKEND": "tracker.cache.RaisingCache",
        "LOCATION": "cache",
    }
}

# Who signs in, and how. Nobody signs up: people are added by their clinic.
AUTH_USER_MODEL = "labs.User"
AUTHENTICATION_BACKENDS = ["tracker.sessions.KeptBackend"]
AUTH_PASSWORD_VALIDATORS = [
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
        for name, options in (
            ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
            ("MinimumLengthValidator", {"min_length": 12}),
            ("CommonPasswordValidator", {}),
            ("NumericPasswordValidator", {}),
        )
    ),
    {"NAME": "tracker.passwords.WordsValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "worklist"
ACCOUNT_ADAPTER = "tracker.adapter.ClosedAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the clinic knows its people's addresses
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to who is not ours
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # of a changed password, or second factor
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_FORMS = {
    "reset_password": "tracker.password_forms.ResetPasswordForm",
    "change_password": "tracker.password_forms.ChangePasswordForm",
    "set_password": "tracker.password_forms.SetPasswordForm",
    "reset_password_from_key": "tracker.password_forms.ResetPasswordKeyForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "tracker.links.LinkTokens"
# Tries at passwords and codes are counted by tracker/tries.py, which knows browsers.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "reset_password": "20/m/ip",
    "reset_password_from_key": None,
}

# Second factors. A demonstration asks for none, and lets one be added.
SECOND_FACTOR_REQUIRED = HPG_MODE == "production"
MFA_ADAPTER = "tracker.adapter.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]  # recovery codes are ours, and kept as hashes
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = HPG_MODE == "demonstration"
MFA_TOTP_ISSUER = "HPG Tracker"
MFA_TOTP_TOLERANCE = 1  # periods of 30 s before and after, for a clock that is not exact
MFA_RATE_LIMITS = {"webauthn_login": None}  # nothing to guess, so nobody is locked out
MFA_FORMS = {
    "authenticate": "tracker.factors.AuthenticateForm",
    "reauthenticate": "tracker.factors.ReauthenticateForm",
    "activate_totp": "tracker.factors.ActivateTOTPForm",
    "add_webauthn": "tracker.factors.AddPasskeyForm",
    "login_webauthn": "tracker.factors.LoginPasskeyForm",
    "authenticate_webauthn": "tracker.factors.AuthenticatePasskeyForm",
    "reauthenticate_webauthn": "tracker.factors.ReauthenticatePasskeyForm",
}

SESSION_ENGINE = "tracker.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60  # from signing in, however busy: tracker/idle.py
IDLE_SECONDS = 15 * 60  # then the page locks
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# With this prefix browsers take a cookie over TLS alone, and from this host alone.
COOKIE_PREFIX = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "tracker.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Loopback without TLS: Secure cookies and HSTS belong to production mode. So does mail
# that is really sent.
SILENCED_SYSTEM_CHECKS = [
    *(f"security.W{number}" for number in ("004", "008", "012", "016")),
    "mail.E001",
]
# Whose word is taken for the client's address and for TLS: the proxy's on this machine.
TRUSTED_PROXIES = configuration.read_networks(
    env.str("TRUSTED_PROXIES", "") or "127.0.0.1,::1" if PRODUCTION else ""
)
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True  # what the proxy says came without TLS
    SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$"]  # asked on this machine, without TLS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    # To be on browsers' own lists is for the owner of the whole domain to decide.
    SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Nothing inline, nothing from elsewhere; data: is for the small pictures of Pico's style.
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "object-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Front-end files: ours, htmx, and the few of node_modules that pages use.
STATIC_URL = "static/"
# Gathered when it is served. A clinic's code belongs to another account than its server.
STATIC_ROOT = (DATA_DIR if PRODUCTION else BASE_DIR / ".venv") / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "tracker.staticfiles.NodeModules",
]
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # no page asks for the others
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": DATA_DIR / "outbox"},
    }
}
DEFAULT_FROM_EMAIL = "HPG Tracker <tracker@localhost>"
if PRODUCTION:
    MAILERS = {"default": configuration.read_mailer(env.str("EMAIL_URL").strip())}
    DEFAULT_FROM_EMAIL = (
        env.str("MAIL_FROM", "") or f"HPG Tracker <tracker@{ALLOWED_HOSTS[0]}>"
    )

USE_TZ = True
TIME_ZONE = "UTC"  # pages show clinic time, which each clinic names
# One language so far: docs/decisions/0032 says how another comes.
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = len(LANGUAGES) > 1  # to look English up in catalogues took a fifth of a page
LOCALE_PATHS = [BASE_DIR / "locale"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "tracker.logs.JsonLine"},
    },
    "filters": {
        "refusals": {
            "()": "django.utils.log.CallbackFilter",
            "callback": drop_traceback_of_refusal,
        }
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "json" if PRODUCTION else "line",
            "filters": ["refusals"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Its own handler would be silent, for DEBUG is off.
        "django": {"handlers": [], "level": "WARNING"},
        "waitress.queue": {"level": "ERROR"},  # that more ask than threads answer is usual
        "tracker.answers": {"level": "INFO" if PRODUCTION else "WARNING"},
    },
}
