"""Opening a rating, filling in a sheet, handing it in, and ending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.settings import current
from app.core.tokens import digest
from app.core.words import count
from app.kits.office_mails import OfficeMail
from app.outbox.actions import put
from app.steering import members, rating_rules, ratings
from app.steering.models import Member, Rating, RatingIdea, RatingRound, RatingSheet
from app.steering.rating_mails import rating_letter
from app.steering.rating_rules import Marks, Merged

ONE_ROUND = "steering:rounds"
MOST_IDEAS = 40
FROM_HOUR = 8
"""Reminders leave from this hour on, local time."""
NOBODY = (
    "Im Moment ist kein stimmberechtigtes Mitglied im Amt. Tragen Sie zuerst die Mitglieder ein."
)
HANDED_IN = (
    "Dieser Bogen ist schon abgegeben. Öffnen Sie ihn wieder, um etwas zu ändern. "
    "Ihre Eingaben stehen noch im Formular."
)
FASTER = (
    "Jemand anderes hat diese Bewertung inzwischen geändert. Ihre Eingaben stehen noch im "
    "Formular. Prüfen Sie sie und speichern Sie noch einmal."
)


@dataclass(frozen=True)
class RoundValues:
    """What the office types to open a round."""

    title: str
    deadline: date
    ideas: tuple[int, ...]


@dataclass(frozen=True)
class Typed:
    """One idea of a sheet as somebody typed it, and the state the page had shown."""

    seen: str
    """Fingerprint of the marks that the page began with."""
    marks: Marks


@dataclass(frozen=True)
class Saved:
    """What became of a sheet that was sent."""

    conflicts: frozenset[int]
    """Ideas that were changed on another device in the meantime; they were not saved."""
    missing: tuple[str, ...]
    """What is missing before the sheet can be handed in, one line for each idea."""
    handed_in: bool


# the office


def open_round(values: RoundValues, submit_key: str, *, actor: Actor) -> int:
    """Open a rating and write to every member. Returns its id; sent twice, it is opened once.

    Raises ``RuleBroken`` naming the field.
    """
    with transaction():
        one_at_a_time(ONE_ROUND)
        there = ratings.round_opened_with(submit_key)
        if there is not None:
            return there
        today = clock.today()
        rating_rules.check_round(values.title, values.deadline, values.ideas, today)
        if len(values.ideas) > MOST_IDEAS:
            raise RuleBroken(f"Ideen: Höchstens {MOST_IDEAS} sind möglich.", "ideas")
        sitting = members.members_on(today)
        if not any(member.voting for member in sitting):
            raise RuleBroken(NOBODY)
        one = _new_round(values, submit_key, actor)
        for member in sitting:
            _ask(one, member)
        log(actor, "rating_opened", f"rating:{one.id}")
        return one.id


def _new_round(values: RoundValues, submit_key: str, actor: Actor) -> RatingRound:
    one = RatingRound(
        title=values.title,
        criteria=list(current().forum.criteria),
        deadline=values.deadline,
        opened_at=clock.now(),
        opened_by=actor.name,
        submit_key=submit_key,
        ideas=[
            RatingIdea(idea_id=idea.id, position=place)
            for place, idea in enumerate(ratings.ideas_with(values.ideas))
        ],
    )
    db.session.add(one)
    db.session.flush()
    return one


def _ask(one: RatingRound, member: Member) -> RatingSheet:
    """A sheet for this seat, and the mail with its link."""
    sheet = RatingSheet(round_id=one.id, member=member, rates=member.voting)
    db.session.add(sheet)
    db.session.flush()
    sheet.digest = digest(ratings.token_of(sheet))
    letter = rating_letter(one, sheet, OfficeMail.RATING_OPENED, f"rating:{sheet.id}:opened")
    if letter:
        put(letter)
    return sheet


def ask_new_members(round_id: int, *, actor: Actor) -> int:
    """Sheets for members who came after the round was opened. Returns how many."""
    with transaction():
        one = _running(round_id)
        sheets = ratings.sheets_of(round_id)
        new = ratings.seats_without_sheet(sheets, members.members_on(clock.today()))
        for member in new:
            _ask(one, member)
        if new:
            log(actor, "rating_members_asked", f"rating:{round_id}")
        return len(new)


def change_round(
    round_id: int, title: str, deadline: date, *, seen_version: int, actor: Actor
) -> None:
    """Another title or last day, while the round is open. With another day reminders come again.

    Raises ``Conflict`` when it changed since the page was shown, ``RuleBroken`` naming the field.
    """
    with transaction():
        one = _running(round_id)
        if one.version != seen_version:
            raise Conflict(FASTER)
        rating_rules.check_last_day(deadline, clock.today())
        if deadline != one.deadline:
            for sheet in ratings.sheets_of(round_id):
                sheet.reminded_on = None
        one.title, one.deadline = title, deadline
        one.version += 1
        log(actor, "rating_changed", f"rating:{round_id}")


def end_round(round_id: int, *, actor: Actor) -> None:
    """End before the last day, once everybody with a vote has handed in. Twice changes nothing."""
    with transaction():
        one = locked(RatingRound, round_id)
        if ratings.is_over(one, clock.today()):
            return
        standing = ratings.progress_of(ratings.sheets_of(round_id), clock.today())
        if standing.missing or not standing.total:
            missing = count(standing.missing, "Bogen fehlt", "Bögen fehlen")
            raise RuleBroken(
                f"Noch {missing}. Beenden können Sie die Bewertung, wenn alle abgegeben haben. "
                "Sonst endet sie nach dem letzten Tag von selbst."
            )
        one.closed_at = clock.now()
        log(actor, "rating_ended", f"rating:{round_id}")


def send_again(
    round_id: int, sheet_id: int, submit_key: str, *, to_deputy: bool, actor: Actor
) -> str:
    """Send the link of a sheet once more, to whoever is to fill it. Returns the person's name.

    From then on that person finds the sheet when signed in, and the other one does not. Raises
    ``RuleBroken`` when there is nobody with an address.
    """
    with transaction():
        one = _running(round_id)
        sheet = ratings.sheet_in(round_id, sheet_id)
        ratings.check_seat(sheet, clock.today())
        letter = rating_letter(
            one,
            sheet,
            OfficeMail.RATING_OPENED,
            f"rating:{sheet.id}:{submit_key}",
            to_deputy=to_deputy,
        )
        if letter is None:
            raise RuleBroken("Zu diesem Sitz ist keine E-Mail-Adresse bekannt.")
        sheet.by_deputy = to_deputy
        if put(letter):
            log(actor, "rating_link_sent", f"rating:{round_id}")
        return letter.to_name


def _running(round_id: int) -> RatingRound:
    """The round, locked. Raises ``Gone`` when it is over."""
    one = locked(RatingRound, round_id)
    rating_rules.check_open(one.deadline, one.closed_at is not None, clock.today())
    return one


# the members


def save_sheet(sheet_id: int, typed: Mapping[int, Typed], *, hand_in: bool = False) -> Saved:
    """Keep what was typed, idea by idea, and hand in when asked to and nothing is missing.

    An idea that was changed elsewhere since the page was shown is not overwritten: it is told as a
    conflict, and the sheet is not handed in. Raises ``Gone`` when the round or the term is over,
    ``RuleBroken`` for points that do not exist and for changes of a sheet that was handed in.
    """
    with transaction():
        one, sheet = _locked_sheet(sheet_id)
        stored = ratings.marks_of(sheet, one)
        conflicts = {
            idea for idea in stored if idea in typed and _keep(one, sheet, idea, stored, typed)
        }
        missing = _missing(one, stored) if sheet.rates else []
        if hand_in and not conflicts and not missing and sheet.handed_in_at is None:
            sheet.handed_in_at = clock.now()
        return Saved(frozenset(conflicts), tuple(missing), sheet.handed_in_at is not None)


def _locked_sheet(sheet_id: int) -> tuple[RatingRound, RatingSheet]:
    """The running round and the sheet, the round first: reminding writes into all its sheets.

    Raises ``Gone`` when the round or the term is over, ``NotFound``.
    """
    one = _running(ratings.round_id_of(sheet_id))
    sheet = locked(RatingSheet, sheet_id)
    ratings.check_seat(sheet, clock.today())
    return one, sheet


def _keep(
    one: RatingRound,
    sheet: RatingSheet,
    idea: int,
    stored: dict[int, Marks],
    typed: Mapping[int, Typed],
) -> bool:
    """Save one idea into the sheet and ``stored``. True: it is a conflict and was left alone."""
    new = rating_rules.fitting(typed[idea].marks, len(one.criteria), rates=sheet.rates)
    outcome = rating_rules.merged(typed[idea].seen, stored[idea], new)
    if outcome is Merged.SAVE:
        if sheet.handed_in_at is not None:
            raise RuleBroken(HANDED_IN)
        _write(sheet, idea, new)
        stored[idea] = new
    return outcome is Merged.CONFLICT


def _write(sheet: RatingSheet, idea: int, marks: Marks) -> None:
    row = db.session.scalar(
        select(Rating).where(Rating.sheet_id == sheet.id, Rating.idea_id == idea)
    )
    if row is None:
        row = Rating(sheet_id=sheet.id, idea_id=idea)
        db.session.add(row)
    row.points, row.biased, row.comment = list(marks.points), marks.biased, marks.comment
    db.session.flush()


def _missing(one: RatingRound, stored: Mapping[int, Marks]) -> list[str]:
    titles = {line.idea_id: line.idea.title for line in one.ideas}
    return rating_rules.missing_words(
        one.criteria, [(titles[idea], marks) for idea, marks in stored.items()]
    )


def reopen_sheet(sheet_id: int) -> None:
    """Take a sheet back to change it, while the round is open. Twice changes nothing."""
    with transaction():
        _, sheet = _locked_sheet(sheet_id)
        sheet.handed_in_at = None


# what happens by itself


def remind_due() -> int:
    """Remind members whose sheet is missing, once, three days before the last day.

    The clockwork calls it, in any number of processes. Returns how many mails were written.
    """
    moment = clock.local(clock.now())
    if moment.hour < FROM_HOUR:
        return 0
    return sum(_remind(one.id, moment.date()) for one in ratings.open_rounds(moment.date()))


def _remind(round_id: int, today: date) -> int:
    with transaction():
        one = locked(RatingRound, round_id)
        opened_on = clock.local(one.opened_at).date()
        if ratings.is_over(one, today) or not rating_rules.is_reminded(
            one.deadline, opened_on, today
        ):
            return 0
        waiting = [
            sheet
            for sheet in ratings.sheets_of(round_id)
            if sheet.rates
            and sheet.handed_in_at is None
            and sheet.reminded_on is None
            and ratings.is_in_office(sheet, today)
        ]
        return sum(_remind_one(one, sheet, today) for sheet in waiting)


def _remind_one(one: RatingRound, sheet: RatingSheet, today: date) -> bool:
    sheet.reminded_on = today
    key = f"rating:{sheet.id}:reminder:{one.deadline}"
    letter = rating_letter(one, sheet, OfficeMail.RATING_REMINDER, key)
    return put(letter) if letter else False


def forget_raters() -> int:
    """A year after its end nobody can tell any more whose sheets of a round are.

    Points and comments stay, for the results. Returns how many sheets.
    """
    until = clock.today() - rating_rules.FORGOTTEN
    with transaction():
        sheets = ratings.sheets_to_forget(until)
        for sheet in sheets:
            sheet.member_id, sheet.digest = None, ""
        return len(sheets)
