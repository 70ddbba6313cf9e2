"""The retention run: trying changes nothing, what went is written down, the office is told once."""

from datetime import date, timedelta

from app.core import clock as app_clock
from app.core.db import db
from app.meetings.models import Meeting
from app.operation.copying import marks_of
from app.outbox.actions import beat
from app.outbox.models import Message
from app.privacy.models import Foretold, Forgotten
from app.privacy.retention_run import foretell, run, try_out
from app.privacy.run_pages import run_page
from tests import build

DAY = timedelta(days=1)


def marks():
    with db.engine.connect() as connection:
        return marks_of(connection)


def past_meeting(clock, people=12):
    """A meeting on 9 September 2027 with this many registered people."""
    meeting = db.session.get_one(Meeting, build.a_meeting(day=date(2027, 9, 9), capacity=100))
    for number in range(people):
        build.a_registration(
            meeting.id, last_name=f"Muster{number}", email=f"m{number}@example.org"
        )
    return meeting


def test_trying_changes_nothing_and_moves_no_clock(ctx, clock):
    meeting = past_meeting(clock)
    before, moment = marks(), app_clock.today()

    trial = try_out(400 * DAY)

    assert (trial.numbers["people"], trial.meetings["people"]) == (12, {meeting.id: 12})
    assert (marks(), app_clock.today()) == (before, moment)


def test_what_went_is_written_down_by_day_and_adds_up(ctx, clock):
    past_meeting(clock)
    clock.set("2028-09-10T10:00")
    run()
    assert set(run().values()) == {0}
    row = db.session.scalars(db.select(Forgotten).filter_by(rule="people")).one()

    assert (row.day, row.number) == (date(2028, 9, 10), 12)


def test_the_page_says_when_nothing_is_forgotten(office, ctx, clock):
    """The clockwork does the run; minutes of silence are a fault, no sign of it ever as well."""
    stands = "Das Uhrwerk steht still"
    assert stands in office.get("/buero/datenschutz/loeschlauf").text
    beat("clockwork")
    assert stands not in office.get("/buero/datenschutz/loeschlauf").text
    clock.move(minutes=6)
    assert stands in office.get("/buero/datenschutz/loeschlauf").text


def test_the_page_says_what_goes_of_which_meeting_within_seven_days(ctx, clock):
    meeting = past_meeting(clock)
    clock.set("2028-09-06T10:00")

    page = run_page()

    line = next(one for one in page.lines if one.title == "Namen und Adressen in Anmeldungen")
    assert (line.today, line.week, line.meetings) == (0, 12, [(meeting.title, 12)])
    assert line.span == "12 Monate"


def test_the_office_is_told_a_week_before_and_once(ctx, clock):
    past_meeting(clock)  # its names go on 9 September 2028, a Saturday
    told = []
    for day in range(14, 42):
        clock.set((date(2028, 8, 1) + day * DAY).isoformat() + "T08:00")
        told += [app_clock.today()] * foretell()
        assert not foretell()
    letter = db.session.scalars(db.select(Message).filter_by(kind="foretold")).one()

    assert told == [date(2028, 8, 28)]
    assert "4. September 2028" in letter.subject
    assert letter.recipient == "klimatriebwerk@example.org"
    assert db.session.scalars(db.select(Foretold.numbers).filter_by(week=told[0])).one() == {
        "people": 12
    }


def test_a_small_amount_is_not_worth_a_mail(ctx, clock):
    past_meeting(clock, people=3)
    clock.set("2028-08-28T08:00")

    assert not foretell()


def test_the_command_shows_before_it_does(app, clock):
    with app.app_context():
        past_meeting(clock)
    clock.set("2028-09-10T10:00")
    shell = app.test_cli_runner()

    dry = shell.invoke(args=["privacy", "run", "--dry"]).output
    done = shell.invoke(args=["privacy", "run"]).output
    again = shell.invoke(args=["privacy", "run", "--dry"]).output

    assert "Namen und Adressen in Anmeldungen: 12" in dry and "würde gelöscht" in dry
    assert "Gelöscht: " in done
    assert again == "Nichts ist fällig.\n"
