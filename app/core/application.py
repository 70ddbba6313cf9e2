"""Flask, with what it lacks for several hosts: second tries, and cookies that any of them reads."""

from collections.abc import Callable, MutableMapping
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.templating import Environment
from flask.typing import ResponseReturnValue
from itsdangerous import SignatureExpired, TimestampSigner, URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.routing import Rule

from app.core import clock, trouble
from app.core.db import db


class FormSigner(TimestampSigner):
    """Signs by the application's clock, and takes a cookie from a host that is a little ahead.

    The usual one calls such a cookie expired, and the form behind it too old.
    """

    def get_timestamp(self) -> int:
        """Seconds since 1970."""
        return int(clock.real_now().timestamp())

    def unsign(
        self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False
    ) -> Any:
        """The value, with its moment on demand. Raises ``BadSignature``."""
        value, signed_at = super().unsign(signed_value, None, True)
        if max_age is not None and clock.real_now() - signed_at > timedelta(seconds=max_age):
            raise SignatureExpired("too old", payload=value, date_signed=signed_at)
        return (value, signed_at) if return_timestamp else value

    def timestamp_to_datetime(self, ts: int) -> datetime:
        """The moment, aware."""
        return datetime.fromtimestamp(ts, tz=UTC)


class FormCookie(SecureCookieSessionInterface):
    """The cookie that ties forms to a browser."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """As Flask's own; a browser without the cookie costs nothing."""
        if self.get_cookie_name(app) not in request.environ.get("HTTP_COOKIE", ""):
            return self.session_class()
        return super().open_session(app, request)

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """As Flask's own, with our signer."""
        usual = super().get_signing_serializer(app)
        if usual is not None:
            usual.signer = FormSigner
        return usual


class Route(Rule):
    """The code that writes its address is made when a page first names it, not with 500 others."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        """As Werkzeug's own, which takes a tenth of the start."""
        compiled = super()._compile_builder

        def first(route: Rule, **values: Any) -> tuple[str, str]:
            build: Callable[..., tuple[str, str]] = compiled(append_unknown).__get__(route)
            setattr(route, "_build_unknown" if append_unknown else "_build", build)
            return build(**values)

        return first


class Templates(Environment):
    """All templates share the globals of the environment: they are read for each part of a page."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """As Jinja's own, which looks into two dictionaries in Python for each of the names."""
        return {**self.globals, **d} if d else self.globals


class Application(Flask):
    """A view whose transaction collided with another one is called once more, from the start."""

    session_interface = FormCookie()
    url_rule_class = Route
    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Nothing here is a coroutine; Flask's own looks at each function in each request."""
        return func

    def dispatch_request(self) -> ResponseReturnValue:
        """The answer of the view."""
        first = True

        def answer() -> ResponseReturnValue:
            nonlocal first
            for file in () if first else request.files.values():
                file.stream.seek(0)  # the try before may have read it
            first = False
            return super(Application, self).dispatch_request()

        return trouble.again(answer)

    def do_teardown_appcontext(self, *fault: Any) -> None:
        """The answer is ready: that the line to the database died since then must not spoil it."""
        try:
            super().do_teardown_appcontext(*fault)
        except SQLAlchemyError as late:
            if not trouble.passes_by(late):
                raise
            db.session.registry.clear()
