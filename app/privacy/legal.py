"""Imprint, privacy notice, accessibility statement, list of processors: read and changed (D-9)."""

from pathlib import Path

from sqlalchemy import func, select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, one_at_a_time, transaction
from app.core.errors import NotFound, RuleBroken
from app.core.language import LANGUAGES, SOURCE, current_language
from app.core.settings import current
from app.core.words import date_long
from app.privacy.legal_rules import LegalKind, is_open
from app.privacy.models import LegalText

PROPOSALS = Path(__file__).parent / "proposals"
CHANGED = (
    "Jemand hat diesen Text inzwischen geändert. Unten steht, was jetzt gilt. Ihr Text steht noch "
    "im Feld: Übernehmen Sie, was Sie brauchen, und speichern Sie noch einmal."
)


def kind_of(name: str) -> LegalKind:
    """Raises ``NotFound``."""
    try:
        return LegalKind(name)
    except ValueError as fault:
        raise NotFound("Diesen Text gibt es nicht.") from fault


def language_of(name: str) -> str:
    """Raises ``NotFound``."""
    if name not in LANGUAGES:
        raise NotFound("Diese Sprache gibt es nicht.")
    return name


def versions(kind: LegalKind, language: str) -> list[LegalText]:
    """All versions, the one that holds first."""
    mine = select(LegalText).filter_by(kind=kind, language=language)
    return list(db.session.scalars(mine.order_by(LegalText.number.desc())))


def version(kind: LegalKind, language: str, number: int) -> LegalText:
    """Raises ``NotFound``."""
    mine = select(LegalText).filter_by(kind=kind, language=language, number=number)
    found = db.session.scalar(mine)
    if found is None:
        raise NotFound("Diese Fassung gibt es nicht.")
    return found


def number_of(kind: LegalKind, language: str) -> int:
    """Number of the version that holds; 0: none was written here."""
    mine = select(func.max(LegalText.number)).filter_by(kind=kind, language=language)
    return db.session.scalar(mine) or 0


def text_of(kind: LegalKind, language: str) -> str:
    """What holds: the newest version, else what the settings say (German only), else nothing."""
    newest = db.session.scalar(
        select(LegalText.text)
        .filter_by(kind=kind, language=language)
        .order_by(LegalText.number.desc())
        .limit(1)
    )
    return newest if newest is not None else _of_settings(kind, language)


def text_to_read(kind: LegalKind) -> str:
    """In the language of the page, where there is one, else in German."""
    return text_of(kind, current_language()) or text_of(kind, SOURCE)


def _of_settings(kind: LegalKind, language: str) -> str:
    legal = current().site.legal
    if language != SOURCE or kind is LegalKind.PROCESSORS:
        return ""
    return {
        LegalKind.IMPRINT: legal.imprint,
        LegalKind.PRIVACY: legal.privacy,
        LegalKind.ACCESSIBILITY: legal.accessibility,
    }[kind]


def open_kinds() -> list[LegalKind]:
    """Texts that are missing in German, or not filled in. One query."""
    held = {kind: _of_settings(kind, SOURCE) for kind in LegalKind}
    rows = select(LegalText.kind, LegalText.text).filter_by(language=SOURCE)
    for kind, text in db.session.execute(rows.order_by(LegalText.number)):
        held[LegalKind(kind)] = text
    return [kind for kind, text in held.items() if is_open(text)]


def proposal(kind: LegalKind) -> str:
    """A text to begin with; places to fill in stand in brackets."""
    config = current()
    text = (PROPOSALS / f"{kind.name.lower()}.md").read_text("utf-8").strip()
    return text.format(
        forum=config.forum.name,
        organisation=config.office.organisation,
        office=config.office.name,
        address=config.office.address,
        phone=config.office.phone,
        mail=config.office.mail,
        site=config.site.base_url,
        authority=config.privacy.authority,
        today=date_long(clock.today()),
    )


def write(kind: LegalKind, language: str, text: str, *, seen: int, actor: Actor) -> bool:
    """Keep a new version. False: nothing differs. Raises ``RuleBroken`` when it changed (R-8)."""
    with transaction():
        one_at_a_time("privacy:legal")
        number = number_of(kind, language)
        if text == text_of(kind, language):
            return False
        if number != seen:
            raise RuleBroken(CHANGED, "text")
        db.session.add(
            LegalText(
                kind=kind, language=language, number=number + 1, text=text, at=clock.now(),
                by=actor.name,
            )
        )  # fmt: skip
        log(actor, "legal_text_changed", f"legal_text:{kind}")
        return True
