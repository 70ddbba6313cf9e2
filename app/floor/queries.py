"""What is read of the floor: cards in their order, polls with what was counted, the projector."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import case, func, select
from sqlalchemy.orm import lazyload, selectinload

from app.core import clock
from app.core.db import db
from app.core.errors import NotFound
from app.core.language import N_
from app.core.tokens import digest
from app.floor import rules
from app.floor.models import Card, FloorSetting, Poll, PollOption, VotingSlip
from app.floor.rules import CardsState, CardState, Count, Line, PollState, Screen
from app.ideas.models import Idea
from app.ideas.queries import ideas_of_meeting, ideas_of_pitches
from app.meetings.models import Meeting
from app.meetings.queries import meeting_by_slug
from app.meetings.rules import MeetingState
from app.pitches.models import Pitch
from app.pitches.queries import pitches_of
from app.pitches.rules import IN_THE_PROGRAMME
from app.registrations.queries import attendance_by_sector, counts

UNKNOWN_CODE = N_(
    "Diesen Code gibt es nicht. Prüfen Sie die Buchstaben auf Ihrem Zettel, "
    "oder lassen Sie sich einen neuen Zettel geben."
)
MOST_CARDS = 300
"""So many cards stand on the page of the office, the newest of those that are settled."""


@dataclass(frozen=True)
class Tally:
    """A poll with everything that was counted."""

    poll: Poll
    counts: tuple[Count, ...]
    """One for each option, in their order."""
    slips: int = 0
    """Slips that were made."""
    used: int = 0
    """Slips with points on them."""
    lines: list[Line] = field(default_factory=list)
    """The result, the most points first."""

    @property
    def paper(self) -> int:
        return sum(one.paper for one in self.counts)

    @property
    def phone(self) -> int:
        return sum(one.phone for one in self.counts)

    @property
    def total(self) -> int:
        return self.paper + self.phone

    @property
    def people(self) -> int:
        """Everybody who gave points, on paper or by phone."""
        return (self.poll.people or 0) + self.used

    @property
    def possible(self) -> int:
        return rules.possible(self.people, self.poll.points_each)

    @property
    def surplus(self) -> int:
        """How many points on paper are more than possible."""
        return rules.too_many(self.paper, self.poll.people, self.poll.points_each)

    @property
    def counted(self) -> bool:
        """Whether anything was counted at all."""
        return self.poll.people is not None or self.used > 0

    @property
    def most(self) -> int:
        """The most points of one option."""
        return max((one.total for one in self.counts), default=0)


@dataclass(frozen=True)
class Shown:
    """What the projector shows now."""

    meeting: Meeting
    screen: Screen
    card: Card | None = None
    tally: Tally | None = None
    cards: int = 0
    """How many cards were let in."""

    @property
    def with_result(self) -> bool:
        """Results are hidden until the poll is closed, unless the team shows them."""
        poll = self.tally.poll if self.tally else None
        return poll is not None and (poll.state == PollState.CLOSED or poll.interim)

    @property
    def mark(self) -> str:
        """Changes when the projector must show something else."""
        told: list[object] = [self.screen, self.cards if self.screen == Screen.CARDS else ""]
        if self.card:
            told.append(self.card.id)
        if self.tally:
            poll = self.tally.poll
            told += [poll.id, poll.version, self.tally.slips, self.tally.used]
            told += [one.total for one in self.tally.counts] if self.with_result else []
        return "-".join(str(one) for one in told)


def setting_of(meeting_id: int) -> FloorSetting:
    """What holds for this meeting; a fresh one, not yet kept, when nothing was set."""
    found = db.session.get(FloorSetting, meeting_id)
    return found or FloorSetting(meeting_id=meeting_id, cards_open=True, screen=Screen.CLOCK)


def cards_state_of(meeting: Meeting) -> CardsState:
    """Whether people can hand in cards now."""
    return rules.cards_state(
        meeting.day,
        clock.today(),
        allowed=setting_of(meeting.id).cards_open,
        called_off=meeting.state == MeetingState.CANCELLED,
    )


def meetings_with_cards() -> list[Meeting]:
    """Public meetings at which cards can be handed in now, by their beginning."""
    today = clock.today()
    found = db.session.scalars(
        select(Meeting)
        .where(
            Meeting.day.between(today - rules.ONE_DAY, today),
            Meeting.state == MeetingState.PUBLISHED,
            Meeting.listed,
        )
        .order_by(Meeting.day.desc(), Meeting.begins, Meeting.id)
    ).all()
    open_now = [one for one in found if cards_state_of(one) is CardsState.OPEN]
    return [one for one in open_now if one.day == today] or open_now


def is_known_card(submit_key: str) -> bool:
    """Whether this form was taken in before."""
    return db.session.scalar(select(Card.id).where(Card.submit_key == submit_key)) is not None


def card_of(meeting_id: int, card_id: int) -> Card:
    """A card of this meeting. Raises ``NotFound``."""
    card = db.session.get(Card, card_id)
    if card is None or card.meeting_id != meeting_id:
        raise NotFound("Diese Karte gibt es nicht.")
    return card


def cards_of(meeting_id: int) -> list[Card]:
    """Held cards first, the oldest on top; then the settled ones, the newest first."""
    held = case((Card.state == CardState.HELD, 0), else_=1)
    of_held = case((Card.state == CardState.HELD, Card.id), else_=0)
    statement = select(Card).where(Card.meeting_id == meeting_id)
    return list(
        db.session.scalars(statement.order_by(held, of_held, Card.id.desc()).limit(MOST_CARDS))
    )


def card_counts(meeting_id: int) -> dict[CardState, int]:
    """How many cards are in each state."""
    rows = db.session.execute(
        select(Card.state, func.count()).where(Card.meeting_id == meeting_id).group_by(Card.state)
    )
    counted = {CardState(state): number for state, number in rows}
    return {state: counted.get(state, 0) for state in CardState}


def held_cards(meeting_id: int) -> int:
    """How many cards still wait for the office."""
    return card_counts(meeting_id)[CardState.HELD]


def cards_waiting() -> list[tuple[Meeting, int]]:
    """Meetings with cards that wait for the office, and how many; for Heute."""
    rows = db.session.execute(
        select(Meeting, func.count())
        .join(Card, Card.meeting_id == Meeting.id)
        .where(Card.state == CardState.HELD)
        .options(lazyload(Meeting.venue))
        .group_by(Meeting.id)
        .order_by(Meeting.day, Meeting.id)
    )
    return [(meeting, number) for meeting, number in rows]


def cards_to_note(meeting_id: int) -> list[Card]:
    """Cards that were let in, the oldest first: what the minutes may take over."""
    statement = select(Card).where(Card.meeting_id == meeting_id, Card.state == CardState.LET_IN)
    return list(db.session.scalars(statement.order_by(Card.id)))


def came_on_a_card(idea_id: int) -> bool:
    """Whether this idea of the register was handed in by phone."""
    return db.session.scalar(select(Card.id).where(Card.idea_id == idea_id).limit(1)) is not None


def cards_mark(meeting_id: int) -> str:
    """Changes whenever a card comes in, is settled, or is shown on the projector."""
    settings = setting_of(meeting_id)
    counts = card_counts(meeting_id)
    newest = db.session.scalar(select(func.max(Card.id)).where(Card.meeting_id == meeting_id))
    told = (*counts.values(), newest or 0, settings.shown_card_id or 0, settings.screen)
    return "-".join(str(one) for one in told)


def poll_of(meeting_id: int, poll_id: int) -> Poll:
    """A poll of this meeting. Raises ``NotFound``."""
    poll = db.session.get(Poll, poll_id)
    if poll is None or poll.meeting_id != meeting_id:
        raise NotFound("Diese Abfrage gibt es nicht.")
    return poll


def poll_with_key(submit_key: str) -> int | None:
    """The poll that this form made before."""
    return db.session.scalar(select(Poll.id).where(Poll.submit_key == submit_key))


def tallies(meeting_id: int) -> list[Tally]:
    """All polls of a meeting with their numbers, the newest first. Three queries."""
    polls = list(
        db.session.scalars(
            select(Poll)
            .where(Poll.meeting_id == meeting_id)
            .options(selectinload(Poll.options))
            .order_by(Poll.id.desc())
        )
    )
    rows = db.session.execute(
        select(VotingSlip.poll_id, VotingSlip.points).where(
            VotingSlip.poll_id.in_([poll.id for poll in polls])
        )
    )
    points: dict[int, list[dict[str, int]]] = {poll.id: [] for poll in polls}
    for poll_id, given in rows:
        points[poll_id].append(given)
    return [_tally(poll, points[poll.id]) for poll in polls]


def tally(poll: Poll) -> Tally:
    """One poll with its numbers."""
    rows = db.session.scalars(select(VotingSlip.points).where(VotingSlip.poll_id == poll.id))
    return _tally(poll, list(rows))


def _tally(poll: Poll, slips: Sequence[dict[str, int]]) -> Tally:
    phone: Counter[str] = Counter()
    for given in slips:
        phone.update(given)
    counts = tuple(
        Count(number, option.text, option.counted, phone[str(option.id)], option.id)
        for number, option in enumerate(poll.options, 1)
    )
    used = sum(1 for given in slips if any(given.values()))
    return Tally(poll, counts, len(slips), used, rules.ranked(counts))


def closed_tallies(meeting_id: int) -> list[Tally]:
    """Polls with a result, the oldest first."""
    found = [one for one in tallies(meeting_id) if one.poll.state == PollState.CLOSED]
    return found[::-1]


def has_result(meeting_id: int) -> bool:
    """Whether a poll of this meeting is closed."""
    found = select(Poll.id).where(Poll.meeting_id == meeting_id, Poll.state == PollState.CLOSED)
    return db.session.scalar(found.limit(1)) is not None


def slip_behind(code: str) -> VotingSlip:
    """The slip with this code. Raises ``NotFound``, always in the same words."""
    slip = find_slip(code)
    if slip is None:
        raise NotFound(UNKNOWN_CODE)
    return slip


def find_slip(code: str) -> VotingSlip | None:
    """The slip with this code, as it was typed; None when there is none."""
    wanted = digest(rules.plain_code(code))
    return db.session.scalar(select(VotingSlip).where(VotingSlip.digest == wanted))


def known_codes(poll_id: int, codes: Sequence[str]) -> bool:
    """Whether all these codes stand on slips of this poll already."""
    found = select(func.count()).where(
        VotingSlip.poll_id == poll_id, VotingSlip.digest.in_([digest(code) for code in codes])
    )
    return db.session.scalar(found) == len(codes)


def slip_count(poll_id: int) -> int:
    """How many slips there are."""
    found = select(func.count()).where(VotingSlip.poll_id == poll_id)
    return db.session.scalar(found) or 0


def poll_by_id(poll_id: int) -> Poll:
    """The poll of a slip. Raises ``NotFound``."""
    poll = db.session.get(Poll, poll_id)
    if poll is None:
        raise NotFound(UNKNOWN_CODE)
    return poll


def shown(slug: str) -> Shown:
    """What the projector of a meeting shows; called off, the clock says so.

    Raises ``NotFound`` for drafts.
    """
    meeting = meeting_by_slug(slug)
    setting = setting_of(meeting.id)
    if meeting.state == MeetingState.CANCELLED:
        return Shown(meeting, Screen.CLOCK)
    if setting.screen == Screen.POLL and setting.shown_poll_id:
        return Shown(meeting, Screen.POLL, tally=tally(poll_by_id(setting.shown_poll_id)))
    if setting.screen == Screen.CARD and setting.shown_card_id:
        card = card_of(meeting.id, setting.shown_card_id)
        if card.state == CardState.LET_IN:
            return Shown(meeting, Screen.CARD, card=card)
    if setting.screen in (Screen.CARDS, Screen.CARD):
        let_in = card_counts(meeting.id)[CardState.LET_IN]
        return Shown(meeting, Screen.CARDS, cards=let_in)
    return Shown(meeting, Screen.CLOCK)


def choosable(meeting_id: int) -> tuple[list[Idea], list[Pitch]]:
    """(ideas, pitches) of a meeting that a poll can be about; a pitch that is an idea only once."""
    noted = ideas_of_meeting(meeting_id, merged=True)
    ideas = [idea for idea in noted if idea.merged_into_id is None]
    taken = {idea.pitch_id for idea in noted}
    running = [one for one in pitches_of(meeting_id) if one.state in IN_THE_PROGRAMME]
    return ideas, [one for one in running if one.id not in taken]


def people_there(meeting_id: int) -> int:
    """How many people are in the room; those with a place, until somebody was ticked off."""
    return sum(attendance_by_sector(meeting_id).values()) or counts(meeting_id).confirmed


def ideas_of_options(options: Sequence[PollOption]) -> dict[int, int]:
    """Option id → id of the idea in the register, by the idea itself or by its pitch.

    Of one that goes on in another: that one.
    """
    by_pitch = ideas_of_pitches([one.pitch_id for one in options if one.pitch_id])
    found = {}
    for one in options:
        idea = by_pitch.get(one.pitch_id) if one.pitch_id else None
        if idea_id := one.idea_id or (idea and (idea.merged_into_id or idea.id)):
            found[one.id] = idea_id
    return found
