"""config.toml as typed settings. What is unknown or wrong stops the start (``SettingsFault``).

Secrets come from the environment or from files that config.toml names, never from it.
"""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

import msgspec
from flask import current_app

from app.core import label_sheets
from app.core.errors import SettingsFault
from app.core.settings_sections import Forum, Settings

ROOT = Path(__file__).resolve().parents[2]


def current() -> Settings:
    """The settings of the running application."""
    settings: Settings = current_app.extensions["settings"]
    return settings


def with_key(settings: Settings, key: str) -> Settings:
    """The same settings with this secret key."""
    return msgspec.structs.replace(settings, secret_key=key)


def load(path: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read config.toml (or ``TREFFWERK_CONFIG``) and the secrets. Raises ``SettingsFault``."""
    path = path or Path(environ.get("TREFFWERK_CONFIG", ROOT / "config.toml"))
    raw = _read(path)
    for secret in ("secret_key", "smtp_password", "mailbox_password", "oidc_client_secret"):
        if secret in raw:
            raise SettingsFault(
                [f"{path}: {secret} gehört nicht in diese Datei. Siehe Abschnitt [secrets]."]
            )
    problems = [f"{path}: {problem}" for problem in _unknown_keys(raw, Settings, "")]
    if problems:
        raise SettingsFault(problems)
    if "TREFFWERK_DATABASE_URL" in environ:
        raw.setdefault("database", {})["url"] = environ["TREFFWERK_DATABASE_URL"]
    settings = _convert(raw, path)
    settings = msgspec.structs.replace(
        settings,
        secret_key=_secret("TREFFWERK_SECRET_KEY", settings.secrets.secret_key_file, environ),
        smtp_password=_secret(
            "TREFFWERK_SMTP_PASSWORD", settings.secrets.smtp_password_file, environ
        ),
        mailbox_password=_secret(
            "TREFFWERK_MAILBOX_PASSWORD", settings.secrets.mailbox_password_file, environ
        ),
        oidc_client_secret=_secret(
            "TREFFWERK_OIDC_CLIENT_SECRET", settings.secrets.oidc_client_secret_file, environ
        ),
    )
    _check_sense(settings, path)
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsFault(
            [
                f"{path}: Diese Datei fehlt. Legen Sie sie an, oder nennen Sie eine andere "
                "in TREFFWERK_CONFIG."
            ]
        ) from None
    except UnicodeDecodeError as fault:
        raise SettingsFault(
            [
                f"{path}: Die Datei ist nicht in UTF-8 gespeichert ({fault}).",
            ]
        ) from fault
    except tomllib.TOMLDecodeError as fault:
        raise SettingsFault([f"{path}: Die Schreibweise stimmt nicht: {fault}."]) from fault


def _unknown_keys(raw: Any, kind: Any, place: str) -> list[str]:
    """Every key that no section knows, with the nearest known one as a remedy."""
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct) and isinstance(raw, dict)):
        return []
    known = {field.encode_name: field.type for field in msgspec.structs.fields(kind)}
    problems: list[str] = []
    for key, value in raw.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            remedy = f"Meinten Sie „{near[0]}“?" if near else f"Bekannt sind: {', '.join(known)}."
            problems.append(f"{place}{key} = {value!r}: Diesen Schlüssel gibt es nicht. {remedy}")
            continue
        inner = getattr(known[key], "__args__", (known[key],))[0]
        for index, part in enumerate(value if isinstance(value, list) else [value]):
            where = f"{place}{key}[{index}]." if isinstance(value, list) else f"{place}{key}."
            problems += _unknown_keys(part, inner, where)
    return problems


def _convert(raw: dict[str, Any], path: Path) -> Settings:
    try:
        return msgspec.convert(raw, Settings)
    except msgspec.ValidationError as fault:
        what, _, where = str(fault).partition(" - at `$")
        place = where.rstrip("`").lstrip(".") or "(oberste Ebene)"
        value = _value_at(raw, place)
        raise SettingsFault(
            [f"{path}: {place} = {value!r}: Der Wert passt nicht. Erwartet: {_in_german(what)}"]
        ) from fault


def _value_at(raw: Any, place: str) -> Any:
    for step in re.findall(r"[^.\[\]]+", place):
        if isinstance(raw, list):
            raw = raw[int(step)]
        elif isinstance(raw, dict):
            raw = raw.get(step)
    return raw


def _in_german(what: str) -> str:
    """The checker's sentence, in the few words an administrator needs."""
    words = {
        "Object missing required field ": "Es fehlt der Schlüssel ",
        "Expected ": "",
        "`str`": "ein Text",
        "`int`": "eine ganze Zahl",
        "`float`": "eine Zahl",
        "`bool`": "true oder false",
        "`date`": "ein Datum wie 2027-02-18",
        "`array`": "eine Liste",
        "`object`": "ein Abschnitt",
        ", got ": ", nicht ",
        "of length ": "mit der Länge ",
        "matching regex ": "nach dem Muster ",
        "Invalid enum value ": "ein bekannter Wert, nicht ",
    }
    for english, german in words.items():
        what = what.replace(english, german)
    return what + "."


def _secret(variable: str, file: str, environ: Mapping[str, str]) -> str:
    if environ.get(variable):
        return environ[variable]
    if not file:
        return ""
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise SettingsFault(
            [f"{file}: Diese Datei mit dem Geheimnis ist nicht lesbar ({fault.strerror})."]
        ) from fault


def _check_sense(settings: Settings, path: Path) -> None:
    """What types cannot say: the zone exists, the key is strong (O-8), the lease outlasts SMTP."""
    problems: list[str] = []
    if settings.calendar.time_zone not in available_timezones():
        problems.append(
            f"calendar.time_zone = {settings.calendar.time_zone!r}: Diese Zeitzone gibt es nicht. "
            "Beispiel: Europe/Berlin."
        )
    elif settings.calendar.time_zone != "Europe/Berlin":
        problems.append(
            f"calendar.time_zone = {settings.calendar.time_zone!r}: Kalenderdateien gibt es bisher "
            "nur für Europe/Berlin. Bitte tragen Sie diese Zeitzone ein."
        )
    if settings.mail.lease_seconds < settings.mail.smtp_timeout_seconds * 3:
        problems.append(
            f"mail.lease_seconds = {settings.mail.lease_seconds:g}: zu kurz. "
            "Nötig ist mindestens das Dreifache von mail.smtp_timeout_seconds."
        )
    problems += [
        f"calendar.special_days „{days.name}“: to liegt vor from."
        for days in settings.calendar.special_days
        if days.end < days.start
    ]
    mailbox = settings.mailbox
    if mailbox.done == "move" and not mailbox.done_folder:
        problems.append("mailbox.done_folder fehlt: Wohin sollen gelesene Antworten?")
    problems += _twice("forum.sectors", [sector.id for sector in settings.forum.sectors])
    problems += _twice("forum.action_fields", [field.id for field in settings.forum.action_fields])
    problems += _twice("print.label_sheets", [sheet.id for sheet in settings.print.label_sheets])
    problems += label_sheets.faults(settings.print.label_sheets)
    problems += _wishes(settings.forum) + _weak_key(settings) + _demo_start(settings)
    problems += _accounts(settings)
    if problems:
        raise SettingsFault([f"{path}: {problem}" for problem in problems])


def _twice(place: str, ids: list[str]) -> list[str]:
    return [
        f"{place}: Die Kennung „{one}“ steht zweimal da." for one in {*ids} if ids.count(one) > 1
    ]


def _wishes(forum: Forum) -> list[str]:
    wished = sum(sector.wish_percent or 0 for sector in forum.sectors)
    remedy = f"zusammen {wished} Prozent. Bitte senken Sie die Anteile auf höchstens 100."
    return [f"forum.sectors: wish_percent ergibt {remedy}"] if wished > 100 else []


def _weak_key(settings: Settings) -> list[str]:
    key = settings.secret_key
    if not key and settings.demo.enabled:
        return []
    if len(key.encode()) >= 32 and len(set(key)) >= 8:
        return []
    return [
        "Der geheime Schlüssel fehlt oder ist zu schwach. Setzen Sie TREFFWERK_SECRET_KEY oder "
        "secrets.secret_key_file auf mindestens 32 zufällige Zeichen. Ein guter Schlüssel: "
        'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
    ]


def _accounts(settings: Settings) -> list[str]:
    """Signing in with accounts of the city either works or is not offered."""
    oidc, problems = settings.oidc, []
    if not oidc.issuer:
        return []
    if not re.match(r"https://|http://(127\.0\.0\.1|localhost)\b", oidc.issuer):
        problems.append(f"oidc.issuer = {oidc.issuer!r}: Nötig ist eine Adresse mit https://.")
    if not oidc.client_id or not settings.oidc_client_secret:
        problems.append(
            "oidc.issuer braucht auch oidc.client_id und ein Geheimnis: "
            "TREFFWERK_OIDC_CLIENT_SECRET oder secrets.oidc_client_secret_file."
        )
    if "openid" not in oidc.scopes:
        problems.append("oidc.scopes: „openid“ fehlt.")
    if not (oidc.office_groups or oidc.moderator_groups or oidc.steering_groups):
        problems.append("oidc.office_groups fehlt: Niemand käme mit einem Konto herein.")
    return problems


def _demo_start(settings: Settings) -> list[str]:
    try:
        start = settings.demo.start
    except ValueError:
        return [f"demo.now = {settings.demo.now!r}: kein Zeitpunkt. Beispiel: 2027-09-01T09:00."]
    if start and start.tzinfo:
        return [f"demo.now = {settings.demo.now!r}: bitte Ortszeit ohne Zeitzone angeben."]
    return []
