"""Who may enter: every route is closed unless its blueprint is public (A-1, A-2)."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    after_this_request,
    g,
    redirect,
    render_template,
    request,
    url_for,
)
from werkzeug.wrappers import Response as BaseResponse

from app.access import actions, queries
from app.access.actions import Actor
from app.access.dangerous import FRESH
from app.access.rules import ROLE_TABLE, may_enter
from app.core import clock
from app.core.language_choice import german_only
from app.core.settings import current

Answer = str | Response | BaseResponse | tuple[str, int]


def cookie_name() -> str:
    """``__Host-`` where the browser accepts it: over TLS and without a prefix (H-4)."""
    site = current().site
    return "__Host-treffwerk" if site.scheme == "https" and not site.prefix else "treffwerk"


class StaffBlueprint(Blueprint):
    """Refuses a route that nobody gave a row in the role table."""

    def add_url_rule(
        self, rule: str, endpoint: str | None = None, view_func: Any = None, *args: Any, **kw: Any
    ) -> None:
        name = f"{self.name}.{endpoint or view_func.__name__}"
        if name not in ROLE_TABLE:
            raise RuntimeError(f"{name} has no row in access/rules.py: ROLE_TABLE")
        super().add_url_rule(rule, endpoint, view_func, *args, **kw)


class PublicBlueprint(Blueprint):
    """Pages for everybody; some of them open with a personal link only."""


def staff_blueprint(name: str, import_name: str) -> StaffBlueprint:
    """Pages of the team, below /buero, for the roles of the table."""
    blueprint = StaffBlueprint(name, import_name, url_prefix="/buero")
    blueprint.before_request(german_only)
    blueprint.before_request(_only_with_role)
    return blueprint


def public_blueprint(name: str, import_name: str) -> PublicBlueprint:
    """Pages that need no sign-in."""
    return PublicBlueprint(name, import_name)


def german_blueprint(name: str, import_name: str) -> PublicBlueprint:
    """The same for helpers, members of the board and a whole hall: these pages are German alone."""
    blueprint = PublicBlueprint(name, import_name)
    blueprint.before_request(german_only)
    return blueprint


def refuse_unmarked(app: Flask) -> None:
    """Stop the start when a route belongs to neither kind of blueprint (A-1)."""
    free = {"static", "assets"}
    kinds = (StaffBlueprint, PublicBlueprint)
    for rule in app.url_map.iter_rules():
        blueprint = app.blueprints.get(rule.endpoint.rpartition(".")[0])
        if rule.endpoint not in free and not isinstance(blueprint, kinds):
            raise RuntimeError(f"the route {rule.endpoint} is neither staff's nor public")


def find_actor() -> Actor | None:
    """The member of staff who is signed in with this browser, looked up once per request."""
    if "actor" not in g:
        g.actor = None  # when the database does not answer, the error page must not ask again
        session = queries.live_session(request.cookies.get(cookie_name(), ""), clock.now())
        g.actor = actions.actor_of(session.staff) if session else None
        if session:
            g.session_id, g.confirmed_at = session.id, session.confirmed_at
            actions.keep_alive(session)
    actor: Actor | None = g.actor
    return actor


def current_staff() -> Actor:
    """The member of staff of this request; only on pages of the team."""
    actor = find_actor()
    if actor is None:
        abort(401)
    return actor


def _only_with_role() -> Answer | None:
    actor = find_actor()
    if actor is None:
        if request.method in ("GET", "HEAD"):
            path = request.full_path.rstrip("?")
            return redirect(url_for("access_public.ask", weiter=path), 303)
        abort(403)
    if not may_enter(request.endpoint or "", actor.roles):
        abort(403)
    if request.endpoint in FRESH and not _is_fresh():
        return _ask_who_it_is()
    return None


def current_session() -> int:
    """The session of this request; only on pages of the team."""
    session_id: int = g.session_id
    return session_id


def _is_fresh() -> bool:
    """The person has lately proved who it is. A demo without mails cannot ask."""
    settings, confirmed_at = current(), g.confirmed_at
    if settings.demo.enabled and not settings.mail.smtp_host:
        return True
    lasts = timedelta(minutes=settings.site.fresh_minutes)
    return confirmed_at is not None and clock.now() - confirmed_at <= lasts


def _ask_who_it_is() -> Answer:
    """Before a page is shown: a page in between. A form that was sent is kept, and a link is
    mailed at once."""
    path = request.full_path.rstrip("?")
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("confirming.ask", weiter=path), 303)
    sent = actions.send_confirmation(current_session(), "")
    typed = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    page = render_template(
        "access/confirm_and_resend.html", sent=sent, resend=typed, resend_to=current_path()
    )
    return page, 403


def current_path() -> str:
    """The address of this request, with prefix and query."""
    return request.script_root + request.full_path.rstrip("?")


def _tell_nobody(answer: Response) -> Response:
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def hide_unlisted(listed: bool) -> None:
    """A meeting that opens by its link only: nothing of it is found or told by a referrer."""
    if not listed:
        after_this_request(_tell_nobody)


def personal_page(view: Callable[..., Answer]) -> Callable[..., Answer]:
    """A page behind a personal link: no referrer, not kept, not indexed (T-7)."""

    @wraps(view)
    def guarded(*args: Any, **kw: Any) -> Answer:
        after_this_request(_tell_nobody)  # refusals too: their address holds the token as well
        return view(*args, **kw)

    return guarded


def local_target(target: str) -> str:
    """The path to go to after signing in; anything but a local page leads to Heute (A-10)."""
    prefix = current().site.prefix
    fine = target.startswith("/") and not target.startswith(("//", "/\\"))
    if fine and "\\" not in target and not any(ord(letter) < 33 for letter in target):
        return prefix + target
    return url_for("desk.today")


def give_cookie(answer: BaseResponse, token: str) -> None:
    """Put the session's token into the browser; an empty one takes it away."""
    site = current().site
    answer.set_cookie(
        cookie_name(),
        token,
        max_age=site.session_hours * 3600 if token else 0,
        path=(site.prefix or "") + "/",
        secure=site.scheme == "https",
        httponly=True,
        samesite="Lax",
    )


def init_app(app: Flask) -> None:
    """Tell every template who is signed in, and which pages these roles open."""

    @app.context_processor
    def who() -> dict[str, object]:
        staff_page = isinstance(app.blueprints.get(request.blueprint or ""), StaffBlueprint)
        actor = find_actor() if staff_page else None
        roles = actor.roles if actor else frozenset()
        return {"staff": actor, "may": lambda endpoint: may_enter(endpoint, roles)}
