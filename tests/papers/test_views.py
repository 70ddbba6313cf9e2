"""The page „Drucken“: what is ticked, what a job shows, who may see what."""

import pytest

from app.core import pdf
from app.meetings.queries import meeting_by_id
from app.papers import actions, queries, runner
from app.papers.catalogue import PAPERS, TABLES
from app.papers.rules import JobState
from tests import build

pytestmark = pytest.mark.pdf


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    pdf.stop_renderer()


@pytest.fixture
def meeting(ctx):
    made = build.a_planned_meeting(kit="vernetzung")
    for name in ("Nguyễn", "Krzyżanowska"):
        build.a_registration(made, last_name=name)
    return made


def here(meeting):
    return f"/buero/treffen/{meeting}/drucken"


def ticked(page):
    return {
        box["name"].removeprefix("papier_"): page.find(id=box["id"].replace("papier", "zahl"))[
            "value"
        ]
        for box in page.select("input[type=checkbox][checked]")
    }


def test_what_the_kit_wants_is_ticked_in_its_number(office, soup, meeting):
    page = soup(office.get(here(meeting)))

    wanted = ticked(page)
    assert wanted["tagesordnung"] == "1"
    assert wanted["regieplan"] == "16"
    assert "plakat" not in wanted


def test_a_pack_is_given_and_made(office, soup, meeting):
    sent = {"form": "pdf", "tables": "1", "desks": "1", "first_label": "1"}
    sent |= {"sheet": "namensschilder-80x50", "papier_tagesordnung": "y", "zahl_tagesordnung": "2"}
    answer = office.post(here(meeting), data=sent)
    assert answer.status_code == 303

    waiting = soup(office.get(answer.location))
    assert waiting.progress.text == "0 von 1 Dokument fertig"
    assert waiting.find(id="stand")["hx-trigger"] == "every 1s"

    actions.work_off(lambda: False)

    ready = soup(office.get(answer.location))
    assert "Das Paket ist fertig" in ready.text
    assert "hx-get" not in ready.find(id="stand").attrs
    file = office.get(answer.location + "/datei")
    assert (file.mimetype, file.data[:5]) == ("application/pdf", b"%PDF-")
    assert "Druckpaket.pdf" in file.headers["Content-Disposition"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("zahl_tagesordnung", "0", "Anzahl Tagesordnung: Bitte geben Sie eine ganze Zahl von 1"),
        ("zahl_tagesordnung", "viele", "Anzahl Tagesordnung: Bitte geben Sie eine ganze Zahl ein"),
        ("tables", "100", "Tische: Bitte geben Sie eine ganze Zahl von 1 bis 99 an."),
        ("shift_x", "viel", "Nach rechts schieben (mm): Bitte geben Sie Millimeter an"),
    ],
)
def test_a_wrong_number_is_told_and_everything_typed_stays(
    office, soup, meeting, field, value, sentence
):
    sent = {"form": "pdf", "tables": "3", "desks": "2", "first_label": "1"}
    sent |= {"sheet": "namensschilder-80x50", "papier_tagesordnung": "y", "zahl_tagesordnung": "7"}

    answer = office.post(here(meeting), data=sent | {field: value})

    page = soup(answer)
    assert answer.status_code == 422
    assert sentence in page.text
    kept = sent | {field: value}
    assert page.find(id="desks")["value"] == kept["desks"]
    assert page.find(id="zahl_tagesordnung")["value"] == kept["zahl_tagesordnung"]
    assert set(ticked(page)) == {"tagesordnung"}
    assert all(part.has_attr("open") for part in page.main.select("form details"))


def test_a_ticked_document_without_a_number_is_one_copy(office, meeting):
    sent = {"tables": "1", "desks": "1", "first_label": "1", "sheet": "namensschilder-80x50"}

    answer = office.post(
        here(meeting), data=sent | {"papier_tagesordnung": "y", "zahl_tagesordnung": ""}
    )

    job = queries.job_by_id(int(answer.location.rpartition("/")[2]))
    assert job.wishes == [["agenda", 1]]


def test_nothing_ticked_is_told(office, soup, meeting):
    sent = {"tables": "1", "desks": "1", "first_label": "1", "sheet": "namensschilder-80x50"}

    answer = office.post(here(meeting), data=sent)

    assert answer.status_code == 422
    assert "Bitte wählen Sie mindestens ein Dokument." in soup(answer).text


def test_the_one_button_gives_what_the_kit_wants(office, meeting, monkeypatch):
    woken = []
    monkeypatch.setattr(runner, "wake", lambda: woken.append(1))

    answer = office.post(here(meeting) + "/alles")

    job = queries.job_by_id(int(answer.location.rpartition("/")[2]))
    assert ["run_sheet", 16] in job.wishes
    assert (job.state, woken) == (JobState.WAITING, [1])


def test_every_document_and_list_opens(office, meeting):
    suiting = [paper.address for paper in PAPERS if paper.suits(meeting_by_id(meeting))]
    told = {
        address: office.get(f"{here(meeting)}/{address}.pdf").status_code for address in suiting
    }
    assert told == dict.fromkeys(suiting, 200)
    for table in (one for one in TABLES if one.suits(meeting_by_id(meeting))):
        for kind in ("csv", "xlsx"):
            address = f"/buero/treffen/{meeting}/listen/{table.address}.{kind}"
            assert (address, office.get(address).status_code) == (address, 200)
    assert office.get(f"{here(meeting)}/nichts.pdf").status_code == 404
    assert office.get(f"/buero/treffen/{meeting}/listen/einlassliste.exe").status_code == 404


def test_what_is_for_the_office_alone_does_not_exist_for_moderators(moderator, meeting):
    secret = [paper.address for paper in PAPERS if paper.for_office]
    page = moderator.get(here(meeting)).text

    for address in secret:
        assert f"papier_{address}" not in page
        assert moderator.get(f"{here(meeting)}/{address}.pdf").status_code == 404
    assert moderator.get(f"{here(meeting)}/tagesordnung.pdf").status_code == 200


def test_the_page_asks_as_often_for_thirty_people_as_for_one(app, office, count_queries):
    with app.app_context():
        meeting = build.a_planned_meeting(kit="vernetzung")
        build.a_registration(meeting)
    office.get(here(meeting))
    with count_queries() as few:
        office.get(here(meeting))
    with app.app_context():
        for number in range(30):
            build.a_registration(meeting, last_name=f"G{number}", email=f"g{number}@example.org")

    with count_queries() as many:
        office.get(here(meeting))

    assert len(many) == len(few)


def test_members_who_have_not_registered_get_their_papers_too(office, soup, ctx):
    session = build.a_planned_meeting(kit="lenkungskreis")
    for name in ("Klee", "Moos"):
        build.a_person(last_name=name, labels=("Lenkungskreis",))

    wanted = ticked(soup(office.get(here(session))))

    assert (wanted["sitzung"], wanted["ideenliste"]) == ("2", "2")


def test_what_does_not_suit_a_meeting_does_not_exist(office, ctx):
    session = build.a_planned_meeting(kit="lenkungskreis")

    for address in ("ideenwand", "programm", "standschilder"):
        assert office.get(f"{here(session)}/{address}.pdf").status_code == 404


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"shift_x": "90"}, "über den Rand des Papiers hinaus"),
        ({"first_label": "11"}, "Der Bogen hat nur 10 Etiketten."),
    ],
)
def test_labels_that_the_sheet_does_not_have_are_told_at_once(
    office, soup, meeting, changed, sentence
):
    sent = {"form": "pdf", "tables": "3", "desks": "2", "first_label": "1"}
    sent |= {"sheet": "namensschilder-80x50", "papier_namensschilder": "y"}

    answer = office.post(here(meeting), data=sent | changed)

    assert (answer.status_code, sentence in soup(answer).text) == (422, True)
