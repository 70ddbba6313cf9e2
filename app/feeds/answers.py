"""A feed over HTTP: validators first (RFC 9110 13), the file only when somebody needs it."""

import re
import unicodedata

from flask import Response, request
from werkzeug.http import is_resource_modified

from app.feeds.calendar import Feed

PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
HOUR = 3600


def answer(feed: Feed) -> Response:
    """200 with the file, or 304 without making it. It sets no cookie and redirects nobody."""
    response = Response(status=304)
    response.set_etag(feed.state.etag)
    response.last_modified = feed.state.changed
    response.headers["Cache-Control"] = f"{'private' if feed.private else 'public'}, max-age={HOUR}"
    if feed.private:
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
    if is_resource_modified(
        request.environ, etag=feed.state.etag, last_modified=feed.state.changed
    ):
        response.status_code = 200
        response.headers["Content-Disposition"] = f"inline; filename={file_name(feed.file_name)}"
        response.data = feed.build()
        response.content_type = "text/calendar; charset=utf-8"
    else:
        del response.headers["Content-Type"]
    return response


def file_name(text: str) -> str:
    """A name that every program can keep: ASCII letters, digits and hyphens."""
    spelled = text.translate(PLAIN)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:80] + ".ics"
