"""Forms of seats in the steering group."""

from typing import Any

from wtforms import HiddenField, RadioField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind

from app.core.forms import PageForm, one_day, one_line, sent_number
from app.steering.member_actions import SeatValues
from app.steering.models import Member
from app.steering.rating_forms import last_day

WITH_VOTE, ADVISING = "ja", "nein"
WHO = "Tippen Sie Vorname und Nachname. Die Person muss in den Kontakten stehen."


class MemberForm(PageForm):
    """A seat: function, vote, deputy, term."""

    deputy = one_line("Vertretung", required=False, longest=400, hint=WHO)
    function = one_line(
        "Funktion", required=False, longest=100, hint="Zum Beispiel Sprecherin oder Mitglied"
    )
    voting = RadioField(
        "Stimmrecht",
        choices=[
            SelectChoice(WITH_VOTE, "Stimmberechtigt"),
            SelectChoice(ADVISING, "Beratend, ohne Stimme"),
        ],
        default=WITH_VOTE,
    )
    term_from = one_day("Amtszeit ab")
    term_to = one_day(
        "Letzter Tag der Amtszeit", required=False, hint="Leer: Das Ende ist noch offen."
    )
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)

    def values(self) -> SeatValues:
        """Only after ``accept``."""
        return SeatValues(
            person=self.typed_person(),
            deputy=self.deputy.data or "",
            function=self.function.data or "",
            voting=self.voting.data == WITH_VOTE,
            term_from=last_day(self.term_from),
            term_to=self.term_to.data,
        )

    def typed_person(self) -> str:
        """The person of a seat that is there stays."""
        return ""

    @classmethod
    def of(cls, member: Member, deputy: str) -> "MemberForm":
        """As the seat stands. ``deputy``: how the deputy is told apart from others."""
        values: dict[str, Any] = {
            "deputy": deputy,
            "function": member.function,
            "voting": WITH_VOTE if member.voting else ADVISING,
            "term_from": member.term_from,
            "term_to": member.term_to,
            "version": str(member.version),
        }
        return cls(data=values)


class NewMemberForm(MemberForm):
    """A seat for somebody new."""

    person = one_line("Person", longest=400, hint=WHO)

    def typed_person(self) -> str:
        """Who gets the seat."""
        return self.person.data or ""


class EndForm(PageForm):
    """The last day of a term."""

    last_day = one_day("Letzter Tag", hint="Bis zu diesem Tag gehört die Person zum Kreis.")
    version = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that the page showed; 0 for nonsense."""
        return sent_number(self.version.data)
