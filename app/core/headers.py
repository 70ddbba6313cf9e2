"""Security headers on every answer (H-1 to H-5) and the early refusal of NUL."""

from flask import Flask, Response, abort, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "object-src 'none'; frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(), interest-cohort=()"


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
