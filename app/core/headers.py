"""Security headers on every answer (H-1 to H-5) and the early refusal of NUL."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, abort, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_OWN = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors "
)
CSP = f"{_OWN}'none'"
PERMISSIONS = "camera=(), microphone=(), geolocation=(), interest-cohort=()"


def framed_by(hosts: Sequence[str]) -> str:
    """The policy of a page that pages of these hosts may show in a frame; of none when empty."""
    return f"{_OWN}{' '.join(hosts)}" if hosts else CSP


def init_app(app: Flask, *, over_tls: bool) -> None:
    """Set the headers on everything this application answers."""

    @app.before_request
    def refuse() -> None:
        if "\0" in request.path or b"%00" in request.query_string:
            abort(400)
        # The form parser knows this limit for forms with parts only (I-4).
        size = request.content_length
        if size and "urlencoded" in request.mimetype and size > app.config["MAX_FORM_MEMORY_SIZE"]:
            abort(413)

    @app.after_request
    def stay_here(response: Response) -> Response:
        if response.location:  # the router names the host that the client said: leave it out
            response.location = response.location.removeprefix(request.host_url[:-1])
        return response

    app.wsgi_app = _hardened(app.wsgi_app, over_tls)  # type: ignore[assignment, method-assign]


def _hardened(inner: "WSGIApplication", over_tls: bool) -> "WSGIApplication":
    """Add what an answer does not say itself, below Flask, where a header is a plain pair."""
    ours = [
        ("Content-Security-Policy", CSP),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "same-origin"),
        ("Permissions-Policy", PERMISSIONS),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cache-Control", "no-store"),
    ]
    if over_tls:
        ours.append(("Strict-Transport-Security", "max-age=31536000"))

    def harden(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def begin(status: str, headers: list[tuple[str, str]], *fault: Any) -> Any:
            said = {name.title() for name, _value in headers}
            more = [pair for pair in ours if pair[0].title() not in said]
            return start_response(status, headers + more, *fault)

        return inner(environ, begin)

    return harden
