from dataclasses import replace
from datetime import date, time

import pytest
from sqlalchemy import select

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.core.errors import Conflict, RuleBroken
from app.meetings import checklist
from app.meetings.models import ChecklistItem, Meeting
from app.meetings.rules import MeetingState
from app.outbox.models import Message
from app.series import changing, queries
from app.series.models import Series, SeriesMeeting
from app.series.outlook import Scope, outlook, outlook_of_end
from app.series.plans import plan_of
from app.series.rules import Rhythm
from tests import build


def series_of(series_id):
    db.session.expire_all()
    return queries.series_by_id(series_id)


def entries_of(series_id):
    return queries.entries_of(series_of(series_id), app_clock.today())


def ids_of(series_id):
    return [entry.meeting.id for entry in entries_of(series_id)]


def days_of(series_id):
    return [f"{entry.meeting.day:%d.%m.}" for entry in entries_of(series_id)]


def plan_with(series_id, **values):
    """The series as it is, with other values; ``rule``: other values of the rule."""
    plan = plan_of(series_of(series_id))
    rule = replace(plan.rule, **values.pop("rule", {}))
    return replace(plan, rule=rule, **values)


def look(series_id, scope=Scope.ALL, first=None, **values):
    return outlook(series_of(series_id), plan_with(series_id, **values), scope, first)


def change(series_id, scope=Scope.ALL, first=None, **values):
    plan = plan_with(series_id, **values)
    ahead = outlook(series_of(series_id), plan, scope, first)
    return changing.change_series(
        series_id, plan, scope, first=first, seen=ahead.digest, actor=build.OFFICE
    )


def by_hand(meeting_id, **values):
    """The office changes one meeting on its own page."""
    with transaction():
        meeting = db.session.get(Meeting, meeting_id)
        for name, value in values.items():
            setattr(meeting, name, value)


def people_at(meeting_id, number=3):
    """So many people with a place at a published meeting."""
    by_hand(
        meeting_id,
        state=MeetingState.PUBLISHED,
        venue_id=build.a_venue(),
        registration_opens=date(2027, 8, 1),
    )
    for _ in range(number):
        build.a_registration(meeting_id)


def fates(found):
    return [(str(step.fate), f"{step.day:%d.%m.}") for step in found.steps]


SECOND_THURSDAY = {"nth": 2, "weekday": 3}


def test_a_new_rule_moves_every_meeting_within_its_month(ctx):
    series_id = build.a_series()
    before = ids_of(series_id)

    change(series_id, rule=SECOND_THURSDAY)

    assert ids_of(series_id) == before
    assert days_of(series_id) == ["13.01.", "09.03.", "11.05.", "13.07.", "14.09.", "09.11."]
    assert all(entry.by_hand == () for entry in entries_of(series_id))


def test_deadlines_and_open_points_move_along(ctx):
    series_id = build.a_series()
    first = entries_of(series_id)[0].meeting
    closes, opens = first.registration_closes, first.registration_opens
    due = db.session.scalars(
        select(ChecklistItem.due).where(
            ChecklistItem.meeting_id == first.id, ChecklistItem.day_offset == 0
        )
    ).first()

    change(series_id, rule=SECOND_THURSDAY)

    moved = db.session.get(Meeting, first.id)
    assert (closes - moved.registration_closes).days == 6
    assert (opens - moved.registration_opens).days == 6
    again = db.session.scalars(
        select(ChecklistItem.due).where(
            ChecklistItem.meeting_id == first.id, ChecklistItem.day_offset == 0
        )
    ).first()
    assert (due is None) or (due - again).days == 6


def test_doing_it_twice_changes_nothing(ctx):
    series_id = build.a_series()
    people_at(ids_of(series_id)[2])
    change(series_id, rule=SECOND_THURSDAY)
    days, state = days_of(series_id), fates(look(series_id, rule={"until": date(2028, 12, 30)}))

    done = change(series_id, rule={"until": date(2028, 12, 30)})

    assert days_of(series_id) == days
    assert {fate for fate, _ in state} == {"same"}
    assert [step.changes for step in done.steps] == [()] * 6


def test_what_was_changed_by_hand_stays_and_is_marked(ctx):
    series_id = build.a_series()
    second, third = ids_of(series_id)[1:3]
    by_hand(second, day=date(2028, 3, 29))
    by_hand(third, begins=time(19, 0), capacity=12)

    marks = [entry.by_hand for entry in entries_of(series_id)]
    change(series_id, rule=SECOND_THURSDAY, begins=time(17, 0), ends=time(19, 0), capacity=60)

    assert marks == [(), ("day",), ("begins", "capacity"), (), (), ()]
    facts = {e.meeting.id: (e.meeting.day, e.meeting.begins, e.meeting.capacity)
             for e in entries_of(series_id)}  # fmt: skip
    assert facts[second] == (date(2028, 3, 29), time(17, 0), 60)
    assert facts[third] == (date(2028, 5, 11), time(19, 0), 12)


def test_a_meeting_with_people_keeps_its_day_and_gets_no_twin(ctx):
    series_id = build.a_series()
    first = ids_of(series_id)[0]
    people_at(first)

    ahead = look(series_id, rule=SECOND_THURSDAY)
    change(series_id, rule=SECOND_THURSDAY)

    step = ahead.steps[0]
    assert (step.fate, step.day, step.rule_day) == ("stays", date(2028, 1, 19), date(2028, 1, 13))
    assert step.entry.reasons == ("Anmeldungen",)
    assert days_of(series_id)[:2] == ["19.01.", "09.03."]
    assert len(ids_of(series_id)) == 6
    assert ahead.told == 0


def test_a_date_that_falls_out_of_the_rule_stays_when_somebody_depends_on_it(ctx):
    series_id = build.a_series()
    first, second, *_ = ids_of(series_id)
    people_at(first)
    by_hand(second, title="Sommerfest")

    done = change(series_id, rule={"rhythm": Rhythm.EVEN})

    assert [fate for fate, _ in fates(done)].count("removed") == 4
    assert [(str(s.fate), s.entry.meeting.id) for s in done.steps if s.fate == "outside"] == [
        ("outside", first), ("outside", second)
    ]  # fmt: skip
    assert days_of(series_id) == [
        "19.01.", "16.02.", "15.03.", "19.04.", "21.06.", "16.08.", "18.10.", "20.12."
    ]  # fmt: skip
    assert db.session.query(Meeting).count() == 8
    points = len(db.session.get(Meeting, first).kit.checklist)
    assert db.session.query(ChecklistItem).count() == 8 * points


def test_work_in_a_draft_keeps_it_from_being_removed(ctx):
    series_id = build.a_series()
    meeting_id = ids_of(series_id)[3]
    item = db.session.scalars(select(ChecklistItem.id).filter_by(meeting_id=meeting_id)).first()
    checklist.tick(item, done=True, actor=build.OFFICE)

    done = change(series_id, rule={"until": date(2028, 6, 30)})

    assert [str(step.fate) for step in done.steps] == ["same"] * 3 + ["outside"] + ["removed"] * 2
    assert entries_of(series_id)[3].reasons == ("bearbeitete Checkliste",)


def test_new_times_reach_people_and_say_how_many(ctx):
    series_id = build.a_series(venue_id=build.a_venue())
    first, second, *_ = ids_of(series_id)
    people_at(first, 3)
    change(series_id)
    mails = db.session.query(Message).count()

    ahead = look(series_id, begins=time(18, 30), ends=time(21, 0))
    done = change(series_id, begins=time(18, 30), ends=time(21, 0))

    assert (ahead.told, done.told) == (3, 3)
    assert [step.told for step in ahead.steps] == [3, 0, 0, 0, 0, 0]
    assert "Beginn: 18:00 → 18:30" in ahead.steps[0].sentences
    assert db.session.query(Message).count() == mails + 3
    assert db.session.get(Meeting, second).begins == time(18, 30)


def test_places_are_never_fewer_than_those_that_are_taken(ctx):
    series_id = build.a_series()
    first = ids_of(series_id)[0]
    people_at(first, 3)

    ahead = look(series_id, capacity=2)
    change(series_id, capacity=2)

    assert ahead.steps[0].note.startswith("Es sind schon 3 Plätze vergeben.")
    assert [entry.meeting.capacity for entry in entries_of(series_id)] == [50, 2, 2, 2, 2, 2]


def test_this_and_the_following_leave_the_earlier_ones_alone(ctx):
    series_id = build.a_series()
    third = ids_of(series_id)[2]

    change(series_id, Scope.FOLLOWING, third, rule=SECOND_THURSDAY, begins=time(17, 0))

    assert days_of(series_id) == ["19.01.", "15.03.", "11.05.", "13.07.", "14.09.", "09.11."]
    assert [e.meeting.begins.hour for e in entries_of(series_id)] == [18, 18, 17, 17, 17, 17]
    series = series_of(series_id)
    assert (series.rule_from, series.starts_on) == (date(2028, 5, 1), date(2028, 5, 1))


def test_after_a_split_a_longer_period_leaves_the_earlier_section_alone(ctx):
    series_id = build.a_series()
    change(series_id, Scope.FOLLOWING, ids_of(series_id)[2], rule=SECOND_THURSDAY)

    change(series_id, rule={"until": date(2029, 1, 31)})

    assert days_of(series_id) == [
        "19.01.", "15.03.", "11.05.", "13.07.", "14.09.", "09.11.", "11.01."
    ]  # fmt: skip


def test_only_this_one_is_handwork_afterwards(ctx):
    series_id = build.a_series()
    third = ids_of(series_id)[2]

    change(series_id, Scope.ONE, third, begins=time(17, 0), ends=time(19, 30))
    change(series_id, capacity=77)

    begins = [(e.meeting.begins.hour, e.meeting.capacity) for e in entries_of(series_id)]
    assert begins == [(18, 77), (18, 77), (17, 77), (18, 77), (18, 77), (18, 77)]
    assert entries_of(series_id)[2].by_hand == ("begins",)
    with pytest.raises(RuleBroken) as fault:
        look(series_id, Scope.ONE, third, rule=SECOND_THURSDAY)
    assert fault.value.field == "scope"


def test_held_meetings_are_never_touched(ctx, clock):
    series_id = build.a_series()
    clock.set("2028-06-01T09:00")

    done = change(series_id, rule=SECOND_THURSDAY, begins=time(17, 0), capacity=60)

    assert [str(step.fate) for step in done.steps] == ["untouched"] * 3 + ["moves"] * 3
    assert days_of(series_id) == ["19.01.", "15.03.", "17.05.", "13.07.", "14.09.", "09.11."]
    assert [e.meeting.begins.hour for e in entries_of(series_id)] == [18, 18, 18, 17, 17, 17]


def test_numbers_and_titles_follow_the_order_of_the_days(ctx):
    series_id = build.a_series()

    change(series_id, rule={"rhythm": Rhythm.MONTHLY, "until": date(2028, 4, 30)})

    rows = [(e.row.number, e.meeting.title) for e in entries_of(series_id)]
    assert rows == [(n, f"{n}. Vernetzungstreffen 2028") for n in range(1, 5)]
    assert db.session.query(SeriesMeeting).count() == 4


def test_nothing_is_done_when_something_changed_since_it_was_seen(ctx):
    series_id = build.a_series()
    plan = plan_with(series_id, rule={"until": date(2028, 3, 31)})
    ahead = outlook(series_of(series_id), plan, Scope.ALL)
    people_at(ids_of(series_id)[4])

    with pytest.raises(Conflict, match="Seit der Übersicht hat sich etwas geändert"):
        changing.change_series(series_id, plan, Scope.ALL, seen=ahead.digest, actor=build.OFFICE)

    assert len(ids_of(series_id)) == 6


def test_a_skipped_date_stays_skipped(ctx):
    series_id = build.a_series(skipped=[date(2028, 7, 19)])

    change(series_id, rule={"until": date(2029, 1, 31)})

    assert days_of(series_id) == ["19.01.", "15.03.", "17.05.", "20.09.", "15.11.", "17.01."]


def test_moved_while_planning_stays_moved(ctx):
    series_id = build.a_series(moved={date(2028, 3, 15): date(2028, 3, 22)})

    change(series_id, rule={"until": date(2029, 1, 31)})

    assert days_of(series_id)[:3] == ["19.01.", "22.03.", "17.05."]
    assert entries_of(series_id)[1].by_hand == ()


def test_a_time_that_summer_time_skips_is_no_change(ctx):
    series_id = build.a_series(rhythm=Rhythm.CHOSEN, months=(3, 6), nth=-1, weekday=6)

    ahead = look(series_id, begins=time(2, 30), ends=time(5, 0))

    assert ahead.faults == [
        "Die Uhrzeit 02:30 gibt es am 26.03.2028 nicht: Die Uhren werden in dieser Nacht auf "
        "Sommerzeit umgestellt. Bitte wählen Sie eine andere Uhrzeit."
    ]
    with pytest.raises(RuleBroken) as fault:
        change(series_id, begins=time(2, 30), ends=time(5, 0))
    assert fault.value.field == "begins"


def test_the_end_of_a_series(ctx):
    series_id = build.a_series()
    people_at(ids_of(series_id)[4])
    ahead = outlook_of_end(series_of(series_id), date(2028, 6, 30))

    changing.end_series(series_id, date(2028, 6, 30), seen=ahead.digest, actor=build.OFFICE)

    assert [str(step.fate) for step in ahead.steps] == [
        "untouched", "untouched", "untouched", "removed", "outside", "removed"
    ]  # fmt: skip
    assert days_of(series_id) == ["19.01.", "15.03.", "17.05.", "20.09."]
    assert db.session.get(Series, series_id).ended_on == date(2028, 6, 30)
