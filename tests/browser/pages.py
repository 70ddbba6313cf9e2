"""Every page of the chain with something to show on it, and how to get there."""

from datetime import date

from sqlalchemy import select

from app.access.rules import Role
from app.agenda import decisions
from app.agenda.decisions import Choice
from app.agenda.queries import items_of
from app.agenda.rules import Decision
from app.contacts.queries import (
    find_people,
    organisation_named,
    person_by_id,
    unsubscribe_token,
)
from app.core.db import db
from app.core.tokens import link_token
from app.demo.sample import DATA
from app.mailings.queries import of_meeting
from app.meetings.models import Invitation, Venue, VenueFault
from app.outbox.models import Message
from app.pitches.mails import read_token
from app.pitches.models import Pitch
from app.registrations import actions as registrations
from app.registrations import office
from app.registrations.models import Registration
from tests import build
from tests.browser.page import Page, fill_and_press, press
from tests.browser.paper_pages import PAPER_PAGES, paper_world
from tests.browser.registration_pages import REGISTRATION_PAGES, registration_world
from tests.browser.room_pages import ROOM_PAGES, room_worlds
from tests.browser.series_pages import SERIES_PAGES, series_world
from tests.replies.build import an_answer

OFFICE, MODERATOR = Role.OFFICE, Role.MODERATOR
SAMPLE = DATA / "import_teilnehmende_excel.csv"


def build_world(site):
    """What the demo year does not hold. Returns the names that the addresses below use."""
    with site.app.app_context():
        known = (
            _year(site)
            | _meetings()
            | _guests()
            | _documents()
            | room_worlds()
            | registration_world()
            | paper_world(site.meetings["M5"])
        )
        return known | _book() | series_world()


def _year(site):
    pitching, past = site.meetings["M5"], site.meetings["M4"]
    slugs = {name: build.slug_of(number) for name, number in site.meetings.items()}
    pitch = {p.state: p for p in db.session.scalars(select(Pitch).filter_by(meeting_id=pitching))}
    done = db.session.scalars(
        select(Pitch).filter_by(meeting_id=past, state="presented").order_by(Pitch.id)
    ).first()
    choice = Choice(kind=Decision.ACCEPT)
    decisions.prepare(pitching, pitch["submitted"].id, choice, build.OFFICE)
    confirmed = db.session.scalars(
        select(Registration).filter_by(meeting_id=pitching, state="confirmed")
    ).first()
    an_answer(confirmed.id, "ACCEPTED")
    an_answer(confirmed.id, "DECLINED", sender=confirmed.email, stamp="20270901T060000Z")
    return {
        "soon": pitching,
        "past": past,
        "kickoff": site.meetings["M1"],
        "draft": site.meetings["M6"],
        "soon_slug": slugs["M5"],
        "past_slug": slugs["M4"],
        "item": items_of(pitching)[3].id,
        "pitch_new": pitch["submitted"].id,
        "pitch_in": pitch["accepted"].id,
        "pitch_out": pitch["declined"].id,
        "pitch_done": done.id,
        "read_pitch": _reading_link(done),
        "edit_pitch": _pitch_link(pitch["submitted"]),
        "own_pitch": _pitch_link(pitch["declined"]),
        "guest": confirmed.id,
        "place": build.token_of(confirmed.id),
        **_mailings(pitching),
        "message": db.session.scalars(select(Message.id).filter_by(kind="confirmation")).first(),
        "venue": db.session.scalars(select(Venue.id).order_by(Venue.id)).first(),
        "faulty_venue": db.session.scalars(select(VenueFault.venue_id)).first(),
        "own_point": build.an_own_point(pitching),
    }


def _reading_link(pitch):
    return read_token(pitch.presenters[0])


def _mailings(meeting_id):
    found = {one.title: one.id for one in of_meeting(meeting_id)}
    person = db.session.scalars(select(Invitation.person_id).filter_by(meeting_id=meeting_id))
    return {
        "mailing": found["Zweite Einladung"],
        "sent_mailing": found["Einladung"],
        "invitation": build.an_invitation(meeting_id, person.first()),
    }


def _pitch_link(pitch):
    return link_token("pitch", pitch.id, pitch.link_version)


def _meetings():
    called_off = build.a_meeting(title="Sommertreffen am Fluss", day=date(2027, 9, 9))
    guest = build.a_registration(called_off)
    office.call_off(
        called_off,
        reason="Die Halle ist nach dem Sturm gesperrt.",
        next_step="Im Oktober laden wir neu ein.",
        actor=build.OFFICE,
    )
    over = build.a_planned_meeting(title="Werkstatt Sonnendächer", day=date(2027, 8, 26))
    heading, second, *_ = build.minutes_for(over)
    build.an_entry(over, heading, text="Acht Vereine haben ihre Dächer gezeigt.")
    build.an_entry(over, heading, kind="agreement", text="Wir treffen uns im Oktober wieder.")
    entry = build.an_entry(
        over, second, kind="task", text="Liste der Dächer prüfen", person="Cem Yıldırım"
    )
    build.an_entry(over, second, kind="idea", text="Solar-Stammtisch im Stadtteil")
    empty = build.a_planned_meeting(title="Herbsttreffen im Westen", day=date(2027, 10, 14))
    return {
        "off": called_off,
        "off_slug": build.slug_of(called_off),
        "off_place": build.token_of(guest),
        "minutes": over,
        "entry": entry,
        "empty": empty,
        "empty_slug": build.slug_of(empty),
    }


def _guests():
    full = build.a_meeting(title="Klima-Frühstück", capacity=1)
    first = build.a_registration(full, first_name="Nguyễn Thị", last_name="Mai")
    offered, waiting = build.a_registration(full), build.a_registration(full)
    unconfirmed = build.a_registration(full, confirmed=False)
    registrations.cancel(build.token_of(first))
    return {
        "full": full,
        "full_slug": build.slug_of(full),
        "left": build.token_of(first),
        "offered": build.token_of(offered),
        "waiting": build.token_of(waiting),
        "confirm": build.token_of(unconfirmed, "confirm"),
        "used": build.token_of(waiting, "confirm"),
    }


def _documents():
    empty_venue = build.a_venue(name="Haus der Wissenschaft, Gesundheit und Stadtökologie")
    return {"sign_in": build.sign_in_token(Role.OFFICE), "other_venue": empty_venue}


def _book():
    one, other = find_people("anna schroder")
    unread = build.an_upload("Wer;Wo\nIda Klee;ida@example.org\n")
    gone = build.a_person(first_name="Ida", last_name="Klee")
    return {
        "person": one.id,
        "twin": other.id,
        "organisation": organisation_named("Radfreunde Teuto").id,
        "other_organisation": organisation_named("Reparatur-Treff Brackwede").id,
        "list": build.an_upload(SAMPLE.read_bytes().decode("cp1252")),
        "unread_list": unread,
        "invited_link": unsubscribe_token(one),
        "left_link": unsubscribe_token(person_by_id(gone)),
    }


def _public():
    meeting, place = "/treffen/{soon_slug}", "/anmeldung/{place}"
    return [
        Page("home", "/"),
        Page("meeting", meeting),
        Page("meeting-past", "/treffen/{past_slug}"),
        Page("meeting-cancelled", "/treffen/{off_slug}"),
        Page("meeting-full", "/treffen/{full_slug}"),
        Page("register", f"{meeting}/anmelden"),
        Page("register-errors", f"{meeting}/anmelden", press("Anmeldung abschicken")),
        Page("register-closed", "/treffen/{past_slug}/anmelden"),
        Page("register-sent", f"{meeting}/anmelden/unterwegs"),
        Page("confirm", "/anmeldung/{confirm}/bestaetigen"),
        Page("confirm-used", "/anmeldung/{used}/bestaetigen"),
        Page("manage", place),
        Page("manage-waiting", "/anmeldung/{waiting}"),
        Page("manage-offered", "/anmeldung/{offered}"),
        Page("manage-left", "/anmeldung/{left}"),
        Page("manage-called-off", "/anmeldung/{off_place}"),
        Page("cancel", f"{place}/abmelden"),
        Page("invitation", "/einladung/{invitation}"),
        Page("invitation-declined", "/einladung/{invitation}", press("Ich kann nicht kommen")),
        Page("pitch-form", f"{meeting}/pitch"),
        Page("pitch-form-errors", f"{meeting}/pitch", press("Pitch einreichen")),
        Page("pitch-closed", "/treffen/{past_slug}/pitch"),
        Page("pitch-sent", f"{meeting}/pitch/eingegangen"),
        Page("pitch-edit", "/pitch/{edit_pitch}"),
        Page("pitch-own", "/pitch/{own_pitch}"),
        Page("pitch-withdraw", "/pitch/{edit_pitch}/zurueckziehen"),
        Page("pitch-presenters-own", "/pitch/{edit_pitch}/vortragende"),
        Page("pitch-read", "/pitch/lesen/{read_pitch}"),
        Page("pitch-leave", "/pitch/lesen/{read_pitch}/austragen"),
        Page("pitch-left", "/pitch/ausgetragen"),
        Page("minutes-public", "/treffen/{past_slug}/protokoll"),
        Page("unsubscribe", "/austragen/{invited_link}"),
        Page("unsubscribed", "/austragen/{left_link}"),
        Page("ideas-public", "/ideen"),
        Page("idea-public", "/ideen/2027-001"),
        Page("earlier", "/fruehere-treffen"),
        Page("imprint", "/impressum"),
        Page("privacy", "/datenschutz"),
        Page("accessibility", "/barrierefreiheit"),
        Page("sign-in", "/einloggen"),
        Page("sign-in-asked", "/einloggen/unterwegs"),
        Page("sign-in-link", "/einloggen/{sign_in}"),
        Page("sign-in-stale", "/einloggen/verbraucht", status=410),
        Page("error-404", "/gibt-es-nicht", status=404),
        Page("error-410", "/treffen/{off_slug}/tagesordnung.pdf", status=410),
    ]


def _planning():
    meeting, change = "/buero/treffen/{soon}", "/buero/treffen/{soon}/aendern"
    plan = "/buero/treffen/neu?kit=auftakt"
    return [
        Page("today", "/buero/"),
        Page("meetings", "/buero/treffen"),
        Page("meetings-nothing-found", "/buero/treffen?suche=Zirkus"),
        Page("kit-choice", "/buero/treffen/neu"),
        Page("plan", plan),
        Page("plan-errors", plan, press("Treffen anlegen")),
        Page("overview", meeting),
        Page("overview-draft", "/buero/treffen/{draft}"),
        Page("overview-past", "/buero/treffen/{past}"),
        Page("overview-cancelled", "/buero/treffen/{off}"),
        Page("change", change),
        Page("change-errors", change, fill_and_press("Änderung speichern", title="")),
        Page("change-preview", change, fill_and_press("Änderung speichern", begins="18:30")),
        Page("call-off", f"{meeting}/absagen"),
        Page("announce", f"{meeting}/aenderung-mitteilen"),
        Page("figures", f"{meeting}/zahlen"),
        Page("figures-past", "/buero/treffen/{past}/zahlen"),
        Page("figures-empty", "/buero/treffen/{empty}/zahlen"),
        Page("all-figures", "/buero/zahlen"),
        Page("agenda", f"{meeting}/tagesordnung"),
        Page("agenda-item", f"{meeting}/tagesordnung/{{item}}"),
        Page("agenda-new-item", f"{meeting}/tagesordnung/neu"),
        Page("agenda-remove", f"{meeting}/tagesordnung/{{item}}/entfernen"),
        Page("timeline", f"{meeting}/zeitplan"),
        Page("timeline-none", "/buero/treffen/{off}/zeitplan?art=checkliste&offen=ja"),
        Page("today-mine", "/buero/?wer=ich"),
        Page("point-new", f"{meeting}/checkliste/neu"),
        Page("point-errors", f"{meeting}/checkliste/neu", press("Punkt hinzufügen")),
        Page("point", f"{meeting}/checkliste/{{own_point}}/bearbeiten"),
        Page("point-remove", f"{meeting}/checkliste/{{own_point}}/entfernen"),
        Page("change-moved", change, fill_and_press("Änderung speichern", day="2027-09-23")),
        Page("venues", "/buero/orte"),
        Page("venues-nothing-found", "/buero/orte?suche=Zirkus"),
        Page("venue", "/buero/orte/{faulty_venue}"),
        Page("venue-edit", "/buero/orte/{venue}/bearbeiten"),
        Page("venue-remove", "/buero/orte/{other_venue}/loeschen"),
        Page("venue-remove-used", "/buero/orte/{venue}/loeschen"),
        Page("venue-new-errors", "/buero/orte/neu", press("Ort speichern")),
    ]


def _people_and_letters():
    meeting, pitch = "/buero/treffen/{soon}", "/buero/treffen/{soon}/pitches/{pitch_new}"
    said = {"reason": "Der Abend ist voll.", "next_step": "Im November ist wieder Platz."}
    return [
        Page("registrations", f"{meeting}/anmeldungen"),
        Page("registrations-found", f"{meeting}/anmeldungen?suche=Zirkus"),
        Page("registrations-none", "/buero/treffen/{empty}/anmeldungen"),
        Page("registrations-cancel", "/buero/anmeldungen/{guest}/abmelden"),
        Page("pitches", f"{meeting}/pitches"),
        Page("pitches-none", "/buero/treffen/{empty}/pitches"),
        Page("pitch", pitch),
        Page("pitch-declined", f"{meeting}/pitches/{{pitch_out}}"),
        Page("pitch-done", "/buero/treffen/{past}/pitches/{pitch_done}"),
        Page("pitches-presented", "/buero/treffen/{past}/pitches/vorgestellt"),
        Page("pitches-decisions", f"{meeting}/pitches/entscheidungen"),
        Page("pitches-times", f"{meeting}/pitches/uhrzeiten"),
        Page("pitch-new", f"{meeting}/pitches/neu"),
        Page("pitch-new-errors", f"{meeting}/pitches/neu", press("Pitch aufnehmen")),
        Page("pitch-change", f"{pitch}/aendern"),
        Page("pitch-decide", f"{pitch}/entscheiden"),
        Page("pitch-move", f"{pitch}/verschieben"),
        Page("pitch-presenters", f"{pitch}/vortragende"),
        Page("pitch-accept", f"{pitch}/annehmen"),
        Page("pitch-decline", f"{pitch}/absagen"),
        Page("pitch-decline-letter", f"{pitch}/absagen", fill_and_press("E-Mail ansehen", **said)),
        Page("outbox", "/buero/postausgang"),
        Page("outbox-none", "/buero/postausgang?status=failed"),
        Page(
            "test-mail-errors",
            "/buero/postausgang/testmail",
            fill_and_press("Testmail senden", address="x"),
        ),
        Page("mailings", f"{meeting}/e-mails"),
        Page("mailings-draft", "/buero/treffen/{draft}/e-mails"),
        Page("mailings-choose", f"{meeting}/e-mails/neu"),
        Page("mailings-new-errors", f"{meeting}/e-mails/neu?vorlage=", press("E-Mail planen")),
        Page("event-mail", f"{meeting}/e-mails/bestaetigung/text"),
        Page("mailing", "/buero/e-mails/{mailing}"),
        Page("mailing-left-out", "/buero/e-mails/{mailing}?liste=ohne"),
        Page("mailing-edit", "/buero/e-mails/{mailing}/bearbeiten"),
        Page("mailing-send", "/buero/e-mails/{mailing}/senden"),
        Page("mailing-sent", "/buero/e-mails/{sent_mailing}"),
        Page("mailing-test", "/buero/e-mails/{mailing}/test"),
        Page("message", "/buero/postausgang/{message}"),
    ]


def _contacts():
    person, book = "/buero/kontakte/{person}", "/buero/organisationen"
    return [
        Page("contacts", "/buero/kontakte"),
        Page("contacts-nothing-found", "/buero/kontakte?suche=Zirkus"),
        Page("contact", person),
        Page("contact-new-errors", "/buero/kontakte/neu", press("Person speichern")),
        Page("contact-edit", f"{person}/bearbeiten"),
        Page("contact-consent", f"{person}/einwilligung/einladungen"),
        Page("contact-erase", f"{person}/loeschen"),
        Page("contact-twin", f"{person}/zusammenfuehren?suche=lindner"),
        Page("contact-merge", f"{person}/zusammenfuehren/{{twin}}"),
        Page("organisations", book),
        Page("organisation", f"{book}/{{organisation}}"),
        Page("organisation-new-errors", f"{book}/neu", press("Organisation speichern")),
        Page("organisation-edit", f"{book}/{{organisation}}/bearbeiten"),
        Page("organisation-twin", f"{book}/{{organisation}}/zusammenfuehren?suche=treff"),
        Page(
            "organisation-merge",
            f"{book}/{{organisation}}/zusammenfuehren/{{other_organisation}}",
        ),
        Page("import", "/buero/kontakte/import"),
        Page("import-errors", "/buero/kontakte/import", press("Datei prüfen")),
        Page("import-preview", "/buero/kontakte/import/{list}"),
        Page("import-columns", "/buero/kontakte/import/{unread_list}"),
    ]


def _results():
    minutes = "/buero/treffen/{minutes}/protokoll"
    return [
        Page("minutes-unopened", "/buero/treffen/{soon}/protokoll"),
        Page("minutes-draft", minutes),
        Page("minutes-head", f"{minutes}/kopf"),
        Page("minutes-entry", f"{minutes}/eintrag/{{entry}}"),
        Page("minutes-release", f"{minutes}/freigeben"),
        Page("minutes-released", "/buero/treffen/{past}/protokoll"),
        Page("replies", "/buero/antworten"),
        Page("replies-errors", "/buero/antworten", press("Antworten einlesen")),
        Page("ideas", "/buero/ideen"),
        Page("ideas-nothing-found", "/buero/ideen?suche=Zirkus"),
        Page("idea-new", "/buero/ideen/neu"),
        Page("idea", "/buero/ideen/2027-001"),
        Page("idea-edit", "/buero/ideen/2027-001/bearbeiten"),
        Page("idea-move", "/buero/ideen/2027-004/status/selected"),
        Page("idea-drop", "/buero/ideen/2027-004/status/dropped"),
    ]


def _moderation():
    return [
        Page("moderator-today", "/buero/", role=MODERATOR),
        Page("moderator-overview", "/buero/treffen/{soon}", role=MODERATOR),
        Page("moderator-minutes", "/buero/treffen/{minutes}/protokoll", role=MODERATOR),
        Page("error-403", "/buero/postausgang", role=MODERATOR, status=403),
    ]


def _as_office(pages):
    return [Page(p.name, p.address, p.act, OFFICE, p.status) for p in pages]


PAGES = [
    *_public(),
    *_as_office(_planning() + _people_and_letters() + _contacts() + _results()),
    *_moderation(),
    *(Page(*one) for one in ROOM_PAGES),
    *(Page(*one) for one in REGISTRATION_PAGES),
    *(Page(*one) for one in SERIES_PAGES),
    *(Page(*one) for one in PAPER_PAGES),
]
