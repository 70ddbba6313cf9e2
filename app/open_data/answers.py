"""Open data over HTTP: JSON, tables, errors as problems (RFC 9457), validators (RFC 9110 13)."""

import json
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.http import is_resource_modified

from app.core.error_pages import ErrorAnswer, answer_below
from app.core.file_answers import MIMES

JSON = "application/json"
PROBLEM = "application/problem+json"
MUST_ASK = "public, no-cache"
"""Caches may keep it, and ask whether it is still the same."""
WORDS = {
    400: "Diese Anfrage lässt sich nicht lesen.",
    404: "Das gibt es nicht.",
    405: "Hier wird nur gelesen: GET oder HEAD.",
    413: "Diese Anfrage ist zu groß.",
    503: "Gerade nicht erreichbar. Bitte später noch einmal.",
}


def json_answer(data: Any, media_type: str = JSON) -> Response:
    """200 with the data, or 304 when the asker has just this text."""
    return _validated(Response(text_of(data), content_type=media_type))


def csv_answer(table: bytes, name: str) -> Response:
    """A table to keep."""
    answer = Response(table, content_type=MIMES["csv"])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return _validated(answer)


def _validated(answer: Response) -> Response:
    answer.headers["Cache-Control"] = MUST_ASK
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def text_of(data: Any) -> str:
    """JSON in UTF-8 that a person can read as well."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def unchanged_or(
    build: Callable[[], bytes], *, etag: str, changed: datetime | None, media_type: str
) -> Response:
    """304 without making anything, or 200 with what ``build`` gives."""
    answer = Response(status=304)
    answer.set_etag(etag)
    answer.last_modified = changed
    answer.headers["Cache-Control"] = MUST_ASK
    if is_resource_modified(request.environ, etag=etag, last_modified=changed):
        answer.status_code = 200
        answer.data = build()
        answer.content_type = media_type
    else:
        del answer.headers["Content-Type"]
    return answer


def problem(status: int, detail: str) -> Response:
    """An error that programs can read (RFC 9457 3.1)."""
    data = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or WORDS.get(status, "Das hat nicht geklappt."),
    }
    return _to_all(Response(text_of(data), status=status, content_type=PROBLEM))


def _to_all(answer: Response) -> Response:
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer


def for_everybody(blueprint: Blueprint, prefix: str, make: ErrorAnswer = problem) -> None:
    """Let every page of the world read this (CORS); errors below ``prefix`` come from ``make``."""
    blueprint.record_once(lambda state: answer_below(state.app.extensions, prefix, make))
    blueprint.after_request(_to_all)
