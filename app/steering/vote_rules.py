"""Quorum, votes and what a decision does to an idea; plain values (domain.md 3.3)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core.errors import RuleBroken
from app.core.words import count, date_short, listing
from app.ideas.rules import IdeaState, MoveFacts, SupportKind
from app.steering.rules import Choice, DecisionKind, Presence

LONGEST_WORDING = 4000
LONGEST_REASON = 2000
LONGEST_COMMENT = 1000
SHORTEST_VOTE = timedelta(days=1)
LONGEST_VOTE = timedelta(days=60)
REMINDED = timedelta(days=2)
"""So long before the end of a written vote, those who have not voted are asked once more."""

MOVES_TO = {
    DecisionKind.SELECT: IdeaState.SELECTED,
    DecisionKind.ON_HOLD: IdeaState.ON_HOLD,
    DecisionKind.DROP: IdeaState.DROPPED,
    DecisionKind.REFER: IdeaState.DROPPED,
}
"""Where an adopted decision brings its ideas; the other kinds leave them where they are."""
ABOUT_IDEAS = (*MOVES_TO, DecisionKind.POSTPONE)
NEEDS_REASON = (DecisionKind.ON_HOLD, DecisionKind.DROP, DecisionKind.REFER)
SUPPORT_SHORT = {
    SupportKind.CONTACTS: "Kontakte",
    SupportKind.COORDINATION: "Koordination",
    SupportKind.ADVICE: "Beratung",
    SupportKind.MODERATION: "Moderation",
    SupportKind.NAVIGATION: "Lotsenfunktion",
}


@dataclass(frozen=True, kw_only=True)
class RollSeat:
    """A seat of the steering group on the day of a session."""

    member_id: int
    name: str
    voting: bool
    presence: Presence
    person_id: int = 0
    deputy_id: int | None = None
    deputy: str = ""
    function: str = ""

    @property
    def taken(self) -> bool:
        """Somebody sits on it: the member, or the deputy while the member is away."""
        return self.presence in (Presence.MEMBER, Presence.DEPUTY)

    @property
    def sitting(self) -> str:
        """Name of who sits on it; empty: nobody."""
        return {Presence.MEMBER: self.name, Presence.DEPUTY: self.deputy}.get(self.presence, "")


@dataclass(frozen=True, kw_only=True)
class Votes:
    """How a vote came out; ``biased``: present, but taking no part in it."""

    yes: int
    no: int
    abstain: int
    biased: int = 0

    @property
    def total(self) -> int:
        """All who were there to vote."""
        return self.yes + self.no + self.abstain + self.biased

    @property
    def adopted(self) -> bool:
        """More yes than no; abstentions do not count."""
        return self.yes > self.no


@dataclass(frozen=True, kw_only=True)
class MotionValues:
    """What is typed for a motion. ``idea_ids``: ideas it is about."""

    kind: DecisionKind
    wording: str
    reason: str = ""
    idea_ids: tuple[int, ...] = ()
    agenda_item: int | None = None
    review_on: date | None = None


def present_votes(seats: Collection[RollSeat]) -> int:
    """How many may vote now: one for each taken seat that has a vote."""
    return sum(seat.voting and seat.taken for seat in seats)


def all_votes(seats: Collection[RollSeat]) -> int:
    """How many seats have a vote."""
    return sum(seat.voting for seat in seats)


def has_quorum(present: int, seats: int) -> bool:
    """More than half; exactly half is not enough."""
    return 2 * present > seats


def quorum_words(present: int, seats: int) -> str:
    """Beschlussfähig: 9 von 11 stimmberechtigten Mitgliedern"""
    start = "Beschlussfähig" if has_quorum(present, seats) else "Nicht beschlussfähig"
    return f"{start}: {present} von {seats} stimmberechtigten Mitgliedern"


def there_words(present: int, seats: int) -> str:
    """9 von 11 Stimmberechtigten anwesend"""
    return f"{present} von {seats} Stimmberechtigten anwesend"


def check_seats(seats: Collection[RollSeat]) -> None:
    """Raises ``RuleBroken``: a deputy who does not exist, or one person on two seats."""
    sitting: dict[int, str] = {}
    for seat in seats:
        if seat.presence == Presence.DEPUTY and seat.deputy_id is None:
            raise RuleBroken(
                f"{seat.name}: Für diesen Sitz ist keine Vertretung benannt. Wählen Sie "
                "„Entschuldigt“ oder benennen Sie zuerst eine Vertretung."
            )
        person = {Presence.MEMBER: seat.person_id, Presence.DEPUTY: seat.deputy_id}.get(
            seat.presence
        )
        if person and person in sitting:
            raise RuleBroken(
                f"{seat.sitting} ist zweimal als anwesend vermerkt: auf dem Sitz von "
                f"{sitting[person]} und auf dem Sitz von {seat.name}. "
                "Eine Person hat nur eine Stimme. Ändern Sie einen der beiden Sitze."
            )
        if person:
            sitting[person] = seat.name


def check_votes(votes: Votes, present: int) -> None:
    """Raises ``RuleBroken`` naming the difference when votes are missing or too many."""
    if not present:
        raise RuleBroken(
            "Es ist niemand mit Stimmrecht als anwesend vermerkt. Stellen Sie zuerst die "
            "Anwesenheit fest."
        )
    difference = votes.total - present
    if not difference:
        return
    cast = votes.yes + votes.no + votes.abstain
    told = (
        f"Ja, Nein und Enthaltung ergeben zusammen {cast}. Es müssen {present - votes.biased} "
        f"sein: {count(present, 'stimmberechtigter Sitz ist', 'stimmberechtigte Sitze sind')} "
        f"besetzt, {votes.biased} befangen."
    )
    missing = count(abs(difference), "Stimme", "Stimmen")
    raise RuleBroken(
        f"{told} {missing} zu viel. Zählen Sie noch einmal."
        if difference > 0
        else f"{told} Es {'fehlt' if difference == -1 else 'fehlen'} {missing}.",
        "yes",
    )


def votes_words(votes: Votes, *, recommendation: bool = False) -> str:
    """9 ja, 0 nein, 1 Enthaltung, 1 befangen, abgelehnt …"""
    told = [
        f"{votes.yes} ja",
        f"{votes.no} nein",
        count(votes.abstain, "Enthaltung", "Enthaltungen"),
    ]
    if votes.biased:
        told.append(f"{votes.biased} befangen")
    if not votes.adopted:
        told.append("abgelehnt")
    if recommendation:
        told.append("Empfehlung ohne Beschlussfähigkeit")
    return ", ".join(told)


def check_motion(values: MotionValues) -> None:
    """Raises ``RuleBroken`` naming the field: what every motion needs when it is prepared."""
    if not values.wording:
        raise RuleBroken(
            "Wortlaut: Bitte schreiben Sie, was beschlossen werden soll. "
            "„Wortlaut vorschlagen“ füllt das Feld.",
            "wording",
        )
    if values.kind in ABOUT_IDEAS and not values.idea_ids:
        raise RuleBroken(
            f"Ideen: „{values.kind.label}“ braucht mindestens eine Idee. Wählen Sie eine aus.",
            "ideas",
        )


def check_decidable(values: MotionValues, today: date) -> None:
    """Raises ``RuleBroken`` naming the field: what is needed before votes are counted."""
    check_motion(values)
    if values.kind in NEEDS_REASON and not values.reason:
        raise RuleBroken(
            f"Begründung: „{values.kind.label}“ braucht einen Grund. Die Ansprechperson der Idee "
            "liest ihn.",
            "reason",
        )
    if values.kind is not DecisionKind.ON_HOLD:
        return
    if values.review_on is None:
        raise RuleBroken(
            "Wieder vorlegen am: Bitte geben Sie an, wann die Idee wieder beraten wird.",
            "review_on",
        )
    if values.review_on <= today:
        raise RuleBroken(
            "Wieder vorlegen am: Der Tag liegt nicht in der Zukunft. Wählen Sie einen Tag nach "
            f"dem {date_short(today)}.",
            "review_on",
        )


def facts_for(values: MotionValues, number: str) -> MoveFacts:
    """What the register is told when a decision with this number moves an idea."""
    return MoveFacts(decision=number, reason=values.reason, review_on=values.review_on)


def proposal(
    kind: DecisionKind,
    titles: Sequence[str],
    *,
    group: str,
    until: date | None = None,
    support: Collection[SupportKind] = (),
) -> str:
    """A first wording for a motion about ideas with these titles; a person makes it exact."""
    named = listing([f"„{title}“" for title in titles]) or "…"
    is_, one = ("wird", "Die Idee wird") if len(titles) < 2 else ("werden", "Die Ideen werden")
    if kind is DecisionKind.SELECT:
        by = listing([SUPPORT_SHORT[one] for one in SupportKind if one in support]) or "…"
        day = date_short(until) if until else "…"
        return f"Der {group} empfiehlt, {named} bis {day} durch {by} zu unterstützen."
    texts = {
        DecisionKind.POSTPONE: f"Die Entscheidung zu {named} wird vertagt, bis … geklärt ist.",
        DecisionKind.ON_HOLD: f"{named} {is_} zurückgestellt, bis … vorliegt.",
        DecisionKind.DROP: f"{named} {is_} nicht aufgenommen.",
        DecisionKind.REFER: f"{named} {is_} nicht aufgenommen. {one} an … weitergegeben.",
        DecisionKind.PROGRAMME: "Das nächste Treffen befasst sich mit „…“.",
        DecisionKind.REPORT: "Die Kernaussagen der Mitteilung an den Ausschuss werden gebilligt.",
    }
    return texts[kind]


def check_deadline(deadline: datetime, now: datetime) -> None:
    """Raises ``RuleBroken`` for an end of a written vote that comes too soon or too late."""
    if deadline < now + SHORTEST_VOTE:
        raise RuleBroken(
            "Frist: Die Mitglieder brauchen mindestens einen Tag. Wählen Sie einen späteren "
            "Zeitpunkt.",
            "day",
        )
    if deadline > now + LONGEST_VOTE:
        raise RuleBroken("Frist: Höchstens 60 Tage sind möglich.", "day")


def tally(choices: Collection[Choice | None]) -> Votes:
    """Ballots counted; None: has not voted."""
    found = list(choices)
    return Votes(
        yes=found.count(Choice.YES),
        no=found.count(Choice.NO),
        abstain=found.count(Choice.ABSTAIN),
        biased=found.count(Choice.BIASED),
    )


def check_correction(
    day: date, reason: str, before: Votes, after: Votes, *, decided_on: date, today: date
) -> None:
    """Raises ``RuleBroken`` naming the field: a correction has a day and a reason, and the same
    number of people voted as before."""
    if day > today:
        raise RuleBroken(
            "Berichtigt am: Der Tag liegt in der Zukunft. Wählen Sie heute oder einen Tag davor.",
            "day",
        )
    if day < decided_on:
        raise RuleBroken(
            f"Berichtigt am: Der Beschluss ist vom {date_short(decided_on)}. Vorher kann er nicht "
            "berichtigt worden sein.",
            "day",
        )
    if not reason:
        raise RuleBroken(
            "Grund der Berichtigung: Bitte schreiben Sie, warum der Beschluss geändert wird.",
            "why",
        )
    check_votes(after, before.total)
