"""What the office is told about an agenda; nothing of it forbids anything."""

from datetime import datetime, time, timedelta

from app.agenda.rules import Place
from app.agenda.timetable import Slot, timetable
from app.agenda.warnings import Planned, notices
from app.kits.schema import Kind
from tests.agenda.build import Item

SIX = datetime(2027, 9, 16, 18, 0)


def plan(*rows):
    """Items from (minutes, fields of Planned and Item)."""
    known = Item.__dataclass_fields__
    items = [
        Item(minutes, **{k: v for k, v in fields.items() if k in known}) for minutes, fields in rows
    ]
    slots = timetable(items, SIX)
    return [
        Planned(
            id=n,
            title=fields.get("title", f"Punkt {n}"),
            kind=item.kind,
            slot=slot,
            place=item.place,
            starts=item.starts,
            **{k: v for k, v in fields.items() if k not in known and k != "title"},
        )
        for n, (item, slot, (_, fields)) in enumerate(zip(items, slots, rows, strict=True))
    ]


def told(items, roles=None, *, planned=None, closed=False):
    ends = [one.slot.end for one in items if one.place == Place.DURING]
    total = int((max(ends, default=SIX) - SIX).total_seconds() // 60)
    found = notices(
        items, roles or {}, total=total, planned=planned or total, pitches_closed=closed
    )
    return [(one.text, one.items) for one in found]


def test_an_agenda_that_fits_says_nothing():
    assert told(plan((60, {}), (10, {"kind": Kind.BREAK}), (60, {}))) == []


def test_the_end_is_compared_with_the_announced_one():
    items = plan((60, {}))

    assert told(items, planned=48) == [("12 Minuten über der geplanten Zeit", ())]
    assert told(items, planned=65) == [("5 Minuten vor dem geplanten Ende", ())]


def test_a_fixed_begin_that_is_missed_names_time_and_minutes():
    items = plan((40, {}), (20, {"title": "Grußwort", "starts": time(18, 30)}))

    assert told(items) == [
        ("„Grußwort“ beginnt 10 Minuten nach dem festen Beginn 18:30\N{NO-BREAK SPACE}Uhr.", (1,))
    ]


def test_a_setup_that_cannot_end_in_time_must_begin_earlier():
    items = plan((90, {"title": "Aufbau", "place": Place.BEFORE, "starts": time(17, 0)}), (30, {}))

    assert told(items) == [
        ("„Aufbau“ beginnt 30 Minuten vor dem festen Beginn 17:00\N{NO-BREAK SPACE}Uhr.", (0,))
    ]


def test_a_buffer_saves_the_fixed_begin():
    items = plan((40, {}), (15, {"kind": Kind.BUFFER}), (20, {"starts": time(18, 50)}))

    assert told(items) == []
    assert items[1].slot.given == 5


def test_one_person_at_two_parallel_items_is_told_however_it_is_spelled():
    items = plan(
        (30, {"people": ("Nguyễn Thị Mai",), "title": "A"}),
        (20, {"people": ("nguyễn  thị mai",), "title": "B", "parallel": True}),
        (20, {"people": ("Nguyễn Thị Mai",), "title": "C"}),
    )

    assert told(items) == [("Nguyễn Thị Mai ist gleichzeitig bei „A“ und „B“.", (0, 1))]


def test_several_people_of_one_role_share_parallel_items():
    shared = {"role": "Tischleitung", "people": ("Ana", "Cem")}
    alone = {"role": "Tischleitung", "people": ("Ana",)}

    assert told(plan((30, shared), (30, shared | {"parallel": True}))) == []
    assert len(told(plan((30, alone), (30, alone | {"parallel": True})))) == 1


def test_roles_that_last_all_evening_overlap_with_the_others():
    items = plan((30, {"role": "Empfang", "people": ("Ana",)}), (30, {}))

    assert told(items, {"Empfang": ["Ana"], "Fotos": ["Ana"], "Technik": ["Cem"]}) == [
        ("Ana hat zur selben Zeit zwei Rollen: Empfang und Fotos.", ())
    ]


def test_a_role_before_the_meeting_does_not_overlap_with_one_that_lasts_the_meeting():
    items = plan((30, {"role": "Aufbau", "people": ("Ana",), "place": Place.BEFORE}), (30, {}))

    assert told(items, {"Aufbau": ["Ana"], "Fotos": ["Ana"]}) == []


def test_who_leads_does_not_write_the_minutes():
    items = plan((30, {"role": "Moderation", "people": ("Ana",)}))
    sentence = "Ana hat Moderation und Protokoll. Geben Sie das Protokoll jemand anderem."

    assert told(items, {"Moderation": ["Ana"], "Protokoll": ["Ana"]}) == [(sentence, ())]
    assert told(items, {"Moderation": ["Ana"], "Protokoll": ["Cem"]}) == []


def test_more_than_ninety_minutes_need_a_break():
    text = "Von 18:00 bis 19:31\N{NO-BREAK SPACE}Uhr fehlt eine Pause: 91 Minuten am Stück."

    assert told(plan((50, {}), (41, {}))) == [(text, (0,))]
    assert told(plan((50, {}), (40, {}))) == []
    assert told(plan((50, {}), (10, {"kind": Kind.BREAK}), (41, {}))) == []
    assert told(plan((50, {}), (41, {"starts": time(19, 0)}))) == []


def test_a_break_beside_other_items_is_none():
    items = plan((50, {}), (50, {}), (10, {"kind": Kind.BREAK, "parallel": True}))

    assert [text[:24] for text, _ in told(items)] == ["Von 18:00 bis 19:40\N{NO-BREAK SPACE}Uhr "]


def test_talks_take_at_most_a_fifth():
    fine = plan((20, {"kind": Kind.INPUT}), (80, {}))
    long = plan((20, {"kind": Kind.WORK, "method": "short_input"}), (60, {}))

    assert told(fine, planned=100)[1:] == [] and told(fine)[0][0].startswith("Von 18:00")
    assert told(long) == [
        ("Vorträge dauern 20 von 80 Minuten, das ist mehr als ein Fünftel der Zeit.", (0,))
    ]


def test_free_places_for_pitches_count_when_no_more_can_come():
    items = plan((30, {"title": "Pitches", "pitch_slots": 4, "free_slots": 1}))

    assert told(items) == []
    assert told(items, closed=True) == [("Von 4 Plätzen für Pitches ist 1 frei: „Pitches“.", (0,))]


def test_a_person_at_an_item_without_minutes_is_nowhere_twice():
    moment = Slot(SIX, SIX)
    one = Planned(id=1, title="A", kind=Kind.WORK, slot=moment, people=("Ana",))
    other = Planned(
        id=2, title="B", kind=Kind.WORK, slot=Slot(SIX, SIX + timedelta(minutes=5)), people=("Ana",)
    )

    assert notices([one, other], {}, total=5, planned=5, pitches_closed=False) == []
