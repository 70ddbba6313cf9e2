"""The pages after an evening with something to show: plain values, as ``pages.Page`` takes them."""

from datetime import date

from app.access.rules import Role
from app.core.db import db, transaction
from app.feedback import actions as feedback
from app.feedback.rules import QUESTIONS, Answers
from app.minutes import photos, queries
from app.minutes.photo_actions import describe, take_in
from app.registrations import entries
from app.registrations.models import Registration
from app.registrations.queries import after_token
from tests import build
from tests.desk.build import a_listed_guest
from tests.minutes.pictures import a_photo
from tests.minutes.releasing import put_out
from tests.registrations.build import a_place

OFFICE, MODERATOR = Role.OFFICE, Role.MODERATOR
LONG = "Wand „Mobilität“ mit 14 Karten: " + "Fahrradstraße, Lastenrad, Bürgerbus, " * 8
PHOTOS = "/buero/treffen/{noted}/protokoll/fotos"
HELD = "/treffen/{held_slug}"


def afterwards_world():
    """A meeting with its documentation, and one whose minutes are still written, with photos."""
    held = build.a_planned_meeting("vernetzung", title="Abend am Bach", day=date(2027, 8, 27))
    heading, *_ = build.minutes_for(held)
    build.an_entry(held, heading, text="Drei Runden im Saal.")
    build.an_entry(held, heading, kind="agreement", text="Das Foyer bleibt.")
    build.an_idea("Mehrweg-Verbund für Vereinsfeste", public=True, meeting_id=held)
    _photos(held)
    put_out(held)
    for number in range(6):
        marks = dict.fromkeys(QUESTIONS, 1 + number % 5)
        answers = Answers(marks=marks, good="Die Tische." * (number % 2), better="Mehr Licht.")
        feedback.give(held, answers, f"seite-{number:020}", "192.0.2.9")
    noted = build.a_planned_meeting("vernetzung", title="Abend am Hang", day=date(2027, 8, 28))
    build.minutes_for(noted)
    return {
        "held": held,
        "held_slug": build.slug_of(held),
        "noted": noted,
        "noted_slug": build.slug_of(noted),
        "photo": _photos(noted),
        "on_the_list": a_listed_guest(held, "Mai", "Nguyễn Thị"),
        "not_on_it": _not_there(held),
    }


def _photos(meeting_id):
    """Three of them, one without a description. Returns the id of the first."""
    files = [(color, a_photo(1200, 800, color)) for color in ("olive", "teal", "maroon")]
    take_in(meeting_id, files, build.OFFICE)
    first, second, _ = photos.all_photos(queries.minutes_id_of(meeting_id))
    for photo, text in ((first.id, LONG[:500]), (second.id, "Plakat „Energie“")):
        describe(meeting_id, photo, description=text, item_id=None, seen_version=1)
    return first.id


def _not_there(meeting_id):
    row_id = a_place(meeting_id, "Cem", "Yıldırım")
    with transaction():
        row = db.session.get(Registration, row_id)
        entries.make_links(row)
    return after_token(db.session.get(Registration, row_id))


def _send(button):
    def act(page):
        page.get_by_role("button", name=button, exact=True).click()

    return act


AFTERWARDS_PAGES = (
    ("Dokumentation", HELD),
    ("Treffen vorbei, Protokoll folgt", "/treffen/{noted_slug}"),
    ("Rückmeldung", HELD + "/rueckmeldung"),
    ("Rückmeldung leer", HELD + "/rueckmeldung", _send("Rückmeldung senden")),
    ("Rückmeldung danke", HELD + "/rueckmeldung/danke"),
    ("Danach, auf der Liste", "/danach/{on_the_list}"),
    ("Danach, nicht auf der Liste", "/danach/{not_on_it}"),
    ("Danach Kontaktliste", "/danach/{on_the_list}/kontakte"),
    ("Fotos", PHOTOS, None, OFFICE),
    ("Fotos ohne Datei", PHOTOS, _send("Fotos aufnehmen"), MODERATOR),
    ("Foto entfernen", PHOTOS + "/{photo}/entfernen", None, MODERATOR),
    ("Rückmeldungen", "/buero/treffen/{held}/rueckmeldungen", None, MODERATOR),
    ("Rückmeldungen gesucht", "/buero/treffen/{held}/rueckmeldungen?suche=Regen", None, OFFICE),
    ("Rückmeldungen leer", "/buero/treffen/{noted}/rueckmeldungen", None, OFFICE),
)
