"""A project on paper: what sheets, cards and programmes show of it, as plain data."""

import re
from dataclasses import dataclass
from datetime import date

from app.core.links import link_to
from app.core.settings import current
from app.core.words import date_plain
from app.ideas.models import Idea
from app.meetings.models import Meeting

OPEN = "noch offen"
NOT_NAMED = "Der Geschäftsstelle bekannt"
"""There is a contact person, who did not agree to be named."""
LONG_TEXT, VERY_LONG_TEXT = 1100, 2200
_SHORTENED = {
    "bzw.", "ca.", "dr.", "etc.", "evtl.", "ggf.", "inkl.", "nr.", "prof.", "st.", "str.", "tel.",
    "usw.", "vgl.", "zzgl.",
}  # fmt: skip
_AFTER_DOT = re.compile(r"(?<=[.!?])[\"“»)]?\s+(?=[\"„«(]?\w)")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A project for a sheet of paper. Empty texts are shown as „noch offen“."""

    number: str
    """With its word: „Idee 2027-001“ or „Pitch 3“."""
    title: str
    summary: str = ""
    field: str = ""
    team: str = ""
    seeking: str = ""
    offering: str = ""
    step: str = ""
    contact: str = ""
    """A name only with consent; see ``NOT_NAMED``."""
    status: str = ""
    notes: tuple[str, ...] = ()
    """Sentences below the status: where it comes from, what came out."""
    address: str = ""
    """Its public page; empty where there is none."""

    @property
    def density(self) -> str:
        """Class of the type: long texts stand in smaller letters before they need a second page."""
        texts = (
            self.title,
            self.summary,
            self.team,
            self.seeking,
            self.offering,
            self.step,
            *self.notes,
        )
        letters = sum(len(text) for text in texts)
        if letters > VERY_LONG_TEXT:
            return "very-long"
        return "long" if letters > LONG_TEXT else ""


def sheet_of(idea: Idea) -> Sheet:
    """An idea as everybody may read it; the same sheet for the office and for the public."""
    return Sheet(
        number=f"Idee {idea.number}",
        title=idea.title,
        summary=idea.summary,
        field=fields_of(idea),
        team="\n".join(text for text in (idea.organisation, idea.team) if text),
        seeking=idea.seeking,
        offering=idea.offering,
        step=step_of(idea),
        contact=contact_of(idea),
        status=status_of(idea),
        notes=tuple(_notes(idea)),
        address=link_to("ideas_public.idea", number=idea.number) if idea.public else "",
    )


def fields_of(idea: Idea) -> str:
    """Names of its fields of work; empty while none is decided."""
    found = [current().forum.field(one) for one in (idea.action_field, idea.second_field)]
    return ", ".join(field.name for field in found if field)


def contact_of(idea: Idea) -> str:
    """The name of the contact person with consent, ``NOT_NAMED`` without, empty without person."""
    if idea.contact_name and not idea.contact_public:
        return NOT_NAMED
    return idea.contact_name


def step_of(idea: Idea) -> str:
    """The next step and until when."""
    if idea.next_step and idea.next_step_due:
        return f"{idea.next_step} (bis\N{NO-BREAK SPACE}{day_words(idea.next_step_due)})"
    return idea.next_step


def status_of(idea: Idea) -> str:
    """The state, with the number of the decision behind it."""
    return f"{idea.state_label} (Beschluss {idea.decision})" if idea.decision else idea.state_label


def day_words(day: date) -> str:
    """16. September 2027, all on one line."""
    return date_plain(day).replace(" ", "\N{NO-BREAK SPACE}")


def public_source(idea: Idea) -> Meeting | None:
    """The meeting it came from, when everybody may know of it."""
    meeting = idea.meeting
    return meeting if meeting is not None and meeting.public else None


def _notes(idea: Idea) -> list[str]:
    meeting = public_source(idea)
    noted = f"Aufgenommen am {day_words(idea.submitted_on)}"
    if meeting:
        noted += f", entstanden beim Treffen „{meeting.title}“ am {day_words(meeting.day)}"
    notes = [f"{noted}."]
    if idea.reason:
        notes.append(f"Grund: {idea.reason}")
    if idea.outcome:
        notes.append(f"Ergebnis: {idea.outcome}")
    return notes


def opening(text: str, sentences: int, most: int) -> str:
    """The first sentences of a text, at most ``most`` letters; what is left out reads „ …“."""
    words = " ".join(text.split())
    ends = [end for end in _sentence_ends(words) if end <= most][:sentences]
    if ends:
        return words[: ends[-1]]
    if len(words) <= most:
        return words
    cut = words[: most - 1].rpartition(" ")[0] or words[: most - 1]
    return f"{cut.rstrip(' ,;:–')}\N{NO-BREAK SPACE}…"


def _sentence_ends(words: str) -> list[int]:
    """Where sentences end. „z. B.“, „e. V.“, „3. Mai“ and „bzw.“ end none."""
    ends = []
    for gap in _AFTER_DOT.finditer(words):
        last = words[: gap.start()].rpartition(" ")[2].strip('„“"()')
        ends_here = len(last) > 2 and not last[:-1].isdigit() and last.lower() not in _SHORTENED
        if ends_here and not words[gap.end()].islower():
            ends.append(len(words[: gap.end()].rstrip()))
    return [*ends, len(words)]
