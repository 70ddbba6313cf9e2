"""What the register says at forms, on the page Datenschutz, and in the record."""

import csv
import io

import msgspec
import pytest

from app.core.db import db
from app.core.settings_sections import KindGround
from app.ideas.models import Idea
from app.meetings.models import Meeting
from app.privacy.record import activities, public_activities, short_activities
from app.privacy.register import register
from app.registrations.question_fields import purposes_of
from tests import build


@pytest.fixture
def forms(app):
    """Public forms by the purpose that stands at them."""
    with app.app_context():
        slug = build.slug_of(build.a_planned_meeting())
        idea = build.an_idea(public=True)
        number = db.session.get_one(Idea, idea).number
    return {
        "registration": f"/treffen/{slug}/anmelden",
        "pitches": f"/treffen/{slug}/pitch",
        "joining": f"/ideen/{number}/mitmachen",
        "matching": "/suche-und-biete/neu",
    }


@pytest.mark.parametrize("purpose", ["registration", "pitches", "joining", "matching"])
def test_each_form_says_why_how_long_and_whom_to_ask(forms, client, soup, purpose):
    page = soup(client.get(forms[purpose])).main
    link = page.select_one(f'a[href$="/datenschutz#{purpose}"]')
    text = link.parent.text

    assert ("damit" in text and "48 Stunden" in text) or purpose == "pitches"
    assert "klimatriebwerk@example.org" in text
    assert soup(client.get("/datenschutz")).find(id=purpose)


def test_a_kind_of_meeting_can_have_a_purpose_of_its_own(
    app, forms, client, office, soup, monkeypatch
):
    settings = app.extensions["settings"]
    own = KindGround(kit="pitch-abend", purpose="damit alle pitchen", ground="Art. 6")
    privacy = msgspec.structs.replace(settings.privacy, kinds=(own,))
    changed = msgspec.structs.replace(settings, privacy=privacy)
    monkeypatch.setitem(app.extensions, "settings", changed)

    text = soup(client.get(forms["registration"])).main.text
    assert "damit alle pitchen" in text and "Grundlage: Art. 6." in text
    assert "damit alle pitchen" not in soup(client.get(forms["pitches"])).main.text
    for page in ("/datenschutz", "/buero/datenschutz/verzeichnis"):
        named = soup(office.get(page)).find(id="registration-pitch-abend").parent.text
        assert "damit alle pitchen" in named and "Art. 6" in named


def test_the_form_promises_what_the_retention_run_keeps(app, ctx, monkeypatch):
    """Not what the kit says, where a setting comes first."""
    settings = app.extensions["settings"]
    spans = {"registrations_days": 90, "access_needs_days": 3, "consents_days": 730}
    retention = msgspec.structs.replace(settings.retention, **spans)
    changed = msgspec.structs.replace(settings, retention=retention)
    monkeypatch.setitem(app.extensions, "settings", changed)
    kit = db.session.get_one(Meeting, build.a_planned_meeting()).kit

    told = {label: kept for label, _why, kept in purposes_of(kit.base_questions, kit.id)}

    assert [
        told["Vorname"],
        told["Was brauchen Sie, damit Sie gut teilnehmen können?"],
        told["Ich möchte auf keinem Foto zu sehen sein."],
        told["Bitte laden Sie mich auch zu den nächsten Treffen ein."],
    ] == [f"{span} nach dem Treffen" for span in ("90 Tage", "3 Tage", "30 Tage", "2 Jahre")]


def test_the_table_holds_every_line_of_the_record(app, office):
    text = office.get("/buero/datenschutz/verzeichnis.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1:]
    with app.app_context():
        lines = [line.what for one in activities() for line in one.lines]

    assert [row[4] for row in rows] == lines
    assert all(all(row) for row in rows)


@pytest.mark.parametrize("shortened", [short_activities, public_activities])
def test_a_shortened_line_names_no_reader_who_reads_only_a_part_of_it(ctx, shortened):
    """Moderators read names, but no addresses, whatever is kept equally long."""
    read_by = {
        column: set(entry.readers)
        for key in register().purposes
        for entry in register().of(key)
        for column in entry.columns
    }
    lines = [line for one in shortened() for line in one.lines]

    assert [
        line.columns for line in lines if len({*map(frozenset, map(read_by.get, line.columns))}) > 1
    ] == []
    (address,) = {line.readers for line in lines if "registration.email" in line.columns}
    assert address == "Geschäftsstelle, die Person selbst"


def test_the_notice_speaks_english(client, soup):
    text = soup(client.get("/datenschutz?sprache=en")).main.text

    assert "First and last name" in text and "until 12 months after the meeting" in text


@pytest.mark.pdf
def test_the_record_is_a_document(office):
    answer = office.get("/buero/datenschutz/verzeichnis.pdf")

    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")
