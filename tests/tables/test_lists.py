"""The table of a plan for Excel."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from app.core.db import transaction
from app.tables.lists import seating_csv, seating_xlsx
from app.tables.queries import plan_by_id, seats_of
from tests import build
from tests.tables.build import a_plan, in_order


@pytest.fixture
def evening(ctx):
    """Two plans of one meeting with the same three people."""
    meeting = build.a_meeting()
    for first, last, organisation in (
        ("Thị Mai", "Nguyễn", "Radfreunde e. V."),
        ("Ayşe", "Yıldırım", ""),
        ("Jadwiga", "Krzyżanowska", "=1+1"),
    ):
        build.a_registration(
            meeting, first_name=first, last_name=last, organisation=organisation,
            sector="wirtschaft", access_needs="Rollstuhl",
        )  # fmt: skip
    return [
        a_plan(meeting, tables=(2, 1), rounds=rounds, who=in_order(meeting), in_force=True)
        for rounds in (2, 1)
    ]


def sit(plan_id, *tables):
    with transaction():
        for seat, wanted in zip(seats_of(plan_id), tables, strict=True):
            seat.tables = wanted


def lines(data):
    return data.decode("utf-8-sig").splitlines()


def test_a_row_for_each_person_names_the_tables_and_no_needs_or_addresses(evening):
    sit(evening[0], [0, 1], [0, -1], [1, 0])

    assert lines(seating_csv([plan_by_id(evening[0])])) == [
        "Nachname;Vorname;Organisation;Bereich;Runde 1;Runde 2",
        "Krzyżanowska;Jadwiga;'=1+1;Wirtschaft;1;2",
        "Nguyễn;Thị Mai;Radfreunde e. V.;Wirtschaft;1;–",
        "Yıldırım;Ayşe;;Wirtschaft;2;1",
    ]


def test_several_plans_stand_below_each_other_and_are_named(evening):
    sit(evening[0], [0, 1], [0, -1], [1, 0])
    sit(evening[1], [0], [0], [1])
    with transaction():
        plan_by_id(evening[1]).title = "Abschluss"

    told = lines(seating_csv([plan_by_id(one) for one in evening]))

    assert told[0] == "Tischplan;Nachname;Vorname;Organisation;Bereich;Runde 1;Runde 2"
    assert told[3] == "Tischgespräche;Yıldırım;Ayşe;;Wirtschaft;2;1"
    assert told[6] == "Abschluss;Yıldırım;Ayşe;;Wirtschaft;2;"


def test_who_is_left_out_is_on_no_list_and_who_has_no_seat_has_dashes(evening):
    sit(evening[0], [0, 1], [], [1, 0])
    with transaction():
        seats_of(evening[0])[0].left_out = True

    told = lines(seating_csv([plan_by_id(evening[0])]))

    assert [line.split(";")[0] for line in told[1:]] == ["Nguyễn", "Yıldırım"]
    assert told[1].endswith(";–;–")


def test_the_workbook_holds_the_tables_as_numbers(evening):
    sit(evening[0], [0, 1], [0, -1], [1, 0])

    sheet = load_workbook(BytesIO(seating_xlsx([plan_by_id(evening[0])]))).active

    assert [cell.value for cell in sheet[3]][-2:] == [1, "–"]


@pytest.mark.parametrize(("kind", "status"), [("csv", 200), ("xlsx", 200), ("txt", 404)])
def test_the_office_may_take_it_away(office, evening, kind, status):
    answer = office.get(f"/buero/tische/{evening[0]}/tischplan.{kind}")

    assert answer.status_code == status
    if status == 200:
        assert f"_Tischplan.{kind}" in answer.headers["Content-Disposition"]


def test_moderators_print_names_and_take_no_list_of_people_with_groups(moderator, evening):
    plan = f"/buero/tische/{evening[0]}"
    lists = f"/buero/treffen/{plan_by_id(evening[0]).meeting_id}/listen"

    assert moderator.get(f"{plan}/tischplan.csv").status_code == 403
    assert moderator.get(f"{lists}/tischplan.csv").status_code == 404
    assert "tischplan.csv" not in moderator.get(plan).text
    assert moderator.get(f"{plan}/drucken/tischlisten.pdf").status_code == 200


def test_the_list_stands_on_the_page_drucken_while_a_plan_is_in_force(office, soup, evening):
    meeting = plan_by_id(evening[0]).meeting_id
    there = f"/buero/treffen/{meeting}/listen/tischplan.csv"
    assert office.get(there).status_code == 200

    with transaction():
        for one in evening:
            plan_by_id(one).in_force_at = None

    assert office.get(there).status_code == 404
