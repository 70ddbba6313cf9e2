"""The application: the one place that knows every part."""

import secrets
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, ValidationError

import app.access.confirming
import app.access.public_views
import app.access.team_views
import app.access.views
import app.agenda.backlog_views
import app.agenda.decision_views
import app.agenda.pitch_public_views
import app.agenda.pitch_views
import app.agenda.public_views
import app.agenda.publishing_views
import app.agenda.role_views
import app.agenda.views
import app.calendars.views
import app.contacts.import_views
import app.contacts.organisation_views
import app.contacts.public_views
import app.contacts.views
import app.desk.afterwards_views
import app.desk.documentation_views
import app.desk.event_views
import app.desk.minutes_public_views
import app.desk.overview_views
import app.desk.public_views
import app.desk.views
import app.door.public_views
import app.door.views
import app.feedback.public_views
import app.feedback.views
import app.feeds.public_views
import app.feeds.views
import app.floor.poll_views
import app.floor.public_views
import app.floor.views
import app.ideas.notice_views
import app.ideas.picture_views
import app.ideas.views
import app.live.public_views
import app.live.views
import app.mailings.public_views
import app.mailings.views
import app.matching.mediation_views
import app.matching.public_views
import app.matching.views
import app.meetings.views
import app.minutes.card_views
import app.minutes.entry_views
import app.minutes.photo_public_views
import app.minutes.photo_views
import app.minutes.public_views
import app.minutes.remark_views
import app.minutes.version_views
import app.minutes.views
import app.open_data.api_views
import app.open_data.idea_views
import app.open_data.oparl_views
import app.open_data.public_views
import app.operation.public_views
import app.operation.views
import app.papers.views
import app.pitches.public_views
import app.pitches.views
import app.privacy.public_views
import app.privacy.request_public_views
import app.privacy.request_views
import app.privacy.views
import app.projects.merging_views
import app.projects.public_views
import app.projects.views
import app.registrations.person_views
import app.registrations.public_views
import app.registrations.views
import app.replies.views
import app.series.day_views
import app.series.public_views
import app.series.views
import app.steering.decision_views
import app.steering.public_views
import app.steering.rating_public_views
import app.steering.rating_views
import app.steering.session_views
import app.steering.views
import app.steering.vote_views
import app.support.case_views
import app.support.funding_views
import app.support.views
import app.tables.people_views
import app.tables.print_views
import app.tables.public_views
import app.tables.remix_views
import app.tables.seat_views
import app.tables.seating_views
import app.tables.views
import app.tasks.public_views
import app.tasks.views
from app import cli
from app.access import guards, oidc
from app.core import (
    demo_clock,
    error_pages,
    headers,
    language_choice,
    printing,
    settings,
    templating,
)
from app.core.application import Application
from app.core.db import db, line_to
from app.core.settings import ROOT
from app.core.settings_sections import Settings
from app.kits import shelf
from app.operation import metrics
from app.operation.migrations import Migrations
from app.operation.upgrading import check_after_migration
from app.privacy import notices

csrf = CSRFProtect()
PAGES = (
    app.access.views, app.access.public_views, app.access.team_views, app.access.confirming,
    app.desk.views, app.desk.public_views, app.desk.event_views,
    app.desk.documentation_views, app.desk.afterwards_views, app.desk.minutes_public_views,
    app.contacts.views, app.contacts.organisation_views, app.contacts.import_views,
    app.contacts.public_views,
    app.meetings.views, app.calendars.views,
    app.registrations.views, app.registrations.public_views,
    app.pitches.views, app.pitches.public_views,
    app.ideas.views, app.ideas.notice_views, app.ideas.picture_views, app.open_data.idea_views,
    app.agenda.views, app.agenda.role_views, app.agenda.public_views,
    app.agenda.publishing_views, app.agenda.backlog_views,
    app.minutes.views, app.minutes.entry_views, app.minutes.public_views, app.minutes.card_views,
    app.minutes.photo_views, app.minutes.photo_public_views,
    app.minutes.version_views, app.minutes.remark_views,
    app.live.views, app.live.public_views,
    app.floor.views, app.floor.public_views,
    app.tasks.views, app.tasks.public_views,
    app.feedback.views, app.feedback.public_views,
    app.mailings.views, app.mailings.public_views,
    app.door.views, app.door.public_views,
    app.replies.views,
    app.papers.views, app.operation.views, app.operation.public_views,
    app.privacy.views, app.privacy.public_views,
    app.series.views, app.series.public_views, app.series.day_views,
    app.feeds.views, app.feeds.public_views,
    app.projects.views, app.projects.merging_views, app.projects.public_views,
    app.support.views, app.support.case_views, app.support.funding_views,
    app.matching.views, app.matching.public_views,
    app.matching.mediation_views,
    app.steering.views, app.steering.rating_views, app.steering.rating_public_views,
    app.steering.session_views, app.steering.decision_views,
    app.steering.vote_views, app.steering.public_views,
    app.tables.views, app.tables.seating_views, app.tables.seat_views, app.tables.remix_views,
    app.tables.public_views, app.tables.people_views, app.tables.print_views,
    app.desk.overview_views, app.open_data.public_views, app.open_data.api_views,
    app.open_data.oparl_views,
    app.privacy.request_views, app.privacy.request_public_views,
)  # fmt: skip


class RowNumber(IntegerConverter):
    """A number that can be the id of a row; what is larger names nothing (I-1)."""

    def to_python(self, value: str) -> Any:
        if len(value) > len(str(2**31)) or int(value) >= 2**31:
            raise ValidationError
        return int(value)


def build(config: Settings | None = None) -> Flask:
    """With all its pages. Raises ``SettingsFault`` or ``KitFaults`` when it must not start."""
    config = _with_demo_key(config or settings.load())
    flask = Application("app", template_folder=str(ROOT / "templates"))
    flask.url_map.converters["int"] = RowNumber
    flask.extensions["settings"] = config
    _configure(flask, config)
    printing.init_app(flask)
    override = Path(config.kits.folder) if config.kits.folder else None
    shelf.init_app(flask, ROOT / "meeting_kits", override)
    printing.use_own_templates(flask, shelf.papers_of(flask))
    db.init_app(flask)
    Migrations().init_app(flask)
    csrf.init_app(flask)
    templating.init_app(flask)
    language_choice.init_app(flask)
    headers.init_app(flask, over_tls=config.site.scheme == "https")
    error_pages.init_app(flask)
    guards.init_app(flask)
    oidc.init_app(flask, config)
    metrics.init_app(flask, config)
    notices.init_app(flask)
    for pages in PAGES:
        flask.register_blueprint(pages.blueprint)
    # One-click unsubscribing of mail programs (RFC 8058); the view itself guards its form.
    csrf.exempt(app.contacts.public_views.unsubscribe)
    guards.refuse_unmarked(flask)
    cli.init_app(flask)
    _mount(flask, config)
    demo_clock.resume(config, flask.config["SQLALCHEMY_DATABASE_URI"])
    return flask


def _configure(flask: Flask, config: Settings) -> None:
    name = config.database.url
    if name.startswith("sqlite:///") and not name.startswith("sqlite:////"):
        file = ROOT / name.removeprefix("sqlite:///")
        if ":memory:" not in name and name != "sqlite:///":
            file.parent.mkdir(parents=True, exist_ok=True)
            name = f"sqlite:///{file}"
    # No names in the log (D-7); all statements of all rooms stay compiled.
    engine: dict[str, object] = {"hide_parameters": True, "query_cache_size": 1500}
    if name.startswith("sqlite"):
        engine["connect_args"] = {"check_same_thread": False}
    else:
        engine["pool_pre_ping"] = True
        engine["connect_args"] = line_to(name)
    safe = config.site.scheme == "https"
    flask.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=name,
        SQLALCHEMY_ENGINE_OPTIONS=engine,
        SESSION_COOKIE_NAME="__Host-formular" if safe and not config.site.prefix else "formular",
        SESSION_COOKIE_SECURE=safe,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH=config.site.prefix + "/",
        MAX_CONTENT_LENGTH=config.limits.body_kilobytes * 1024,
        MAX_FORM_MEMORY_SIZE=config.limits.form_kilobytes * 1024,
        MAX_FORM_PARTS=config.limits.form_parts,
        SEND_FILE_MAX_AGE_DEFAULT=31536000,  # the address of a file changes with its content
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # asks for a referrer, which personal pages do not send (T-7)
        WTF_I18N_ENABLED=False,
        ALEMBIC={"script_location": str(ROOT / "app/migrations"), "version_locations": []},
        ALEMBIC_CONTEXT={
            "transactional_ddl": True,
            "render_as_batch": True,
            "user_module_prefix": "",
            "on_version_apply": check_after_migration,
        },
    )


def _with_demo_key(config: Settings) -> Settings:
    """In the demo a key is made up and kept beside the database; elsewhere it must be given."""
    if config.secret_key:
        return config
    file = ROOT / "var/demo_secret_key"
    file.parent.mkdir(exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(secrets.token_urlsafe(48))
        file.chmod(0o600)
    except FileExistsError:
        pass  # another process, or an earlier start, has made it
    return settings.with_key(config, file.read_text(encoding="utf-8").strip())


def _mount(flask: Flask, config: Settings) -> None:
    """Serve below the prefix of the base address; believe proxies only when told to (A-9)."""
    prefix = config.site.prefix
    inner = flask.wsgi_app

    def below_prefix(environ, start_response):  # type: ignore[no-untyped-def]
        if prefix:  # whether or not the proxy takes it off, links must carry it
            path = environ.get("PATH_INFO", "")
            environ["SCRIPT_NAME"] = prefix
            if path == prefix or path.startswith(prefix + "/"):
                environ["PATH_INFO"] = path.removeprefix(prefix) or "/"
        return inner(environ, start_response)

    flask.wsgi_app = below_prefix  # type: ignore[method-assign]
    hops = config.site.proxy_hops
    if hops:
        flask.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            flask.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
