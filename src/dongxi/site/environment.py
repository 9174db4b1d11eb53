"""Every setting an operator may give. docs/reference/settings.md repeats the table; a test keeps the two equal."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One environment variable: its name, the value used when it is absent, and what it means."""

    name: str
    default: str
    meaning: str


SETTINGS = (
    Setting(name="DONGXI_DATA", default="dongxi-data", meaning="Folder of the store: database, evidence, key, caches."),
    Setting(name="DATABASE_URL", default="", meaning="PostgreSQL address; empty means SQLite inside DONGXI_DATA."),
    Setting(
        name="DONGXI_SECRET_KEY", default="", meaning="Signing key; empty means one kept in DONGXI_DATA/secret.key."
    ),
    Setting(name="DONGXI_HOSTS", default="127.0.0.1,localhost,[::1]", meaning="Host names served, comma-separated."),
    Setting(name="DONGXI_HTTPS", default="no", meaning="yes: cookies only over HTTPS, HSTS on."),
    Setting(name="DONGXI_DEBUG", default="no", meaning="yes: Django's debug pages. Never on a shared machine."),
    Setting(
        name="DONGXI_DEMO", default="no", meaning="yes: single-use sign-in links of demo roles work, loopback only."
    ),
    Setting(name="DONGXI_FILE_LIMIT_MB", default="100", meaning="Largest file accepted as evidence or document, MB."),
    Setting(name="DONGXI_BASE_MAP", default="", meaning="GeoJSON of a reviewed base map, drawn instead of tiles."),
    Setting(
        name="DONGXI_EMBED_URL",
        default="",
        meaning="Address of an OpenAI-compatible embedding server; empty: built in.",
    ),
    Setting(name="DONGXI_EMBED_MODEL", default="", meaning="The model that server is asked for."),
    Setting(name="DONGXI_EMBED_KEY", default="", meaning="The key that server asks for, sent as a bearer token."),
    Setting(
        name="DONGXI_EMBED_TIMEOUT", default="30", meaning="Seconds before a request to that server is tried again."
    ),
    Setting(
        name="DONGXI_ADDRESS",
        default="http://127.0.0.1:8000",
        meaning="Address under which readers reach the pages; stands in e-mail.",
    ),
    Setting(name="DONGXI_SMTP", default="", meaning="Mail server, smtp:// or smtps://; empty: into DONGXI_DATA/mail."),
    Setting(name="DONGXI_MAIL_FROM", default="dongxi@localhost", meaning="Sender of e-mail."),
    Setting(name="DONGXI_REMIND_DAYS", default="7", meaning="Days of silence in a contact before a reminder."),
    Setting(
        name="DONGXI_WEBHOOKS_ANYWHERE",
        default="no",
        meaning="yes: webhooks may go to this machine and its network, and over http.",
    ),
    Setting(name="DONGXI_BASE_MAP_NUMBER", default="", meaning="审图号 of that map, displayed beneath it."),
)
_DEFAULTS = {setting.name: setting.default for setting in SETTINGS}


def value(name: str) -> str:
    """The operator's value of a setting, or its default. KeyError for a name the table does not know."""
    return os.environ.get(name) or _DEFAULTS[name]


def is_on(name: str) -> bool:
    """Whether a yes/no setting is on."""
    return value(name).lower() in {"1", "yes", "true", "on"}


def mailer() -> dict[str, Any]:
    """Django's mailer for the mail server named, or one that writes each mail into a file of the store."""
    if not value("DONGXI_SMTP"):
        folder = str(data_folder() / "mail")
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "OPTIONS": {"file_path": folder}}
    parts = urlsplit(value("DONGXI_SMTP"))
    secure = parts.scheme == "smtps"
    options = {
        "host": parts.hostname or "localhost",
        "port": parts.port or (465 if secure else 587),
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_ssl": secure,
        "use_tls": not secure and "plain" not in parse_qs(parts.query, keep_blank_values=True),
        "timeout": 30,
    }
    return {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}


def data_folder() -> Path:
    """The store's folder, absolute; not created here."""
    return Path(value("DONGXI_DATA")).expanduser().resolve()
