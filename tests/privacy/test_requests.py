"""Data requests: by the own link, by the office; everything, and only what is theirs."""

import json
import re

import pytest
from sqlalchemy import JSON, LargeBinary, String

from app.core.db import Base, db, transaction
from app.core.language import speaking
from app.minutes.models import MinutesItem
from app.outbox.models import Message
from app.outbox.queries import letter_view
from app.privacy import requests
from app.privacy.register import register
from app.privacy.request_documents import shown_part
from app.privacy.request_models import DataLink
from app.privacy.subjects import subject_of
from app.privacy.ways import WAYS
from app.registrations.models import Registration
from app.tables.models import Seat
from tests import build
from tests.house.test_public_forms import kind_of
from tests.privacy.search import pdf_text
from tests.tables.build import a_plan

ANNA = {"first_name": "Anna", "last_name": "Krzyżanowska", "email": "haus@example.org"}
BERND = {"first_name": "Bernd", "last_name": "Klee", "email": "haus@example.org"}


@pytest.fixture
def couple(app):
    with app.app_context():
        meeting = build.a_meeting()
        anna = build.a_registration(meeting, **ANNA, access_needs="Rampe", wants_invitations=True)
        bernd = build.a_registration(meeting, **BERND, access_needs="Schrift groß")
        return anna, bernd


def links(app):
    """(recipient's name, path of the link) of the mails with links to data."""
    with app.app_context():
        rows = db.session.query(Message).filter_by(kind="data_link").order_by(Message.id)
        return [
            (row.recipient_name, re.search(r"https?://[^/]+(/\S+)", letter_view(row).text)[1])
            for row in rows
        ]


def ask(client, name="Anna Krzyżanowska", email="haus@example.org"):
    return client.post("/auskunft", data={"name": name, "email": email})


def test_known_and_unknown_people_get_the_same_answer(app, client, couple):
    answers = [
        ask(client),
        ask(client, "Anna Klee"),
        ask(client, email="fremd@example.org"),
        ask(client, "Nguyễn Thị Mai", "mai@example.org"),
    ]
    assert {(one.status_code, one.headers["Location"]) for one in answers} == {
        (303, "/auskunft/unterwegs")
    }
    assert client.get("/auskunft/unterwegs").status_code == 200
    assert [name for name, _ in links(app)] == ["Anna Krzyżanowska"]


def test_known_and_unknown_people_cost_the_same(app, client, couple, count_queries):
    """Time does not tell who is known: no table is left out, no mail is not written (T-8)."""
    ask(client, "Anna Klee")  # warm
    seen = []
    for person in ({}, {"name": "Jan Niemand", "email": "niemand@example.org"}):
        with count_queries() as statements:
            ask(client, **person)
        seen.append({kind_of(one) for one in statements})

    assert seen[0] == seen[1]
    assert [name for name, _ in links(app)] == ["Anna Krzyżanowska"]


def test_the_sixth_mail_of_a_day_is_not_sent_and_nobody_sees_it(app, client, couple):
    for _ in range(8):
        assert ask(client).headers["Location"] == "/auskunft/unterwegs"
    assert 0 < len(links(app)) <= 5


def test_opening_the_link_shows_a_button_and_changes_nothing(app, client, couple, soup):
    ask(client)
    _, path = links(app)[0]
    page = soup(client.get(path))
    assert "Krzyżanowska" not in page.text and "haus@" not in page.text
    assert client.get(path).headers["Referrer-Policy"] == "no-referrer"
    shown = client.post(path)
    assert shown.headers["Location"] == f"{path}/daten"
    assert "Anna Krzyżanowska" in soup(client.get(f"{path}/daten")).text


def test_everything_and_only_theirs_although_two_share_an_address(app, client, couple):
    ask(client)
    _, path = links(app)[0]
    answer = client.post(f"{path}/daten.json")
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    data = json.loads(answer.data)
    assert (data["format"], data["version"]) == ("treffwerk-auskunft", 1)
    assert data["person"] == {"name": "Anna Krzyżanowska", "email": "haus@example.org"}
    parts = {part["id"]: part for part in data["parts"]}
    (row,) = parts["registrations"]["rows"]
    assert row["access_needs"] == "Rampe" and row["first_name"] == "Anna"
    assert row["meeting_id"]["title"] == "Vernetzungstreffen im Herbst"
    needs = parts["registrations"]["fields"]["access_needs"]
    assert needs["label"] == "Unterstützung" and "7 Tage" in needs["kept"]
    assert {"address_book", "consents", "registrations", "mails"} <= set(parts)
    assert "Bernd" not in answer.text and "Schrift" not in answer.text
    (consent,) = data["consents"]
    assert consent["wording_version"] == 1 and consent["way"] == "über das Anmeldeformular"


def test_every_shown_personal_column_says_why_and_how_long(ctx):
    silent = {
        f"{way.table}.{name}"
        for way in WAYS
        for name, label in way.shown.items()
        if name in ("email", "first_name", "last_name", "name", "phone", "text")
        and "kept" not in requests.field_facts(way.table, name, label)
    }
    assert silent == set()


NOT_SHOWN = {
    "entry.said": "the same words once more, as they were released",
    "card.reason": "why the office left a card out; says nothing about the person",
    "contact_import_row.reason": "what was wrong with a line of a list",
    "received_answer.reason": "what the program did with the answer",
    "match_card.answers_id": "leads to the card of somebody else",
    "message.last_error": "of the mail server", "message.last_answer": "of the mail server",
    "idea_draft.seen": "the state before, of the idea", "feed_link.owner": "of the program",
    "received_answer.message_id": "of the mail", "received_answer.uid": "of the calendar",
    "task_holder.key": "of the program", "feed_link.staff_id": "of the team",
    "entry.device": "of the team",
    "seat.printed": "which cards are printed", "seat.locked": "for the calculation of tables",
    "idea.contact_known": "whether the contact was in the address book",
}  # fmt: skip
DERIVED = ("_key", "digest", "_id")
"""Keys for finding, digests of links, and what leads to other rows, which are shown themselves."""


def test_every_personal_text_of_a_row_is_in_the_file():
    """Add yours to the way of its table, or say here why not."""
    shown = {f"{way.table}.{name}" for way in WAYS for name in way.shown}
    tables = {way.table for way in WAYS}
    texts = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values() if table.name in tables
        for column in table.columns if isinstance(column.type, (String, JSON, LargeBinary))
    }  # fmt: skip
    personal = {
        column
        for entry in register().entries if entry.purpose != "team"
        for column in entry.columns
        if column in texts and not column.endswith(DERIVED)
    }  # fmt: skip
    assert personal - shown - set(NOT_SHOWN) == set()


def test_ids_are_spelled_out_and_mails_have_their_text(ctx):
    with speaking("en"):
        row = build.a_registration(build.a_meeting(), **ANNA, sector="wirtschaft")
    parts = {
        one["id"]: one for one in requests.everything(subject_of("registration", row))["parts"]
    }
    (registration,) = parts["registrations"]["rows"]
    assert (registration["sector"], registration["language"]) == ("Wirtschaft", "English")
    assert "Krzyżanowska" in parts["mails"]["rows"][-1]["body"]


def test_tables_count_from_one_and_a_round_without_one_is_said(ctx):
    meeting = build.a_meeting()
    row = build.a_registration(meeting, **ANNA)
    a_plan(who=[row], meeting_id=meeting)
    with transaction():
        db.session.query(Seat).one().tables = [0, -1]
    parts = {
        one["id"]: one for one in requests.everything(subject_of("registration", row))["parts"]
    }
    assert parts["seats"]["rows"][0]["tables"] == [1, None]
    assert ("Tische", "1, –") in shown_part(parts["seats"])["rows"][0]


def test_a_name_in_texts_of_others_comes_with_its_meeting(ctx):
    meeting = build.a_meeting(title="Nachtmarkt")
    row = build.a_registration(meeting, **ANNA)
    with transaction():
        minutes = db.session.get(MinutesItem, build.minutes_for(meeting)[0])
        minutes.title = "Anna Krzyżanowska berichtet"
    (found,) = requests.everything(subject_of("registration", row))["mentions"]

    assert (found["table"], found["text"]) == ("minutes_item", "Anna Krzyżanowska berichtet")
    assert found["meeting"] == {"title": "Nachtmarkt", "day": "2027-09-30"}


def test_what_opens_something_for_the_person_alone_is_not_in_the_file_of_the_office(ctx):
    row = build.a_registration(build.a_meeting(), **ANNA)
    requests.ask("Anna Krzyżanowska", "haus@example.org", "127.0.0.1")
    data = requests.everything(subject_of("registration", row))
    parts = {one["id"]: one for one in data["parts"]}
    assert parts["mails"]["rows"][-1]["body"] == ""


@pytest.mark.parametrize("language", ["de", "en", "einfach"])
def test_pages_and_mail_of_ones_rights_speak_the_language_of_the_registration(
    app, client, soup, language
):
    with app.app_context():
        with speaking(language):
            row = build.a_registration(build.a_meeting(), **ANNA)
        token = build.token_of(row)
    own = f"/auskunft/ueber/anmeldung/{token}"
    said = {"de": "Widersprechen", "en": "Object", "einfach": "Nein sagen"}[language]
    page = soup(client.get(own))
    assert said in [one.text.strip() for one in page.select("button")]
    assert {"de": "Bitte laden Sie", "en": "Please invite me", "einfach": "Bitte laden Sie"}[
        language
    ] in page.main.text
    client.post(own)
    with app.app_context():
        letter = db.session.query(Message).filter_by(kind="data_link").one()
        words = {"de": "Ihre Daten", "en": "Your data", "einfach": "Ihre Daten"}[language]
        assert letter.subject.startswith(words)
    _, path = links(app)[0]
    assert soup(client.get(path)).html["lang"] == ("en" if language == "en" else "de")


@pytest.mark.parametrize("token", ["x", "a" * 27, "ü" * 40, "x" * 5000])
@pytest.mark.parametrize("way", ["", "/daten", "/loeschen"])
def test_a_wrong_link_is_404_in_the_same_words(app, client, couple, token, way, soup):
    known = client.get("/auskunft/" + "b" * 27)
    answer = client.get(f"/auskunft/{token}{way}")
    assert answer.status_code == 404
    assert soup(answer).main.text == soup(known).main.text


def test_nobodys_link_opens_what_belongs_to_somebody_else(app, client, couple):
    """Links of other purposes, and a link with another purpose's path (T-2)."""
    anna, _bernd = couple
    with app.app_context():
        manage = build.token_of(anna)
    for path in (f"/auskunft/{manage}", f"/auskunft/ueber/karte/{manage}",
                 f"/auskunft/ueber/nichts/{manage}"):  # fmt: skip
        for answer in (client.get(path), client.post(path)):
            assert answer.status_code == 404
    ask(client)
    _, path = links(app)[0]
    token = path.rpartition("/")[2]
    assert client.get(f"/anmeldung/{token}").status_code == 404
    assert client.get(f"/auskunft/ueber/anmeldung/{token}").status_code == 404


def test_the_link_ends_after_a_day_and_is_forgotten(app, client, couple, clock):
    ask(client)
    _, path = links(app)[0]
    clock.move(hours=23)
    assert client.get(path).status_code == 200
    clock.move(hours=2)
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/daten.json").status_code == 404
    with app.app_context():
        assert requests.forget_links() == 1 and requests.forget_links() == 0
        assert db.session.query(DataLink).count() == 0


def test_the_own_page_sends_the_link_to_the_persons_address(app, client, couple, soup):
    _anna, bernd = couple
    with app.app_context():
        token = build.token_of(bernd)
    own = soup(client.get(f"/anmeldung/{token}")).find("a", string="Meine Einwilligungen und Daten")
    page = soup(client.get(own["href"]))
    assert "Bernd Klee" in page.text and "Schrift" not in page.text
    assert links(app) == []
    assert client.post(own["href"]).status_code == 303
    assert [name for name, _ in links(app)] == ["Bernd Klee"]


def test_the_office_finds_shows_and_hands_out(app, office, couple, soup):
    hits = soup(office.get("/buero/datenschutz/auskunft?suche=haus@example.org")).select("th a")
    assert [hit.text for hit in hits] == ["Anna Krzyżanowska", "Bernd Klee"]
    path = hits[0]["href"]
    page = soup(office.get(path))
    assert "Anna Krzyżanowska" in page.h1.text
    assert "Die E-Mail-Adresse gehört mehreren Personen" in page.text
    data = json.loads(office.post(f"{path}/daten.json").data)
    assert data["person"]["name"] == "Anna Krzyżanowska"
    with app.app_context():
        who, what, subject = build.audit()[-1]
    assert (what, subject.partition(":")[0]) == ("data_request_json", "person")
    assert "Anna" not in who + what + subject


@pytest.mark.pdf
def test_the_document_is_readable_and_only_theirs(app, office, couple):
    anna, _ = couple
    answer = office.post(f"/buero/datenschutz/auskunft/registration/{anna}/daten.pdf")
    assert answer.content_type == "application/pdf"
    text = " ".join(pdf_text(answer.data).split())
    assert "Auskunft nach Artikel 15 DSGVO Anna Krzyżanowska" in text
    assert "Unterstützung: Rampe" in text and "Zweck: Anmeldung und Teilnahme" in text
    assert "Wer es liest: Geschäftsstelle" in text and "Dienstverhältnis" not in text
    assert "Bernd" not in text


def test_erasing_by_the_own_link_asks_again_and_keeps_the_other(app, client, couple, soup):
    anna, bernd = couple
    ask(client)
    _, path = links(app)[0]
    page = soup(client.get(f"{path}/loeschen"))
    assert "Anmeldungen" in page.text and "Statistik" in page.text
    with app.app_context():
        assert subject_of("registration", anna).name == "Anna Krzyżanowska"
    assert client.post(f"{path}/loeschen").headers["Location"] == "/auskunft/geloescht"
    assert client.get("/auskunft/geloescht").status_code == 200
    assert client.get(f"{path}/daten").status_code == 404
    assert client.post(f"{path}/loeschen").status_code == 404
    with app.app_context():
        assert subject_of("registration", bernd).name == "Bernd Klee"
        assert build.audit()[-1][:2] == ("Die Person selbst", "subject_erased")


def test_the_office_erases_after_reading_what_goes(app, office, couple, soup):
    anna, _ = couple
    path = f"/buero/datenschutz/auskunft/registration/{anna}"
    page = soup(office.get(f"{path}/loeschen"))
    assert "1 Person wird gelöscht: Anna Krzyżanowska" in page.text
    assert office.post(f"{path}/loeschen").status_code == 303
    assert office.get(path).status_code == 404
    assert office.post(f"{path}/loeschen").status_code == 404


def test_pages_ask_the_same_number_of_times_for_one_and_thirty_rows(app, office, count_queries):
    with app.app_context():
        row = build.a_registration(build.a_meeting(), **ANNA, wants_invitations=True)
    path = f"/buero/datenschutz/auskunft/registration/{row}"
    office.get(path)
    with count_queries() as few:
        office.get(path)
    with app.app_context():
        for number in range(30):
            build.a_registration(build.a_meeting(), **ANNA | {"email": f"a{number}@example.org"})
        with transaction():
            person = db.session.get(Registration, row).person_id
            db.session.query(Registration).update({"person_id": person})
    with count_queries() as many:
        office.get(path)
    assert len(many) <= len(few) + 2


def test_links_are_for_one_person_and_the_office_does_not_read_them(app, client, office, couple):
    ask(client)
    with app.app_context():
        letter = db.session.query(Message).filter_by(kind="data_link").one().id
    page = office.get(f"/buero/postausgang/{letter}")
    assert "/auskunft/" not in page.text.split("<main")[1].split("</main>")[0]


def test_a_deleted_person_leaves_a_dead_link(app, client, couple):
    ask(client)
    _, path = links(app)[0]
    with app.app_context(), transaction():
        db.session.query(DataLink).update({"person_id": None, "name_key": "niemand"})
    assert client.get(path).status_code == 404


def test_in_english_the_page_names_in_english_what_is_kept(app, client, couple, soup):
    ask(client)
    _, path = links(app)[0]
    client.set_cookie("sprache", "en")

    kept = [tag.text.strip() for tag in soup(client.get(f"{path}/daten")).select("tbody th")]
    goes = soup(client.get(f"{path}/loeschen")).main.text

    assert "Registrations" in kept and "Invitations to meetings" in " ".join(kept)
    assert "State, sector and presence stay as numbers without names" in goes
    assert client.post(f"{path}/daten.json").json["parts"][0]["title"] == "Adressbuch"
