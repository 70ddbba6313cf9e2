"""One calm page for every error: what happened, what helps, whom to ask (I-1)."""

import errno
import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.core import trouble
from app.core.db import db
from app.core.errors import RuleBroken, TooMany
from app.core.language import N_
from app.core.language import gettext as _
from app.core.language_choice import instead_of_a_file

log = logging.getLogger(__name__)

SENTENCES = {
    400: (N_("Das hat nicht geklappt"), N_("Diese Anfrage konnten wir nicht lesen."),
          N_("Bitte gehen Sie zurück, prüfen Sie Ihre Eingaben und versuchen Sie es noch einmal.")),
    403: (N_("Kein Zugang"), N_("Diese Seite gehört nicht zu Ihrer Aufgabe im Forum."),
          N_("Wenn Sie den Zugang brauchen, fragen Sie bitte die Geschäftsstelle.")),
    404: (N_("Diese Seite gibt es nicht"),
          N_("Der Link ist unvollständig, abgelaufen oder falsch."),
          N_("Bitte öffnen Sie den Link noch einmal vollständig aus der E-Mail.")),
    405: (N_("Das geht hier nicht"), N_("Diese Adresse ist für etwas anderes da."),
          N_("Bitte gehen Sie zurück und nutzen Sie den Knopf auf der Seite.")),
    409: (N_("Das geht gerade nicht"), "", ""),
    410: (N_("Das ist vorbei"), "", ""),
    413: (N_("Das ist zu groß"), N_("Die gesendeten Angaben sind größer als erlaubt."),
          N_("Bitte kürzen Sie den Text, oder teilen Sie die Datei, und senden Sie noch einmal.")),
    429: (N_("Einen Moment bitte"), "", ""),
    500: (N_("Bei uns ist etwas schiefgegangen"), N_("Der Fehler liegt bei uns. Er ist notiert."),
          N_("Bitte versuchen Sie es später noch einmal.")),
    503: (N_("Das hat gerade nicht geklappt"),
          N_("Diese Seite lässt sich im Moment nicht laden."),
          N_("Bitte laden Sie sie in einer Minute neu.")),
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(SQLAlchemyError, _database)
    app.register_error_handler(OSError, _os_error)
    app.register_error_handler(Exception, _unexpected)


ErrorAnswer = Callable[[int, str], Response]


def answer_below(extensions: dict[str, Any], prefix: str, make: ErrorAnswer) -> None:
    """Below ``prefix`` programs read: let ``make(code, sentence)`` answer every error there."""
    extensions.setdefault("error_answers", {})[prefix] = make


def _for_programs() -> ErrorAnswer | None:
    known: dict[str, ErrorAnswer] = current_app.extensions.get("error_answers", {})
    return next((make for prefix, make in known.items() if request.path.startswith(prefix)), None)


def _page(
    code: int, text: str = "", remedy: str = "", resend: list[tuple[str, str]] | None = None
) -> Response:
    if make := _for_programs():
        return make(code, text)
    instead_of_a_file()
    title, usual, usual_remedy = SENTENCES.get(code, SENTENCES[400])
    body = render_template(
        "errors/error.html",
        code=code,
        title=_(title),
        text=_(text or usual),
        remedy=_(remedy or ("" if text else usual_remedy)),
        resend=resend,
        resend_to=None if resend is None else request.script_root + request.full_path.rstrip("?"),
    )
    return make_response(body, code)


def _rule_broken(fault: RuleBroken) -> Response:
    answer = _page(fault.status, fault.message)
    if isinstance(fault, TooMany):
        answer.headers["Retry-After"] = str(fault.seconds)
    return answer


def _stale_form(_fault: CSRFError) -> Response:
    return _page(
        400,
        N_("Das Formular war zu lange offen, oder Ihr Browser nimmt keine Cookies an."),
        N_(
            "Bitte gehen Sie im Browser zurück, laden Sie die Seite neu und senden Sie noch einmal."
        ),
    )


def _http_error(fault: HTTPException) -> Response:
    code = fault.code or 500
    if 300 <= code < 400:
        return make_response(fault.get_response())
    answer = _page(code if code in SENTENCES else (400 if code < 500 else 500))
    if code == 405 and getattr(fault, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(fault.valid_methods)  # type: ignore[attr-defined]
    return answer


def _database(fault: SQLAlchemyError) -> Response:
    """Locked, full, unreachable, starting again; anything else is a fault of ours."""
    if not trouble.passes_by(fault):
        return _unexpected(fault)
    log.error("database: %s", getattr(fault, "orig", None) or type(fault).__name__)
    db.session.rollback()
    return _later()


def _os_error(fault: OSError) -> Response:
    if fault.errno != errno.ENOSPC:
        return _unexpected(fault)
    log.error("disk full: %s", fault)
    return _later()


def _later() -> Response:
    """Nothing is kept, and what was typed can be sent again."""
    if request.method == "POST":
        typed = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
        sentence = N_("Ihre Angaben sind noch nicht gespeichert, aber auch nicht verloren.")
        remedy = N_("Bitte senden Sie sie in einer Minute noch einmal.")
        answer = _page(503, sentence, remedy, resend=typed)
    else:
        answer = _page(503)
    answer.headers["Retry-After"] = "60"
    return answer


def _unexpected(fault: Exception) -> Response:
    log.exception("unexpected error at %s", request.endpoint, exc_info=fault)
    return _page(500)
