"""Security headers on every answer (H-1 to H-5) and the early refusal of NUL."""

from collections.abc import Sequence

from flask import Flask, Response, abort, request

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
    def refuse_nul() -> None:
        if "\0" in request.path or b"%00" in request.query_string:
            abort(400)

    @app.before_request
    def refuse_huge_form() -> None:
        """The form parser knows this limit for forms with parts only (I-4)."""
        size = request.content_length or 0
        if "urlencoded" in request.mimetype and size > app.config["MAX_FORM_MEMORY_SIZE"]:
            abort(413)

    @app.after_request
    def harden(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CSP)
        headers["X-Content-Type-Options"] = "nosniff"
        headers.setdefault("Referrer-Policy", "same-origin")
        headers["Permissions-Policy"] = PERMISSIONS
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if response.location:  # the router names the host that the client said: leave it out
            response.location = response.location.removeprefix(request.host_url[:-1])
        if over_tls:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if request.endpoint not in ("static", "assets") and "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"
        return response
