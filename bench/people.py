"""Many people: the list of 5,000 who registered, and reading 10,000 addresses in."""

import time

from flask import Flask
from sqlalchemy import insert

from app.access.actions import TERMINAL, make_link
from app.contacts import imports
from app.core.db import db
from app.core.tokens import random_token
from app.demo.loader import OFFICE_MAIL
from app.registrations import entries
from app.registrations.models import Registration
from app.registrations.rules import RegistrationState
from bench import cpu
from bench.report import Result
from bench.servers import Server
from tests import build

LISTED, IMPORTED = 5000, 10_000
MOST_MS = 60.0
VISITS = 15
LAST_NAMES = ("Yıldırım", "Krzyżanowska", "Nguyễn", "Müller-Lüdenscheidt", "Öztürk", "Schröder")


def registered(meeting_id: int, number: int, state: RegistrationState) -> list[int]:
    """So many copies of one registration with names of their own. Returns their ids."""
    first = db.session.get_one(Registration, build.a_registration(meeting_id, confirmed=False))
    names = [column.name for column in Registration.__table__.columns if column.name != "id"]
    row = {name: getattr(first, name) for name in names}
    copies = [row | _own(meeting_id, n, state) for n in range(number)]
    ids = db.session.scalars(insert(Registration).returning(Registration.id), copies).all()
    db.session.delete(first)
    db.session.commit()
    return list(ids)


def _own(meeting_id: int, number: int, state: RegistrationState) -> dict[str, object]:
    name, address = f"{LAST_NAMES[number % 6]} {number:05}", f"p{meeting_id}.{number}@example.org"
    return {
        "state": state,
        "last_name": name,
        "name_key": name.casefold(),
        "sort_key": name.casefold(),
        "search_key": f"{name} {address}".casefold(),
        "email": address,
        "email_key": address,
        "submit_key": f"bench-{meeting_id}-{number}",
        "uid": f"bench-{meeting_id}-{number}@example.org",
        "link_key": random_token(),
        "confirm_digest": "",
        "manage_digest": "",
        "after_digest": "",
    }


def waiting_to_confirm(meeting_id: int, number: int) -> list[str]:
    """So many people with a mail in their inbox. Returns the tokens of their links."""
    ids = registered(meeting_id, number, RegistrationState.PENDING)
    people = [db.session.get_one(Registration, one) for one in ids]
    for one in people:
        entries.make_links(one)
    db.session.commit()
    return [one.token("confirm") for one in people]


def listing(app: Flask, server: Server) -> Result:
    """The page of the office with everybody who registered for one meeting."""
    with app.app_context():
        meeting_id = build.a_planned_meeting("vernetzung", title="Großes Treffen", capacity=6000)
        registered(meeting_id, LISTED, RegistrationState.CONFIRMED)
        enter = f"/einloggen/{make_link(OFFICE_MAIL)}"
    browser = server.browser()
    browser.post(enter, {"csrf_token": browser.get(enter).field("csrf_token")})
    path, worker = f"/buero/treffen/{meeting_id}/anmeldungen", cpu.web_worker(server.process.pid)
    browser.get(path)
    before = cpu.used(worker)
    first = sorted(browser.get(path).first_byte * 1000 for _ in range(VISITS))[VISITS // 2]
    spent = (cpu.used(worker) - before) / VISITS * 1000
    return Result(
        f"List of {LISTED:,} registered, to the first byte",
        f"{first:.0f} ms",
        cpu=f"{spent:.0f}",
        aim=f"<= {MOST_MS:g} ms",
        met=first <= MOST_MS,
    )


def importing(app: Flask) -> list[Result]:
    """Ten thousand lines of a table: judged for the preview, then taken over."""
    lines = ["Vorname;Nachname;E-Mail;Organisation"]
    lines += [
        f"Kim{n};{LAST_NAMES[n % 6]};import{n}@example.org;Verein {n % 900}"
        for n in range(IMPORTED)
    ]
    with app.app_context():
        started, used = time.perf_counter(), time.process_time()
        waiting = imports.upload("\n".join(lines).encode(), "liste.csv", actor=TERMINAL).id
        shown, shown_cpu = time.perf_counter() - started, time.process_time() - used
        started, used = time.perf_counter(), time.process_time()
        imports.take_over(waiting, actor=TERMINAL)
        taken, taken_cpu = time.perf_counter() - started, time.process_time() - used
    return [
        Result(
            f"Import of {IMPORTED:,} people: preview",
            f"{shown:.1f} s",
            cpu=f"{shown_cpu * 1000:.0f}",
        ),
        Result("  taken over", f"{taken:.1f} s", cpu=f"{taken_cpu * 1000:.0f}"),
    ]
