"""One calm page for every error: what happened, what helps, whom to ask (I-1)."""

import errno
import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from app.core.errors import RuleBroken

log = logging.getLogger(__name__)

SENTENCES = {
    400: ("Das hat nicht geklappt", "Diese Anfrage konnten wir nicht lesen.",
          "Bitte gehen Sie zurück, prüfen Sie Ihre Eingaben und versuchen Sie es noch einmal."),
    403: ("Kein Zugang", "Diese Seite gehört nicht zu Ihrer Aufgabe im Forum.",
          "Wenn Sie den Zugang brauchen, fragen Sie bitte die Geschäftsstelle."),
    404: ("Diese Seite gibt es nicht", "Der Link ist unvollständig, abgelaufen oder falsch.",
          "Bitte öffnen Sie den Link noch einmal vollständig aus der E-Mail."),
    405: ("Das geht hier nicht", "Diese Adresse ist für etwas anderes da.",
          "Bitte gehen Sie zurück und nutzen Sie den Knopf auf der Seite."),
    409: ("Das geht gerade nicht", "", ""),
    410: ("Das ist vorbei", "", ""),
    413: ("Das ist zu groß", "Die gesendeten Angaben sind größer als erlaubt.",
          "Bitte kürzen Sie den Text, oder teilen Sie die Datei, und senden Sie noch einmal."),
    429: ("Einen Moment bitte", "", ""),
    500: ("Bei uns ist etwas schiefgegangen", "Der Fehler liegt bei uns. Er ist notiert.",
          "Bitte versuchen Sie es später noch einmal."),
    503: ("Das hat gerade nicht geklappt", "Diese Seite lässt sich im Moment nicht laden.",
          "Bitte laden Sie sie in einer Minute neu."),
}  # fmt: skip


def init_app(app: Flask) -> None:
    """Register the handlers."""
    app.register_error_handler(RuleBroken, _rule_broken)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OperationalError, _database_busy)
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
    title, usual, usual_remedy = SENTENCES.get(code, SENTENCES[400])
    body = render_template(
        "errors/error.html",
        code=code,
        title=title,
        text=text or usual,
        remedy=remedy or ("" if text else usual_remedy),
        resend=resend,
        resend_to=None if resend is None else request.script_root + request.full_path.rstrip("?"),
    )
    return make_response(body, code)


def _rule_broken(fault: RuleBroken) -> Response:
    return _page(fault.status, fault.message)


def _stale_form(_fault: CSRFError) -> Response:
    return _page(
        400,
        "Das Formular war zu lange offen, oder Ihr Browser nimmt keine Cookies an.",
        "Bitte gehen Sie im Browser zurück, laden Sie die Seite neu und senden Sie noch einmal.",
    )


def _http_error(fault: HTTPException) -> Response:
    code = fault.code or 500
    if 300 <= code < 400:
        return make_response(fault.get_response())
    answer = _page(code if code in SENTENCES else (400 if code < 500 else 500))
    if code == 405 and getattr(fault, "valid_methods", None):
        answer.headers["Allow"] = ", ".join(fault.valid_methods)  # type: ignore[attr-defined]
    return answer


def _database_busy(fault: OperationalError) -> Response:
    """Locked, full or unreachable."""
    log.error("database: %s", fault.orig)
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
        sentence = "Ihre Angaben sind noch nicht gespeichert, aber auch nicht verloren."
        remedy = "Bitte senden Sie sie in einer Minute noch einmal."
        answer = _page(503, sentence, remedy, resend=typed)
    else:
        answer = _page(503)
    answer.headers["Retry-After"] = "60"
    return answer


def _unexpected(fault: Exception) -> Response:
    log.exception("unexpected error at %s", request.endpoint, exc_info=fault)
    return _page(500)
