"""The series of the year: the summer meeting belongs to it, three drafts follow in the next."""

from datetime import date, time

from app.access.actions import Actor
from app.access.rules import Role
from app.core.db import locked
from app.demo.sample import OFFICE_LEAD, people
from app.meetings.models import Meeting
from app.series import actions
from app.series.models import Series
from app.series.plans import SeriesPlan
from app.series.rules import Rhythm, Rule

HELD = date(2027, 6, 17)
LEFT_OUT = date(2027, 11, 18)
"""The annual review is one week later."""
CORPUS_CHRISTI, INSTEAD = date(2028, 6, 15), date(2028, 6, 22)


def add_series(summer: Meeting) -> int:
    """Every third Thursday in March, June and November until the end of 2028. Returns its id."""
    actor = Actor(0, people()[OFFICE_LEAD].full_name, frozenset({Role.OFFICE}))
    series_id = actions.create_series(_plan(summer), "demo-series", actor)
    series = locked(Series, series_id)
    actions.join(series, summer, HELD, 2)
    series.skipped = [LEFT_OUT.isoformat()]
    series.first_number = 2
    return series_id


def _plan(summer: Meeting) -> SeriesPlan:
    """The summer meeting is there already, so its date is left out at first."""
    return SeriesPlan(
        name="Vernetzungstreffen",
        title_pattern="{nummer_im_jahr}. Vernetzungstreffen {jahr}",
        kit_id="vernetzung",
        rule=Rule(
            rhythm=Rhythm.CHOSEN,
            nth=3,
            weekday=3,
            starts_on=date(2027, 6, 1),
            until=date(2028, 12, 31),
            months=(3, 6, 11),
        ),
        begins=time(18, 0),
        ends=time(20, 30),
        venue_id=summer.venue_id,
        capacity=summer.capacity,
        first_number=3,
        skipped=frozenset({HELD, LEFT_OUT}),
        moved={CORPUS_CHRISTI: INSTEAD},
    )
