"""Imprint, privacy notice and accessibility statement, as the office wrote them."""

from flask import render_template
from markupsafe import Markup

from app.access.guards import Answer, find_actor, hide_unlisted, public_blueprint
from app.core.language import _, current_language
from app.core.prose import to_html
from app.privacy import legal
from app.privacy.legal_rules import LegalKind, is_open, without_gaps
from app.privacy.record import public_activities

blueprint = public_blueprint("legal_public", __name__)


@blueprint.get("/impressum")
def imprint() -> Answer:
    return _page(LegalKind.IMPRINT)


@blueprint.get("/barrierefreiheit")
def accessibility() -> Answer:
    """The statement; below it how to tell us about a barrier."""
    return _page(LegalKind.ACCESSIBILITY)


@blueprint.get("/datenschutz")
def privacy() -> Answer:
    """The text of the city, below it what is kept, why and how long, from the register."""
    text = legal.text_to_read(LegalKind.PRIVACY)
    return render_template(
        "privacy/notice.html",
        kind=LegalKind.PRIVACY,
        text=_shown(text),
        told=_told(text),
        processors=_shown(legal.text_to_read(LegalKind.PROCESSORS)),
        activities=public_activities(),
        language=current_language(),
    )


def _shown(text: str) -> Markup:
    """Nobody outside reads what the office is told to fill in."""
    return to_html(without_gaps(text, _("Diese Angabe fehlt noch.")))


def _told(text: str) -> bool:
    """The text has gaps, and somebody of the team looks at it: that answer is kept by nobody."""
    told = is_open(text) and find_actor() is not None
    hide_unlisted(listed=not told)
    return told


def _page(kind: LegalKind) -> Answer:
    text = legal.text_to_read(kind)
    return render_template(
        "privacy/legal.html",
        kind=kind,
        text=_shown(text),
        told=_told(text),
        language=current_language(),
    )
