"""The report for the committee in sentences, from plain values: questions and plain answers.

The form is that of a „Mitteilung“ (domain.md 3.2). No participant is named, and of ideas only what
everybody may read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.words import count, date_plain, listing, number
from app.desk.pictures import UNSAID
from app.desk.report_rules import KitLine, Report
from app.ideas.rules import IdeaState

SMALL = (
    "kein", "ein", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf",
    "zwölf",
)  # fmt: skip
STATE_WORDS = {
    IdeaState.NEW: "neu",
    IdeaState.REVIEW: "in Prüfung",
    IdeaState.SELECTED: "ausgewählt",
    IdeaState.IN_PROGRESS: "in Umsetzung",
    IdeaState.DONE: "abgeschlossen",
    IdeaState.ON_HOLD: "zurückgestellt",
    IdeaState.DROPPED: "nicht aufgenommen",
}
LONGEST_EXAMPLE = 400
NB = "\N{NO-BREAK SPACE}"
FORGOTTEN_PEOPLE = (
    "Wie viele Personen das waren und wie viele zum ersten Mal dabei waren, ist nicht mehr "
    "bestimmbar: Namen sind nach Ablauf der Frist gelöscht."
)
FORGOTTEN_NEWCOMERS = (
    "Wie viele zum ersten Mal dabei waren, ist nicht mehr bestimmbar: Namen aus früheren Treffen "
    "sind nach Ablauf der Frist gelöscht."
)
NOT_KNOWN = "nicht mehr bestimmbar"
NOT_BEGUN = "Gestartet ist noch keine."


@dataclass(frozen=True)
class Block:
    """A question and the paragraphs that answer it."""

    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """A public idea, told as an example."""

    number: str
    title: str
    field: str
    state: IdeaState
    summary: str
    outcome: str = ""


@dataclass(frozen=True)
class Ahead:
    """What comes next: public meetings with their days, numbers of reports that are due."""

    meetings: tuple[tuple[str, date], ...] = ()
    reports: int = 0


@dataclass(frozen=True)
class Names:
    """How things are called here, from the settings."""

    forum: str
    committee: str
    steering_group: str
    office: str
    organisation: str


def blocks(
    found: Report, names: Names, examples: Sequence[Example], ahead: Ahead, need: str
) -> list[Block]:
    """The whole report; ``need``: what the office wrote about money and people."""
    parts = [
        Block("Für welche Zeit gilt dieser Bericht?", (period_sentence(found, names),)),
        Block("Welche Treffen gab es?", tuple(meeting_sentences(found, names))),
        Block("Wer war dabei?", tuple(people_sentences(found))),
        Block(
            "Welche Projektideen sind entstanden, und was wurde daraus?",
            tuple(idea_sentences(found, names)),
        ),
        Block("Wie hat die Geschäftsstelle unterstützt?", tuple(support_sentences(found))),
    ]
    if examples:
        head = "Welche Beispiele gibt es?" if len(examples) > 1 else "Welches Beispiel gibt es?"
        parts.append(Block(head, tuple(example_sentence(one) for one in examples)))
    parts.append(Block("Wie geht es weiter?", tuple(ahead_sentences(ahead))))
    if need.strip():
        parts.append(Block("Was wird gebraucht?", tuple(_paragraphs(need))))
    return parts


def plain_text(title: str, parts: Sequence[Block], names: Names) -> str:
    """The same as text to copy into a letter."""
    told = [title]
    for part in parts:
        told += [part.question, *part.answers]
    told += ["i. A.", f"{names.office}\n{names.organisation}"]
    return "\n\n".join(told) + "\n"


def report_title(names: Names) -> str:
    """Mitteilung der Geschäftsstelle an den Ausschuss, with the names of the settings."""
    return f"{names.forum}: Mitteilung ({names.committee})"


def period_sentence(found: Report, names: Names) -> str:
    """Dieser Bericht gilt für die Zeit vom 1. Januar 2027 bis zum 31. August 2027."""
    first, last = on_day(found.period.first), on_day(found.period.last)
    if found.period.first == found.period.last:
        return f"Dieser Bericht über {names.forum} gilt für den {first}."
    return f"Dieser Bericht über {names.forum} gilt für die Zeit vom {first} bis zum {last}."


def meeting_sentences(found: Report, names: Names) -> list[str]:
    """How many public meetings of which kind, and the sessions apart."""
    told = []
    if not found.held:
        told.append("Es gab kein öffentliches Treffen.")
    elif found.held == 1:
        told.append(f"Es gab ein öffentliches Treffen: {_kit_words(found.kits)}.")
    else:
        told.append(f"Es gab {small(found.held)} öffentliche Treffen: {_kit_words(found.kits)}.")
    often = times(found.sessions) if found.sessions else "nicht"
    told.append(f"{names.steering_group}: Das Gremium hat in dieser Zeit {often} getagt.")
    return told


def _kit_words(kits: Sequence[KitLine]) -> str:
    """einmal „Auftaktveranstaltung“, zweimal „Themenwerkstatt“"""
    return listing(
        [f"{times(line.meetings)} „{line.title}“" for line in kits if line.present is not None]
    )


def people_sentences(found: Report) -> list[str]:
    """Participations, people, newcomers; the mix; who did not appear."""
    present = sum(row.present for row in found.shares)
    if not present:
        return ["Anwesenheit ist für diese Zeit nicht erfasst."]
    number_of = count(present, "Teilnahme", "Teilnahmen")
    who = "" if found.people is None else f" von {count(found.people, 'Person', 'Personen')}"
    told = [f"Gezählt wurden {number_of}{who}. {_newcomers(found)}"]
    rows = [row for row in found.shares if row.present or row.label != UNSAID]
    mix = ", ".join(
        f"{row.label}{NB}{number(row.present)} ({row.present_percent:.0f}{NB}%)" for row in rows
    )
    told.append(f"Teilnahmen nach Akteursgruppen: {mix}.")
    if found.missing:
        told.append(f"Nicht erreicht wurde in dieser Zeit: {', '.join(found.missing)}.")
    if found.came.registered:
        told.append(_absent(found.came.absent, found.came.registered, found.came.absent_percent))
    return told


def _newcomers(found: Report) -> str:
    newcomers = found.newcomers
    if found.people is None:
        return FORGOTTEN_PEOPLE
    if newcomers is None:
        return FORGOTTEN_NEWCOMERS
    if not newcomers:
        return "Niemand war zum ersten Mal dabei."
    verb = "war" if newcomers == 1 else "waren"
    return f"{count(newcomers, 'Person', 'Personen')} {verb} zum ersten Mal dabei."


def _absent(absent: int, registered: int, percent: int) -> str:
    if not absent:
        return "Alle Angemeldeten sind gekommen oder haben abgesagt."
    return (
        f"Nicht erschienen: {number(absent)} von {number(registered)} Angemeldeten "
        f"({percent}{NB}%)."
    )


def idea_sentences(found: Report, names: Names) -> list[str]:
    """New ideas by field, where they stand now, how long a decision took."""
    if not found.ideas:
        return ["In dieser Zeit ist keine Projektidee entstanden."]
    fields = [f"{line.label}{NB}{number(line.number)}" for line in found.fields if line.number]
    told = [
        f"In dieser Zeit {'ist' if found.ideas == 1 else 'sind'} "
        f"{count(found.ideas, 'Projektidee', 'Projektideen')} entstanden. "
        f"Nach Handlungsfeldern: {', '.join(fields)}."
    ]
    states = [
        f"{number(many)}{NB}{STATE_WORDS[state]}" for state, many in found.states.items() if many
    ]
    told.append(f"Heutiger Stand: {', '.join(states)}.")
    told.append(_selected(found, names))
    if found.wait is not None:
        told.append(
            f"Vom Eingang bis zur ersten Entscheidung dauerte es in der Mitte {days(found.wait)} "
            f"(Median, {count(len(found.waits), 'Idee', 'Ideen')})."
        )
    return told


def _selected(found: Report, names: Names) -> str:
    started, done = found.funnel[2].number, found.funnel[3].number
    if not found.selected:
        return f"{names.steering_group}: Davon ist noch keine Idee ausgewählt."
    begun = f"{number(started)} davon {'ist' if started == 1 else 'sind'} gestartet"
    ended = f"{number(done)} {'ist' if done == 1 else 'sind'} abgeschlossen"
    return (
        f"{names.steering_group}: Ausgewählt {'wurde' if found.selected == 1 else 'wurden'} "
        f"{count(found.selected, 'Idee', 'Ideen')}. "
        f"{f'{begun}, {ended}.' if done else f'{begun}.' if started else NOT_BEGUN}"
    )


def support_sentences(found: Report) -> list[str]:
    """Hours and minutes by kind, in the words and the order of the mandate."""
    total = found.support.total
    if not total:
        return ["In dieser Zeit ist keine Unterstützung von Projekten eingetragen."]
    kinds = [
        f"{kind.label} {hours_in_words(minutes)}"
        for kind, minutes in found.support.kinds.items()
        if minutes
    ]
    return [
        f"Die Geschäftsstelle hat Projekte insgesamt {hours_in_words(total)} lang unterstützt "
        f"({number(total)}{NB}Minuten).",
        f"Im Einzelnen: {'; '.join(kinds)}.",
    ]


def example_sentence(one: Example) -> str:
    """„Fahrradbus zur Grundschule“ (Idee 2027-003, Mobilität, in Umsetzung): what it is."""
    place = f", {one.field}" if one.field else ""
    head = f"„{one.title}“ (Idee {one.number}{place}, {STATE_WORDS[one.state]})"
    text = cut(" ".join(one.summary.split()), LONGEST_EXAMPLE)
    result = " ".join(one.outcome.split()) if one.state is IdeaState.DONE else ""
    told = [part for part in (text, f"Ergebnis: {result}" if result else "") if part]
    return f"{head}: {' '.join(told)}" if told else f"{head}."


def ahead_sentences(ahead: Ahead) -> list[str]:
    """The next meetings, and how many projects report there."""
    told = []
    if not ahead.meetings:
        told.append("Ein nächstes öffentliches Treffen steht noch nicht fest.")
    else:
        named = [f"„{title}“ am {on_day(day)}" for title, day in ahead.meetings]
        head = "Das nächste öffentliche Treffen ist" if len(named) == 1 else "Die nächsten Treffen:"
        told.append(f"{head} {listing(named)}.")
    if ahead.reports:
        verb = "soll" if ahead.reports == 1 else "sollen"
        told.append(f"{count(ahead.reports, 'Projekt', 'Projekte')} {verb} dann berichten.")
    return told


def hours_in_words(minutes: int) -> str:
    """30 Stunden 55 Minuten, 1 Stunde, 45 Minuten"""
    whole, rest = divmod(minutes, 60)
    parts = [count(whole, "Stunde", "Stunden")] if whole else []
    if rest or not whole:
        parts.append(count(rest, "Minute", "Minuten"))
    return " ".join(parts).replace(" ", NB)


def on_day(day: date) -> str:
    """18. Februar 2027, never on two lines between day and month."""
    return date_plain(day).replace(". ", f".{NB}")


def times(value: int) -> str:
    """einmal, zweimal, dreimal; from 13 on 13 Mal"""
    return f"{small(value)}mal" if value < len(SMALL) else f"{number(value)}{NB}Mal"


def days(value: float) -> str:
    """27 Tage, 1 Tag, 4,5 Tage"""
    if value == int(value):
        return count(int(value), "Tag", "Tage")
    return f"{decimal(value)} Tage"


def decimal(value: float) -> str:
    """4,4 and 1.855,5: one digit behind the comma."""
    whole, _, digit = f"{value:,.1f}".partition(".")
    return f"{whole.replace(',', '.')},{digit}"


def small(value: int) -> str:
    """drei; from 13 on 13"""
    return SMALL[value] if 0 < value < len(SMALL) else number(value)


def cut(text: str, longest: int) -> str:
    """At most so many letters, cut at the end of a sentence or else of a word."""
    if len(text) <= longest:
        return text
    kept = text[:longest]
    sentence = max(kept.rfind(mark) for mark in (". ", "! ", "? "))
    if sentence > longest // 3:
        return kept[: sentence + 1]
    return f"{kept.rsplit(' ', 1)[0]} …"


def _paragraphs(text: str) -> list[str]:
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
