"""The export: files that the programs they are made for can read."""

import csv
import email
import email.policy
import io
import zipfile
from collections import Counter

import icalendar
import pypdf
import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import RuleBroken
from app.core.pdf_cache import PdfCache
from app.demo.export import export_demo, slug
from app.demo.loader import load_demo
from app.kits.office_mails import OfficeMail
from app.meetings.models import Meeting
from app.papers.catalogue import BY_KIND, PAPERS
from tests.conftest import empty_database
from tests.demo.conftest import NOW

WITH_PRINT_TIME = (
    "Regieplan", "Einlassliste", "Anwesenheitsliste", "Kontaktliste", "Checkliste"
)  # fmt: skip
M5 = "2027-09-16_projekt-pitch-abend-2027"
M4 = "2027-06-17_2-vernetzungstreffen-2027"


def test_slug_has_no_umlauts_and_no_odd_signs():
    assert slug("Themenwerkstatt: Wärme im Quartier") == "themenwerkstatt-waerme-im-quartier"
    assert slug("confirm_request") == "confirm-request"


def test_folder_that_is_not_empty_is_refused(ctx, tmp_path):
    (tmp_path / "notizen.txt").write_text("wichtig")

    with pytest.raises(RuleBroken, match="ist nicht leer"):
        list(export_demo(tmp_path))

    assert [path.name for path in tmp_path.iterdir()] == ["notizen.txt"]


def test_empty_database_is_refused(ctx, tmp_path):
    with pytest.raises(RuleBroken, match="noch kein Treffen"):
        list(export_demo(tmp_path / "neu"))

    assert not (tmp_path / "neu").exists()


@pytest.fixture(scope="module")
def exported(built_app, tmp_path_factory):
    """Folder and printed lines of one export. Documents are kept: equal ones are made once."""
    folder = tmp_path_factory.mktemp("export") / "jahr"
    usual = built_app.extensions["pdf_cache"]
    built_app.extensions["pdf_cache"] = PdfCache(folder.parent / "pdf", hours=1, megabytes=200)
    with built_app.app_context():
        empty_database()
        clock.start_at(NOW)
        load_demo()
        yield folder, list(export_demo(folder))
    built_app.extensions["pdf_cache"] = usual
    clock.reset()


def files(exported, ending):
    return sorted(exported[0].rglob(f"*.{ending}"))


@pytest.mark.pdf
def test_a_folder_for_each_meeting(exported):
    folder, _ = exported

    assert sorted(path.name for path in folder.iterdir()) == [
        "2027-02-18_auftakt-klimatriebwerk-2027",
        "2027-03-17_1-sitzung-des-lenkungskreises-2027",
        "2027-05-11_themenwerkstatt-waerme-im-quartier",
        M4,
        M5,
        "2027-11-25_jahresbilanz-2027",
        "2028-03-16_1-vernetzungstreffen-2028",
        "2028-06-22_2-vernetzungstreffen-2028",
        "2028-11-16_3-vernetzungstreffen-2028",
        "INHALT.txt",
        "forum",
        "kalender",
        "kontakte.csv",
        "kontakte.xlsx",
        "organisationen.csv",
        "organisationen.xlsx",
    ]


@pytest.mark.pdf
def test_contents_name_every_file(exported):
    folder, lines = exported
    told = (folder / "INHALT.txt").read_text(encoding="utf-8")
    written = [str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()]

    assert [name for name in written if name not in told] == ["INHALT.txt"]
    assert len(lines) == 10
    assert lines[-1].startswith(f"Fertig: {len(written) - 1} Dateien in ")


@pytest.mark.pdf
def test_mails_of_the_pitch_evening(exported):
    folder, _ = exported

    names = [path.name.partition("_")[2] for path in (folder / M5 / "mails").iterdir()]

    assert Counter(names) == {
        "confirm-request.eml": 1,
        "confirmation.eml": 1,
        "waitlist.eml": 1,
        "promoted.eml": 1,
        "offer-lapsed.eml": 1,
        "change-notice.eml": 1,
        "cancellation-ack.eml": 1,
        "meeting-cancelled.eml": 1,
        "pitch-received.eml": 1,
        "pitch-accepted.eml": 8,  # two of them to people who present as well
        "pitch-declined.eml": 1,
    }
    assert len(list((folder / M5 / "postausgang").iterdir())) == 13


@pytest.mark.pdf
def test_mails_to_guests_who_registered_in_another_language(exported):
    found = {}
    for language in ("en", "einfach"):
        first = min((exported[0] / M5 / f"mails-{language}").iterdir())
        mail = email.message_from_bytes(first.read_bytes(), policy=email.policy.default)
        found[language] = mail["Subject"].split(":")[0], mail["To"].addresses[0].display_name

    assert found == {
        "en": ("Please confirm", "Maria José Fernández Peña"),
        "einfach": ("Bitte bestätigen Sie", "Viktoriia Shevchuk"),
    }


@pytest.mark.pdf
def test_every_mail_is_whole(exported):
    faults = []
    for path in files(exported, "eml"):
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        texts = [
            part.get_content()
            for part in mail.walk()
            if part.get_content_type() in ("text/plain", "text/html")
        ]
        whole = len(texts) == 2 and mail["To"] and mail["Subject"] and mail["Message-ID"]
        if not whole or mail.defects or any("{{" in text for text in texts):
            faults.append(path.name)

    assert faults == []


@pytest.mark.pdf
def test_calendar_part_of_mails(exported):
    methods = Counter()
    for path in (exported[0] / M5 / "mails").iterdir():
        mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                parsed = icalendar.Calendar.from_ical(part.get_content())
                methods[path.name.partition("_")[2], str(parsed["METHOD"])] += 1

    assert methods == {
        ("confirmation.eml", "REQUEST"): 1,
        ("change-notice.eml", "REQUEST"): 1,
        ("cancellation-ack.eml", "CANCEL"): 1,
        ("meeting-cancelled.eml", "CANCEL"): 1,
    }


@pytest.mark.pdf
def test_calendar_files(exported):
    methods = Counter()
    for path in files(exported, "ics"):
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        if path.parent.parent != exported[0]:  # the feeds: test_foreign_parsers.py
            methods[path.name, str(calendar["METHOD"])] += len(calendar.events)

    assert methods == {
        ("termin.ics", "PUBLISH"): 9,
        ("einladung.ics", "REQUEST"): 9,
        ("absage.ics", "CANCEL"): 9,
    }


def printed(exported, folder):
    """The documents of a meeting by the last part of their names, with their text."""
    return {
        path.stem.split("_")[2]: "".join(
            page.extract_text() for page in pypdf.PdfReader(path).pages
        )
        for path in (exported[0] / folder / "druck").iterdir()
    }


@pytest.mark.pdf
@pytest.mark.parametrize("kit_id", ["auftakt", "lenkungskreis", "themenwerkstatt", "pitch-abend"])
def test_every_paper_of_the_kit_is_printed(exported, kit_id):
    meeting = db.session.scalars(select(Meeting).filter_by(kit_id=kit_id)).first()
    wanted = {BY_KIND[one.document].file for one in meeting.kit.printables} | {"Tagesordnung"}

    (folder,) = exported[0].glob(f"{meeting.day}_*")
    texts = printed(exported, folder.name)

    assert wanted - set(texts) == set()
    assert [name for name, text in texts.items() if not text.strip()] == []


@pytest.mark.pdf
def test_the_fullest_meeting_prints_the_whole_catalogue(exported):
    (folder,) = exported[0].glob("2027-02-18_*")
    meeting = db.session.scalars(select(Meeting).filter_by(kit_id="auftakt")).one()

    suiting = {paper.file for paper in PAPERS if paper.suits(meeting)} - {"Protokoll"}
    assert set(printed(exported, folder.name)) == suiting | {"Ergebnisprotokoll"}


@pytest.mark.pdf
def test_minutes_are_the_released_document(exported):
    folder = exported[0] / M4 / "druck"
    minutes = next(path for path in folder.iterdir() if "Ergebnisprotokoll" in path.name)

    text = "".join(page.extract_text() for page in pypdf.PdfReader(minutes).pages)

    assert [number for number in ("V-2027-01", "V-2027-03", "A-2027-20") if number in text] == [
        "V-2027-01", "V-2027-03", "A-2027-20"
    ]  # fmt: skip


@pytest.mark.pdf
def test_what_belongs_to_no_meeting(exported):
    folder = exported[0] / "forum"

    assert sorted(path.name for path in folder.glob("*.pdf")) == [
        "bericht.pdf", "beschluesse.pdf", "kennzahlen.pdf", "mitglieder.pdf",
        "suche-und-biete.pdf", "was-wurde-aus.pdf",
    ]  # fmt: skip
    kinds = {path.stem.partition("_")[2] for path in (folder / "mails").iterdir()}
    assert kinds <= set(OfficeMail)
    assert len(kinds) > 10


@pytest.mark.pdf
def test_lists_open_in_excel(exported):
    raw = (exported[0] / M5 / "anmeldungen.csv").read_bytes()
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    ideas = (exported[0] / "forum/ideenspeicher.csv").read_bytes()

    assert raw.startswith(b"\xef\xbb\xbf")
    assert len(lines) == 1 + 68
    assert {line[0] for line in lines} >= {"Yıldırım", "Freifrau von Wiedenstein-Holzbrück"}
    assert len(list(csv.reader(io.StringIO(ideas.decode("utf-8-sig")), delimiter=";"))) == 31
    for path in files(exported, "xlsx"):
        assert zipfile.ZipFile(path).testzip() is None


@pytest.mark.pdf
def test_no_cell_becomes_a_formula(exported):
    organisations = set()
    for path in files(exported, "csv"):
        lines = csv.DictReader(io.StringIO(path.read_text("utf-8-sig")), delimiter=";")
        organisations |= {line.get("Organisation", line.get("Name")) or "" for line in lines}

    assert "'+energie Bürgergenossenschaft eG" in organisations
    assert not any(name.startswith("+") for name in organisations)


@pytest.mark.pdf
def test_exporting_changes_nothing(exported, tmp_path):
    first = {
        str(path.relative_to(exported[0])): path.read_bytes()
        for path in exported[0].rglob("*.pdf")
        if not path.stem.endswith(WITH_PRINT_TIME)
    }

    list(export_demo(tmp_path / "noch-einmal"))

    again = tmp_path / "noch-einmal"
    assert {name: (again / name).read_bytes() for name in first} == first
