"""The form that plans a meeting."""

from typing import Any

from wtforms import BooleanField, SelectField

from app.core.forms import PageForm, one_day, one_line, one_time, whole_number
from app.kits.schema import Kit
from app.meetings.actions import Plan
from app.meetings.models import Venue

NO_VENUE = "Noch offen"


class PlanForm(PageForm):
    title = one_line("Titel", hint="So steht es in Einladung und Tagesordnung.")
    topic = one_line("Thema", required=False, longest=300)
    day = one_day("Datum")
    begins = one_time("Beginn")
    venue_id = SelectField("Ort", coerce=int)
    capacity = whole_number("Plätze", least=1, most=5000)
    listed = BooleanField("Auf der öffentlichen Seite zeigen")

    def offer(self, kit: Kit, venues: list[Venue]) -> None:
        """The choices, and what the kit suggests for fields that were not filled in yet."""
        self.venue_id.choices = [(0, NO_VENUE)] + [
            (venue.id, f"{venue.name} (bis {venue.seats} Plätze)" if venue.seats else venue.name)
            for venue in venues
        ]
        self.day.description = (
            f"Vorschlag: {kit.duration_minutes} Minuten ab {kit.default_start} Uhr."
        )

    @staticmethod
    def suggestions(kit: Kit) -> dict[str, Any]:
        """Values of an empty form."""
        return {
            "title": kit.short_title,
            "begins": kit.start_time,
            "capacity": kit.group_ideal,
            "listed": kit.minutes_type != "decision",
        }

    def to_plan(self) -> Plan:
        assert self.day.data and self.begins.data and self.capacity.data
        return Plan(
            title=self.title.data or "",
            topic=self.topic.data or "",
            day=self.day.data,
            begins=self.begins.data,
            capacity=self.capacity.data,
            venue_id=self.venue_id.data or None,
            listed=bool(self.listed.data),
        )
