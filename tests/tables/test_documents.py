"""Papers of a seating plan as they come from the press, and what the page of a plan offers."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from app.agenda.queries import items_of
from app.core import pdf
from app.core.db import transaction
from app.core.printing import pdf_of
from app.core.settings import current
from app.registrations.retention import erase
from app.registrations.rules import FORGOTTEN
from app.tables import documents, print_pages, rounds
from app.tables.queries import plan_by_id, seats_of
from app.tables.sheets import sheets_of
from tests import build
from tests.papers.structure import findings
from tests.registrations.build import LONG, a_place
from tests.tables.build import a_plan, in_order

pytestmark = pytest.mark.pdf


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    pdf.stop_renderer()


def an_evening(*names, tables=(2, 2), rounds=2, in_force=True, **values):
    """A plan for these people ("First|Last|Organisation"), everybody at the first table."""
    meeting = build.a_planned_meeting(kit="vernetzung")
    for name in names:
        first, last, *rest = name.split("|")
        a_place(meeting, first, last, organisation=rest[0] if rest else "")
    plan_id = a_plan(meeting, tables=tables, rounds=rounds, who=in_order(meeting), **values)
    with transaction():
        plan = plan_by_id(plan_id)
        plan.in_force_at = plan.created_at if in_force else None
        for seat in seats_of(plan_id):
            seat.tables = [0] * rounds
            seat.printed = [0] * rounds if in_force else []
    return plan_by_id(plan_id)


def change(plan, name, **values):
    with transaction():
        (seat,) = [one for one in seats_of(plan.id) if one.registration.full_name == name]
        for key, value in values.items():
            setattr(seat, key, value)


def pages(data):
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages]


def soup_of(document):
    return BeautifulSoup(document.html, "html.parser")


def texts(document, selector):
    return [" ".join(one.get_text(" ").split()) for one in soup_of(document).select(selector)]


THREE = ("Thị Mai|Nguyễn|Radfreunde e. V.", "Ayşe|Yıldırım|Stadtwerke", "Jadwiga|Krzyżanowska")
ALL = {
    "table cards": (documents.table_cards_document, "A4 landscape"),
    "seat cards": (documents.seat_cards_document, "A4"),
    "rounds": (documents.round_lists_document, "A4"),
    "tables": (documents.table_sheets_document, "A4"),
    "chart": (documents.wall_chart_document, "A3"),
    "small chart": (lambda plans: documents.wall_chart_document(plans, a3=False), "A4"),
}


@pytest.mark.parametrize("name", ALL)
def test_six_rounds_and_endless_names_are_printed_whole(ctx, name):
    make, paper = ALL[name]
    plan = an_evening(
        *THREE, f"{LONG[:199]}|{LONG[:199]}|{LONG[:199]}", f"{'W' * 200}|{'W' * 200}",
        *(f"Zoë|Schröder {n}" for n in range(30)), tables=(18, 18), rounds=6, in_force=False,
    )  # fmt: skip
    with transaction():
        plan.tables = [{"seats": 18, "title": LONG[:199], "lead": "W" * 200}] * 2

    data = pdf_of(make([plan]))

    assert findings(data, paper=paper, sheet="chart" not in name) == []
    assert "Entwurf" in pages(data)[0]
    assert pdf_of(make([plan])) == data


@pytest.mark.parametrize("name", ALL)
def test_a_plan_in_force_bears_no_mark_of_a_draft_and_a_single_round_is_enough(ctx, name):
    make, paper = ALL[name]
    data = pdf_of(make([an_evening(*THREE, tables=(2, 1), rounds=1)]))

    assert findings(data, paper=paper, sheet="chart" not in name) == []
    assert "Entwurf" not in " ".join(pages(data))


def test_a_table_card_is_seen_from_both_sides_and_names_who_leads(ctx):
    plan = an_evening(*THREE)
    with transaction():
        plan.tables = [
            {"seats": 2, "title": "Wärme", "lead": "Jörn Tietz"},
            {"seats": 2, "title": "", "lead": ""},
        ]
    change(plan, "Ayşe Yıldırım", leads=True, fixed_table=0)

    told = pages(pdf_of(documents.table_cards_document([plan])))

    assert told[0].count("Wärme") == 2
    assert told[0].count("Leitung: Ayşe Yıldırım, Jörn Tietz") == 2
    assert told[1] == "Tisch 2 Tisch 2"


def test_a_card_tells_the_tables_of_all_rounds_and_nothing_else_of_the_person(ctx):
    plan = an_evening(*THREE)
    change(plan, "Ayşe Yıldırım", tables=[-1, 1])
    change(plan, "Thị Mai Nguyễn", left_out=True)

    cards = texts(documents.seat_cards_document([plan]), ".seat")

    foot = "Vernetzungstreffen im Herbst, 30.09.2027"
    assert cards == [
        f"Jadwiga Krzyżanowska Runde 1 Tisch 1 Runde 2 Tisch 1 {foot}",
        "Ayşe Yıldırım Runde 1 – Runde 2 Tisch 2 Diese Karte gilt statt der früheren.",
    ]


def test_only_cards_that_changed_and_cards_of_new_people(ctx):
    plan = an_evening(*THREE)
    change(plan, "Ayşe Yıldırım", tables=[0, 1])
    change(plan, "Thị Mai Nguyễn", printed=[])

    names = texts(documents.seat_cards_document([plan], changed_only=True), ".name")

    assert names == ["Thị Mai Nguyễn", "Ayşe Yıldırım"]


def test_rounds_have_the_time_and_the_title_of_their_items_and_internal_ones_no_title(ctx):
    plan = an_evening(*THREE, rounds=3)
    items = [one for one in items_of(plan.meeting_id) if one.public][-3:]
    with transaction():
        items[0].title, items[1].title, items[1].public = "Runde 1: Was hilft?", "Geheim", False
        plan.round_items = [items[0].id, items[1].id, 999_999]

    one, two, three = sheets_of(plan_by_id(plan.id)).rounds

    assert one.label.startswith("Runde\u00a01, ") and one.label.endswith("\u00a0Uhr")
    assert (one.title, two.title) == ("Was hilft?", "")
    assert two.begin is not None and (three.label, three.title) == ("Runde\u00a03", "")


def test_rounds_written_into_the_agenda_need_no_title_of_their_own(ctx):
    plan = an_evening(*THREE, rounds=2)
    widest = max(items_of(plan.meeting_id), key=lambda one: (one.place == "during", one.minutes))
    rounds.write_into_agenda(plan.id, widest.id, 0, build.OFFICE)

    assert [one.title for one in sheets_of(plan).rounds] == ["", ""]


def test_a_title_without_room_is_left_out_whole(ctx):
    plan = an_evening(*THREE, rounds=2)
    items = [one for one in items_of(plan.meeting_id) if one.public][:2]
    with transaction():
        items[0].title, items[1].title = "Kurz", "Marktplatz der Möglichkeiten " * 4
        plan.round_items = [one.id for one in items]

    cards = texts(documents.seat_cards_document([plan]), ".what")

    assert {*cards} == {"Kurz"}


def test_lists_say_of_which_plan_and_of_when_they_are(ctx):
    plan = an_evening(*THREE)
    for make in (
        documents.round_lists_document,
        documents.table_sheets_document,
        documents.wall_chart_document,
    ):
        head = soup_of(make([plan]))
        assert head.select_one(".running-head-right").text.startswith("Tischgespräche, ")
        assert head.select_one(".printed").text == "Stand: 01.09.2027, 09:00\u00a0Uhr"


def test_whoever_was_erased_stands_on_no_paper(ctx):
    plan = an_evening(*THREE)
    gone = seats_of(plan.id)[0]
    erase(gone.registration_id, build.OFFICE)

    people = [one.full_name for one in sheets_of(plan).people]

    assert len(people) == 2
    assert FORGOTTEN not in " ".join(people)


def test_many_cards_are_one_file_and_labels_stand_on_their_sheet(ctx):
    plan = an_evening(*(f"Zoë|Schröder {n}" for n in range(23)), tables=(23,), rounds=1)
    labels = current().print.label_sheets[0]

    data = pdf_of(documents.seat_cards_document([plan], sheet=labels, first_label=9))

    assert findings(data, pages=4, paper="A4", sheet=True) == []
    assert [page.count("Tisch 1") for page in pages(data)] == [2, 10, 10, 1]


def test_the_chart_is_in_german_order_and_tells_namesakes_apart(ctx):
    plan = an_evening(*THREE, "Ute|Ärmel", "Ayşe|Yıldırım|Radfreunde e. V.", tables=(3, 2))
    change(plan, "Ute Ärmel", tables=[])

    document = documents.wall_chart_document([plan])

    assert texts(document, "tbody tr") == [
        "Ärmel, Ute – –",
        "Krzyżanowska, Jadwiga 1 1",
        "Nguyễn, Thị Mai 1 1",
        "Yıldırım, Ayşe (Stadtwerke) 1 1",
        "Yıldırım, Ayşe (Radfreunde e. V.) 1 1",
    ]
    assert "Stadtwerke" not in documents.seat_cards_document([plan]).html


def test_lists_by_round_and_by_table_name_everybody_where_they_sit(ctx):
    plan = an_evening(*THREE)
    change(plan, "Ayşe Yıldırım", tables=[1, 0])

    rounds = texts(documents.round_lists_document([plan]), ".table")
    tables = texts(documents.table_sheets_document([plan]), ".of-table")

    assert rounds == [
        "Tisch 1 Jadwiga Krzyżanowska Thị Mai Nguyễn", "Tisch 2 Ayşe Yıldırım",
        "Tisch 1 Jadwiga Krzyżanowska Thị Mai Nguyễn Ayşe Yıldırım",
        "Tisch 2 Niemand in dieser Runde",
    ]  # fmt: skip
    assert tables[1] == "Tisch 2 Runde 1 Ayşe Yıldırım Stadtwerke Runde 2 Niemand in dieser Runde"


def test_two_plans_of_a_meeting_stand_in_one_document(ctx):
    first = an_evening(*THREE)
    second = plan_by_id(
        a_plan(first.meeting_id, tables=(3,), rounds=1, who=in_order(first.meeting_id),
               in_force=True, title="Abschluss")
    )  # fmt: skip

    for make, _ in ALL.values():
        data = pdf_of(make([first, second]))
        assert [line for line in findings(data, sheet=True) if "heading" in line] == []
    assert len(pages(pdf_of(documents.wall_chart_document([first, second])))) == 2


# --- the page of a plan and the page „Drucken“ ----------------------------------------------------


def here(plan, paper="rundenkarten", **asked):
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/buero/tische/{plan.id}/drucken/{paper}.pdf?{query}"


def test_the_panel_tells_how_much_it_is_and_offers_changed_cards(moderator, soup, ctx):
    plan = an_evening(*THREE)
    panel = soup(moderator.get(f"/buero/tische/{plan.id}")).find(id="drucken")
    assert "3 Karten, 1 Bogen A4" in panel.text and "geänderte" not in panel.text

    change(plan, "Ayşe Yıldırım", tables=[0, 1])

    panel = soup(moderator.get(f"/buero/tische/{plan.id}")).find(id="drucken")
    link = panel.find("a", string="Nur geänderte Karten drucken")
    assert "1 Karte fehlt oder stimmt nicht mehr" in panel.text
    answer = moderator.get(link["href"])
    assert answer.status_code == 200
    assert "_Rundenkarten-Neu.pdf" in answer.headers["Content-Disposition"]


def files_of(client, soup, plan):
    panel = soup(client.get(f"/buero/tische/{plan.id}")).find(id="drucken")
    return [one.text for one in panel.select("a.tw-file")]


def test_without_seats_there_are_only_table_cards(office, soup, ctx):
    plan = plan_by_id(a_plan(tables=(2, 2)))

    assert files_of(office, soup, plan) == [
        "PDF: Tischkarten", "XLSX: Tischplan", "CSV: Tischplan",
    ]  # fmt: skip
    assert office.get(here(plan, "tischkarten")).status_code == 200
    assert office.get(here(plan)).status_code == 409


def test_moderators_print_and_have_no_list_with_groups(moderator, soup, ctx):
    plan = plan_by_id(a_plan(tables=(2, 2)))

    assert files_of(moderator, soup, plan) == ["PDF: Tischkarten"]
    assert moderator.get(f"/buero/tische/{plan.id}/tischplan.csv").status_code == 403


def test_what_is_not_there_is_told(moderator, ctx):
    plan = an_evening(*THREE)

    assert moderator.get(here(plan, "speisekarten")).status_code == 404
    assert moderator.get(here(plan, bogen="zettel")).status_code == 404
    assert moderator.get(here(plan, nur="geaendert")).status_code == 409
    assert moderator.get("/buero/tische/999999/drucken/rundenkarten.pdf").status_code == 404


def test_members_of_the_steering_group_see_no_names(steering, ctx):
    assert steering.get(here(an_evening(*THREE))).status_code == 403


def test_a_draft_is_not_offered_on_the_page_drucken_of_the_meeting(moderator, ctx):
    plan = an_evening(*THREE, in_force=False)
    there = f"/buero/treffen/{plan.meeting_id}/drucken/rundenkarten.pdf"
    assert moderator.get(there).status_code == 404

    with transaction():
        plan_by_id(plan.id).in_force_at = plan.created_at

    assert moderator.get(there).status_code == 200


def test_the_number_of_people_does_not_change_the_number_of_queries(ctx, count_queries):
    few, many = a_plan(tables=(2,), seated=True), a_plan(tables=(30,), seated=True)
    counted = []
    for plan_id in (few, many):
        plan = plan_by_id(plan_id)
        with count_queries() as queries:
            print_pages.panel(plan)
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 3
