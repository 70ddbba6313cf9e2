"""Minutes over HTTP: typing, errors, roles, release, and the public page (G6)."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from app.core.db import db
from app.minutes import queries
from app.outbox.models import Message
from tests import build
from tests.minutes.releasing import it_is_over

DAY = date(2027, 8, 26)


@pytest.fixture
def meeting(app):
    """(id, slug) of a meeting that was held, with the agenda of its kit."""
    with app.app_context():
        meeting_id = build.a_planned_meeting(
            "vernetzung", day=DAY, title="2. Vernetzungstreffen 2027"
        )
        return meeting_id, build.slug_of(meeting_id)


def opened(office, meeting_id):
    """Open over HTTP; returns the ids of the headings."""
    answer = office.post(f"/buero/treffen/{meeting_id}/protokoll/oeffnen")
    assert (answer.status_code, answer.location) == (303, f"/buero/treffen/{meeting_id}/protokoll")
    with office.application.app_context():
        return [item.id for item in queries.opened_minutes(meeting_id).items]


def note(office, meeting_id, item_id, **typed):
    fields = {"kind": "information", "text": "Drei Runden im Saal."} | typed
    return office.post(
        f"/buero/treffen/{meeting_id}/protokoll/punkt/{item_id}",
        data={f"p{item_id}-{name}": value for name, value in fields.items()},
    )


def entries(page):
    return [
        [part.get_text(" ", strip=True) for part in entry.select("p:not([hidden])")]
        for entry in page.select(".tw-entries .tw-entry")
    ]


def test_before_the_minutes_there_is_one_button(office, meeting, soup):
    page = soup(office.get(f"/buero/treffen/{meeting[0]}/protokoll"))

    assert [button.get_text(strip=True) for button in page.main.select("button")] == [
        "Protokoll öffnen"
    ]


def test_a_result_is_typed_below_its_item_and_leads_back_there(office, meeting, soup):
    meeting_id, _ = meeting
    item_id = opened(office, meeting_id)[2]

    answer = note(office, meeting_id, item_id, kind="task", text="Lager klären",
                  person="Nguyễn Thị Mai", due="2027-09-30")  # fmt: skip

    assert answer.status_code == 303
    assert (
        answer.location == f"/buero/treffen/{meeting_id}/protokoll?punkt={item_id}#item-{item_id}"
    )
    page = soup(office.get(answer.location.partition("#")[0]))
    assert entries(page) == [
        ["Aufgabe A-2027-01", "Lager klären", "Nguyễn Thị Mai · bis 30.09.2027"]
    ]


def test_an_error_keeps_what_was_typed_in_this_form_only(office, meeting, soup):
    meeting_id, _ = meeting
    first, second, *_ = opened(office, meeting_id)

    answer = note(office, meeting_id, second, text="Lager klären", due="30. Februar", kind="task")

    assert answer.status_code == 422
    page = soup(answer)
    assert page.find(id=f"p{second}-text").get_text(strip=True) == "Lager klären"
    assert page.find(id=f"p{second}-due")["value"] == "30. Februar"
    assert page.find(id=f"p{second}-kind").find("option", selected=True)["value"] == "task"
    other = page.find(id=f"item-{first}").find("textarea")
    assert (other["name"], other.get_text(strip=True)) == (f"p{first}-text", "")
    assert "Bitte geben Sie ein Datum ein" in page.select_one(".tw-errors").get_text()


@pytest.mark.parametrize("typed", [{"text": ""}, {"text": " "}, {"kind": "x"}, {"kind": "decision"},
                                   {"person": "Zei\x00chen"}, {"note": "n" * 201}])  # fmt: skip
def test_wrong_results_are_refused(office, meeting, typed):
    meeting_id, _ = meeting
    item_id = opened(office, meeting_id)[0]

    assert note(office, meeting_id, item_id, **typed).status_code == 422


def test_every_item_has_a_line_for_the_next_result(office, meeting, soup):
    meeting_id, _ = meeting
    items = opened(office, meeting_id)

    page = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll"))

    lines = [(part["id"], part.find("textarea")["name"]) for part in page.select(".tw-item")]
    assert lines == [(f"item-{one}", f"p{one}-text") for one in items]


def test_items_of_other_meetings_are_not_found(app, office, meeting):
    with app.app_context():
        other = build.a_planned_meeting("vernetzung", day=DAY)
        foreign = build.minutes_for(other)[0]
    opened(office, meeting[0])

    assert note(office, meeting[0], foreign).status_code == 404
    assert office.get(f"/buero/treffen/{meeting[0]}/protokoll/eintrag/99").status_code == 404


def test_an_entry_is_changed_moved_and_removed(app, office, meeting, soup):
    meeting_id, _ = meeting
    item_id = opened(office, meeting_id)[0]
    note(office, meeting_id, item_id, text="Erstens")
    note(office, meeting_id, item_id, text="Zweitens")
    with app.app_context():
        one, two = [entry.id for entry in queries.entries_of_item(item_id)]
    place = f"/buero/treffen/{meeting_id}/protokoll/eintrag"

    office.post(f"{place}/{two}/verschieben", data={"richtung": "hoch"})
    form = soup(office.get(f"{place}/{one}"))
    office.post(f"{place}/{one}", data={
        "kind": "open_question", "text": "Wann?", "version": form.find(id="version")["value"],
    })  # fmt: skip
    page = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll"))
    assert entries(page) == [["Information", "Zweitens"], ["Offene Frage", "Wann?"]]
    question = soup(office.get(f"{place}/{one}")).select_one('form[action$="/entfernen"]')
    office.post(
        question["action"], data={"version": question.find(attrs={"name": "version"})["value"]}
    )
    page = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll"))
    assert entries(page) == [["Information", "Zweitens"]]


def test_two_people_at_one_entry_see_both_texts(app, office, meeting, soup):
    meeting_id, _ = meeting
    note(office, meeting_id, opened(office, meeting_id)[0], text="Alt")
    place = f"/buero/treffen/{meeting_id}/protokoll/eintrag/1"
    office.post(place, data={"kind": "information", "text": "Schneller", "version": "1"})

    late = office.post(place, data={"kind": "information", "text": "Später", "version": "1"})

    assert late.status_code == 409
    page = soup(late)
    assert "Schneller" in page.select_one(".kern-alert--warning").get_text()
    assert page.find(id="text").get_text(strip=True) == "Später"
    again = {"kind": "information", "text": "Später", "version": page.find(id="version")["value"]}
    assert office.post(place, data=again).status_code == 303


def head_of(page, **typed):
    values = {field["name"]: field.get("value", "") for field in page.main.select("input[name]")}
    return values | typed


def test_the_head_is_typed_and_knows_who_was_faster(office, meeting, soup):
    meeting_id, _ = meeting
    opened(office, meeting_id)
    place = f"/buero/treffen/{meeting_id}/protokoll/kopf"
    typed = head_of(
        soup(office.get(place)), ended="20:34", group_politik="3", group_="2", chair="Änne Süß"
    )

    assert office.post(place, data=typed).status_code == 303
    page = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll"))
    assert "18:00–20:34 Uhr" in page.get_text()
    assert "5 Personen: Politik 3, ohne Angabe 2" in page.get_text()
    late = office.post(place, data=typed | {"ended": "21:00"})
    assert late.status_code == 409
    assert "Änne Süß" in soup(late).select_one(".kern-alert--warning").get_text()
    assert office.post(place, data=typed | {"ended": "25:00"}).status_code == 422
    assert office.post(place, data=typed | {"group_politik": "-1"}).status_code == 422


def test_moderators_write_but_only_the_office_releases(app, office, moderator, steering, meeting):
    meeting_id, _ = meeting
    item_id = opened(moderator, meeting_id)[0]

    assert note(moderator, meeting_id, item_id).status_code == 303
    for method in (moderator.get, moderator.post):
        assert method(f"/buero/treffen/{meeting_id}/protokoll/freigeben").status_code == 403
    assert steering.get(f"/buero/treffen/{meeting_id}/protokoll").status_code == 403


def test_the_page_needs_the_same_queries_for_one_and_for_thirty(office, meeting, count_queries):
    meeting_id, _ = meeting
    item_id = opened(office, meeting_id)[0]
    note(office, meeting_id, item_id)
    with count_queries() as few:
        office.get(f"/buero/treffen/{meeting_id}/protokoll")
    for _ in range(29):
        note(office, meeting_id, item_id, kind="idea", text="Klima-Bänke")
    with count_queries() as many:
        office.get(f"/buero/treffen/{meeting_id}/protokoll")

    assert len(many) == len(few)


def release(office, soup, meeting_id):
    page = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll/freigeben"))
    seen = page.select_one("main input[name=seen]")["value"]
    place = f"/buero/treffen/{meeting_id}/protokoll/freigeben"
    return page, office.post(place, data={"seen": seen})


def test_the_release_page_tells_what_is_missing_and_what_follows(app, office, meeting, soup):
    meeting_id, _ = meeting
    with app.app_context():
        build.a_registration(build.a_meeting(), email="anders@example.org")
    items = opened(office, meeting_id)
    empty = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll/freigeben"))
    assert empty.main.select("form") == []

    note(office, meeting_id, items[0], kind="task", text="Lager klären")
    page = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll/freigeben"))

    missing = [line.get_text() for line in page.select(".kern-alert--warning li")]
    headings = len(items)
    assert len(missing) == 2 + (headings - 1) + 2
    assert missing[0] == "Im Kopf steht noch nicht, wie viele Menschen da waren."
    assert missing[2:4] == [
        "Aufgabe A-2027-01: Es fehlt, wer sie übernimmt.", "Aufgabe A-2027-01: Es fehlt, bis wann.",
    ]  # fmt: skip
    assert missing[-1].startswith(f"Punkt {headings} „")
    assert "Das Protokoll wird öffentlich." in page.get_text()
    assert "Niemand bekommt eine E-Mail" in page.get_text()


@pytest.mark.pdf
def test_from_the_agenda_to_the_public_page(app, office, client, soup):
    """G6 without versions: type, release once, page and document say the same."""
    with app.app_context():
        meeting_id = build.a_planned_meeting("vernetzung", title="2. Vernetzungstreffen 2027")
        slug = build.slug_of(meeting_id)
        build.a_registration(meeting_id, email="cem@example.org", sector="politik")
        it_is_over(meeting_id)
    items = opened(office, meeting_id)
    note(office, meeting_id, items[0], text="Elf Personen sind zum ersten Mal dabei.")
    for wording in ("Die Wand bleibt.", "Es gibt Kurzfassungen.", "Nicht in Ratswochen."):
        note(office, meeting_id, items[1], kind="agreement", text=wording, note="ohne Gegenstimme")
    note(office, meeting_id, items[2], kind="task", text="Lager beim Sportverein klären",
         person="Jadwiga Łukaszewicz", due="31.10.2027")  # fmt: skip
    note(office, meeting_id, items[3], kind="idea", text="Klima-Bänke\nIm Schatten.")
    note(office, meeting_id, items[3], kind="open_question", text="Wann tagt der Lenkungskreis?")
    for address in ("protokoll", "protokoll.pdf"):
        assert client.get(f"/treffen/{slug}/{address}").status_code == 404

    asked, answer = release(office, soup, meeting_id)

    assert "Eine Person bekommt eine E-Mail." in asked.get_text()
    assert answer.status_code == 303
    page = soup(client.get(f"/treffen/{slug}/protokoll"))
    pdf = client.get(f"/treffen/{slug}/protokoll.pdf")
    name = "2027-08-26_2.-Vernetzungstreffen-2027_Ergebnisprotokoll_v1.pdf"
    assert pdf.headers["Content-Disposition"] == f'inline; filename="{name}"'
    printed = " ".join(
        " ".join(sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf.data)).pages).split()
    )
    shown = " ".join(page.main.get_text(" ").split())
    for text in (
        "Elf Personen sind zum ersten Mal dabei.",
        "Vereinbarung V-2027-01", "Vereinbarung V-2027-03", "ohne Gegenstimme", "A-2027-01",
        "Lager beim Sportverein klären", "Jadwiga Łukaszewicz", "31.10.2027",
        "2027-001", "Klima-Bänke", "Wann tagt der Lenkungskreis?", "18:00–20:30 Uhr",
    ):  # fmt: skip
        assert text in shown
        assert text in printed
    assert "Entwurf" not in printed
    assert "Cem" not in printed
    with app.app_context():
        assert db.session.query(Message).filter_by(kind="thanks_minutes").count() == 1


@pytest.mark.pdf
def test_a_released_page_is_read_only_for_the_team(office, meeting, soup):
    meeting_id, slug = meeting
    item_id = opened(office, meeting_id)[0]
    note(office, meeting_id, item_id)
    _, first = release(office, soup, meeting_id)
    assert first.status_code == 303

    again = office.post(f"/buero/treffen/{meeting_id}/protokoll/freigeben", data={"version": "9"})

    assert again.status_code == 409
    assert note(office, meeting_id, item_id).status_code == 422
    page = soup(office.get(f"/buero/treffen/{meeting_id}/protokoll"))
    revise = f"/buero/treffen/{meeting_id}/protokoll/ueberarbeiten"
    assert [form["action"] for form in page.main.select("form")] == [revise]
    assert page.find("a", href=f"/treffen/{slug}/protokoll")
    stored = office.get(f"/treffen/{slug}/protokoll.pdf").data
    assert office.get(f"/buero/treffen/{meeting_id}/protokoll/vorschau.pdf").data == stored
