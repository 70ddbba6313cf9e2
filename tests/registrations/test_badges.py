"""Name badges: who gets one, what stands on it, where it stands on the sheet."""

import io
from collections import Counter

import openpyxl
import pikepdf
import pytest
from bs4 import BeautifulSoup

from app.core.db import db
from app.core.errors import RuleBroken
from app.core.label_sheets import positions
from app.core.lettering import MM_PER_POINT, width_bold, width_regular
from app.core.pdf import render_pdf, stop_renderer
from app.core.printing import pdf_of
from app.core.settings_sections import LABEL_SHEETS, LabelSheet
from app.kits.schema import Mode
from app.meetings.models import Meeting
from app.registrations import badge_layout, badges
from app.registrations.rules import RegistrationState
from tests import build
from tests.papers.drawn import drawn
from tests.papers.structure import MILLIMETRE, findings
from tests.registrations.build import LONG, a_crowd, a_place

BADGES = LABEL_SHEETS[0]
SMALLEST = LabelSheet(
    id="kleinste",
    name="Kleinste",
    columns=2,
    rows=3,
    width_mm=50,
    height_mm=30,
    left_mm=10,
    top_mm=10,
)
SHEETS = (*LABEL_SHEETS, SMALLEST)
NAMES = (
    "W" * 200,
    LONG.strip()[:200],
    "Maximilian-Alexander",
    "Nguyễn Thị Mai",
    "Yıldırım",
    "a-" * 100,
)


@pytest.fixture(autouse=True, scope="module")
def own_renderer():
    yield
    stop_renderer()


def meeting_of(meeting_id):
    return db.session.get(Meeting, meeting_id)


def html_of(meeting_id, **wishes):
    made = badges.badges_document(meeting_of(meeting_id), **{"sheet": BADGES} | wishes)
    return BeautifulSoup(made.html, "html.parser")


def first_names(page):
    return [line.text for line in page.select("p.f")]


# the rules


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.id)
@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:12])
def test_every_name_stands_whole_in_its_band(name, sheet):
    badge = badge_layout.badge_for(name, name, name, sheet, no_photo=True, in_team=True)
    bands = badge_layout.bands_of(sheet)
    below_the_word = max(bands.first[0], badge_layout.WORD_ENDS), bands.first[1]

    for line, band, width in (
        (badge.first, below_the_word, width_bold),
        (badge.surname, bands.surname, width_regular),
    ):
        em = line.points * MM_PER_POINT
        assert "".join(line.lines).replace(" ", "") == name.replace(" ", "")
        assert max(map(width, line.lines)) * em <= sheet.width_mm - 2 * bands.side + 1e-6
        assert len(line.lines) * em * 1.2 <= band[1] - band[0] + 1e-6


@pytest.mark.parametrize("sheet", LABEL_SHEETS, ids=lambda sheet: sheet.id)
def test_usual_first_names_are_large(sheet):
    for name in ("Cem", "Jadwiga", "Nguyễn Thị Mai", "Katharina"):
        assert badge_layout.badge_for(name, "Süß", "", sheet).first.points >= 18


def test_only_an_organisation_is_ever_shortened():
    badge = badge_layout.badge_for("Cem", "Süß", LONG, BADGES)

    assert badge.organisation.lines[-1].endswith("…")
    assert badge.organisation.points == badge_layout.ORGANISATION[-1]


def test_the_mark_takes_room_from_the_organisation_alone():
    plain, marked = (
        badge_layout.badge_for("Cem", "Süß", "Radfreunde Teuto und Umgebung", BADGES, no_photo=mark)
        for mark in (False, True)
    )

    assert (len(plain.organisation.lines), len(marked.organisation.lines)) == (1, 2)
    assert plain.first == marked.first


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Prof. Dr. med. Anna", "Anna"),
        ("Dr Anna", "Anna"),
        ("Frau Klee", "Klee"),
        ("Phil", "Phil"),
        ("Phil Moos", "Phil Moos"),
        ("Dr.", "Dr."),
        ("  Zoë   Marie ", "Zoë Marie"),
    ],
)
def test_titles_stay_away(typed, printed):
    assert badge_layout.without_title(typed) == printed


def test_without_a_first_name_the_surname_is_the_large_one():
    badge = badge_layout.badge_for("", "Klee", "", BADGES)

    assert (badge.first.lines, badge.surname.lines) == (("Klee",), ())


# who gets one, and what stands on it


def test_people_with_a_place_get_one_in_german_order(ctx):
    meeting_id = build.a_meeting()
    for last in ("Zander", "Öztürk", "Oberle", "Ärmel", "Adam"):
        a_place(meeting_id, f"V{last}", last)
    for state in (RegistrationState.WAITLISTED, RegistrationState.CANCELLED):
        a_place(meeting_id, "Nicht", state, state=state)

    page = html_of(meeting_id)

    assert first_names(page) == ["VAdam", "VÄrmel", "VOberle", "VÖztürk", "VZander"]


def test_only_people_in_the_room_get_one(ctx):
    meeting_id = build.a_meeting(kit="online-hybrid")
    a_place(meeting_id, "Ada", "Saal", participation="onsite")
    a_place(meeting_id, "Ben", "Schirm", participation="online")

    assert meeting_of(meeting_id).mode == Mode.HYBRID
    assert first_names(html_of(meeting_id)) == ["Ada"]


def test_some_can_be_chosen(ctx):
    meeting_id = build.a_meeting()
    ids = [a_place(meeting_id, name, "Klee") for name in ("Ada", "Ben", "Cem")]

    assert first_names(html_of(meeting_id, registration_ids=ids[1:])) == ["Ben", "Cem"]


def test_a_badge_holds_no_more_than_it_must(ctx):
    meeting_id = build.a_meeting()
    a_place(
        meeting_id, "Cem", "Yıldırım", organisation="Werkhof e. V.", email="cem@example.org",
        sector="politik", access_needs="Rollstuhl", no_photo=True,
    )  # fmt: skip

    sheet = html_of(meeting_id).select_one(".sheet")

    lines = [line.text for line in sheet.select("p")]
    assert lines == ["Cem", "Yıldırım", "Werkhof e.\u00a0V.", "keine Fotos"]
    assert sheet.h1.text == "Namensschilder"


def test_pitch_teams_get_a_frame_and_a_word_where_the_kit_marks_them(ctx):
    meeting_id = build.a_planned_meeting()
    pitch_id = build.an_accepted_pitch(meeting_id, first_name="Ada", last_name="Klee")
    build.a_presenter(pitch_id, first_name="Ben", last_name="Moos")
    build.a_pitch(meeting_id, first_name="Cem", last_name="Süß", title="Noch nicht zugesagt")
    for first, last in (("ADA", "Klee"), ("Ben", "Moos"), ("Cem", "Süß"), ("Dora", "Tau")):
        a_place(meeting_id, first, last)

    badges_on_sheet = html_of(meeting_id).select_one(".sheet").select("p.f, p.team")

    assert [line.text for line in badges_on_sheet] == [
        "ADA", "Pitch-Team", "Ben", "Pitch-Team", "Cem", "Dora",
    ]  # fmt: skip


def test_other_kits_mark_nobody(ctx):
    meeting_id = build.a_planned_meeting(kit="vernetzung")
    build.an_accepted_pitch(meeting_id, first_name="Ada", last_name="Klee")
    a_place(meeting_id, "Ada", "Klee")

    assert html_of(meeting_id).select("p.team") == []


# sheets


def test_blank_badges_have_the_forum_and_lines_to_write_on(ctx):
    meeting_id = build.a_meeting()
    a_place(meeting_id)

    _, *blank = html_of(meeting_id, blank_sheets=2).select(".sheet")

    assert len(blank) == 2
    texts = Counter(line.text for line in blank[1].select("p"))
    assert texts == {"KlimaTriebwerk": 10, "Vorname": 10, "Nachname, Organisation": 10}


def test_without_anybody_there_is_one_sheet_to_write_on(ctx):
    page = html_of(build.a_meeting())

    assert len(page.select(".sheet")) == len(page.select("h1")) == 1


def test_a_sheet_that_is_partly_used_is_used_up(ctx):
    meeting_id = build.a_meeting()
    a_crowd(meeting_id, 5)

    sheets = html_of(meeting_id, first_label=8).select(".sheet")

    assert [[line["class"][1] for line in sheet.select("p.f")] for sheet in sheets] == [
        ["f7", "f8", "f9"],
        ["f0", "f1"],
    ]


@pytest.mark.parametrize("label", [0, 11])
def test_a_first_label_that_is_not_on_the_sheet_is_refused(ctx, label):
    with pytest.raises(RuleBroken, match="von 1 bis 10"):
        html_of(build.a_meeting(), first_label=label)


def test_the_number_of_queries_does_not_grow(ctx, count_queries):
    few, many = (build.a_planned_meeting() for _ in range(2))
    a_crowd(few, 1)
    a_crowd(many, 40)
    numbers = []
    for meeting_id in (few, many):
        meeting = meeting_of(meeting_id)
        with count_queries() as seen:
            badges.badges_document(meeting, sheet=BADGES)
        numbers.append(len(seen))

    assert numbers[0] == numbers[1]


# the tables for whoever prints elsewhere


def test_the_table_for_mail_merge(ctx):
    meeting_id = build.a_meeting()
    a_place(meeting_id, "Dr. Zoë", "Süß", organisation="=Werkhof", no_photo=True)

    text = badges.badges_csv(meeting_of(meeting_id)).decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(badges.badges_xlsx(meeting_of(meeting_id))))

    assert text.splitlines() == [
        "Vorname;Nachname;Organisation;Keine Fotos",
        "Zoë;Süß;'=Werkhof;Ja",
    ]
    assert [cell.value for cell in book.active[2]] == ["Zoë", "Süß", "=Werkhof", "Ja"]


# place cards


def cards_of(meeting_id, **wishes):
    made = badges.place_cards_document(meeting_of(meeting_id), **wishes)
    return BeautifulSoup(made.html, "html.parser")


def test_members_get_a_place_card_with_their_function_also_unregistered(ctx):
    meeting_id = build.a_meeting(kit="lenkungskreis")
    group = ctx.extensions["settings"].forum.steering_group
    build.a_person(first_name="Ada", last_name="Klee", function="Vorsitz", labels=(group,))
    a_place(meeting_id, "Ben", "Moos", organisation="Werkhof e. V.")

    cards = cards_of(meeting_id).select(".upright")

    assert [card.text.split() for card in cards] == [
        ["Ada", "Klee", "Vorsitz"],
        ["Ben", "Moos", "Werkhof", "e.", "V."],
    ]


@pytest.mark.parametrize(("on_a_sheet", "sheets"), [(1, 5), (2, 3), (4, 2)])
def test_place_cards_stand_alone_in_pairs_and_in_fours(ctx, on_a_sheet, sheets):
    meeting_id = build.a_meeting()
    a_crowd(meeting_id, 5)

    page = cards_of(meeting_id, on_a_sheet=on_a_sheet)

    assert len(page.select(".sheet")) == sheets
    assert len(page.select(".upright")) == len(page.select(".turned")) == 5


@pytest.mark.parametrize("size", [badge_layout.card_size(*one) for one in badges.CARDS.values()])
@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:12])
def test_a_name_on_a_place_card_is_whole(name, size):
    both = f"{name} {name}"

    card = badge_layout.place_card_for(both, LONG, size)

    em = card.name.points * MM_PER_POINT
    assert "".join(card.name.lines).replace(" ", "") == both.replace(" ", "")
    assert max(map(width_bold, card.name.lines)) * em <= size[0] * 0.84 + 1e-6
    assert len(card.name.lines) * em * 1.15 <= size[1] * 0.46 + 1e-6


# the finished file


@pytest.mark.pdf
@pytest.mark.parametrize("on_a_sheet", badges.CARDS)
def test_the_turned_half_of_a_place_card_is_not_read_aloud(ctx, on_a_sheet):
    meeting_id = build.a_meeting()
    a_place(meeting_id, "Jadwiga", "Łukaszewicz", organisation="Werkhof e. V.")
    a_place(meeting_id, LONG, LONG, organisation=LONG)
    a_place(meeting_id, "W" * 200, "W" * 200)

    data = render_pdf(
        badges.place_cards_document(meeting_of(meeting_id), on_a_sheet=on_a_sheet).html
    )

    assert findings(data, pages=-(-3 // on_a_sheet), paper="A4 landscape", sheet=True) == []
    with pikepdf.open(io.BytesIO(data)) as file:
        texts = [text for page in file.pages for text in drawn(page).texts]
    seen = Counter((text.artifact, text.text.strip()) for text in texts)
    assert seen[False, "Werkhof e.\u00a0V."] == seen[True, "Werkhof e.\u00a0V."] == 1
    assert sum(text.artifact for text in texts) == sum(not text.artifact for text in texts) - 1


def printed(meeting_id, **wishes):
    made = badges.badges_document(meeting_of(meeting_id), **{"sheet": BADGES} | wishes)
    return pdf_of(made)


@pytest.mark.pdf
@pytest.mark.parametrize("sheet", LABEL_SHEETS, ids=lambda sheet: sheet.id)
def test_three_hundred_people_stand_on_their_labels(ctx, sheet):
    meeting_id = build.a_meeting()
    a_crowd(meeting_id, 298, no_photo=True)
    a_place(meeting_id, LONG, LONG, organisation=LONG)
    a_place(meeting_id, "W" * 200, "W" * 200, organisation="W" * 200)
    pages = -(-300 // (sheet.columns * sheet.rows))

    data = printed(meeting_id, sheet=sheet, blank_sheets=1)

    assert findings(data, pages=pages + 1, paper="A4", sheet=True) == []
    assert strays(data, sheet) == []


def strays(data, sheet):
    """Texts that do not stand on a label."""
    with pikepdf.open(io.BytesIO(data)) as file:
        texts = [text for page in file.pages for text in drawn(page).texts]
    return [
        text.text for text in texts if text.text != "Namensschilder" and not on_a_label(text, sheet)
    ]


def on_a_label(text, sheet):
    left, bottom, right, top = (edge / MILLIMETRE for edge in text.box)
    return any(
        x <= left and right <= x + sheet.width_mm
        and y <= 297 - top and 297 - bottom <= y + sheet.height_mm
        for x, y in positions(sheet)
    )  # fmt: skip
