"""Writing into the register: note an idea, change it, move it on, show it to the public."""

from datetime import date

from sqlalchemy import delete

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import db, locked, one_at_a_time, transaction
from app.core.errors import Conflict, RuleBroken
from app.core.settings import current
from app.ideas import mails, queries
from app.ideas.contact import is_somebody_else, with_person
from app.ideas.models import Idea, IdeaChange, IdeaNotice
from app.ideas.rules import (
    CLOSED,
    RESTING,
    VALUES,
    IdeaState,
    IdeaValues,
    Move,
    MoveFacts,
    SupportKind,
    changes,
    check_move,
    move_sentence,
    report_day,
)
from app.pitches.models import Pitch
from app.pitches.rules import PitchState


def note_idea(
    values: IdeaValues,
    *,
    actor: Actor,
    source: str = "office",
    meeting_id: int | None = None,
    submitted_on: date | None = None,
    pitch_id: int | None = None,
    split_from_id: int | None = None,
    submit_key: str | None = None,
) -> Idea:
    """A new idea with the next number of its year (domain.md 3.5). Raises ``RuleBroken``.

    ``submit_key``: of the form that was sent; a second press finds the idea that is there.
    """
    _check(values)
    day = submitted_on or clock.today()
    with transaction():
        values = with_person(values)
        one_at_a_time("idea-number")
        if submit_key and (known := queries.idea_with_key(submit_key)):
            return known
        idea = Idea(
            year=day.year,
            running_number=queries.last_running_number(day.year) + 1,
            source=source,
            meeting_id=meeting_id,
            submitted_on=day,
            pitch_id=pitch_id,
            split_from_id=split_from_id,
            submit_key=submit_key,
        )
        _write(idea, values)
        db.session.add(idea)
        db.session.flush()
        remember(idea, actor, f"Aufgenommen als Idee {idea.number}.")
        log(actor, "idea_noted", f"idea:{idea.id}")
    return idea


def log_export(number: int, *, actor: Actor) -> None:
    """Write down how many ideas were taken away as a table with addresses (A-11)."""
    log(actor, "ideas_exported", f"ideas:{number}")


def note_pitch(pitch_id: int, *, actor: Actor) -> Idea:
    """Note a presented pitch as an idea; a second press finds the one that is there.

    Raises ``RuleBroken`` while the pitch was not presented.
    """
    with transaction():
        pitch = locked(Pitch, pitch_id)
        known = queries.idea_of_pitch(pitch_id)
        if known is not None:
            return known
        if pitch.state != PitchState.PRESENTED:
            raise RuleBroken("Dieser Pitch ist noch nicht vorgestellt. Vermerken Sie das zuerst.")
        values = IdeaValues(
            title=pitch.title,
            summary=pitch.summary,
            action_field=pitch.action_field,
            organisation=pitch.organisation,
            seeking=pitch.seeking,
            contact_name=pitch.full_name,
            contact_email=pitch.email,
        )
        return note_idea(
            values, actor=actor, source="pitch", meeting_id=pitch.meeting_id, pitch_id=pitch_id
        )


def change_idea(idea_id: int, values: IdeaValues, *, seen_version: int, actor: Actor) -> None:
    """Write new values; the history gets one sentence for each that changed.

    Raises ``RuleBroken``, or ``Conflict`` when somebody else was faster (R-8): the page then
    shows what stands there now beside what was typed.
    """
    _check(values)
    with transaction():
        idea = living(idea_id)
        values = with_person(values)
        if idea.version != seen_version:
            raise Conflict(
                "Diese Idee wurde inzwischen von jemand anderem geändert. Ihre Eingaben stehen "
                "noch im Formular. Prüfen Sie die Unterschiede und speichern Sie noch einmal."
            )
        told = changes(queries.values_of(idea), values, queries.field_names())
        if not told:
            return
        if is_somebody_else(idea, values):
            drop_draft(idea, actor)
        _write(idea, values)
        idea.version += 1
        for sentence in told:
            remember(idea, actor, sentence)
        log(actor, "idea_changed", f"idea:{idea.id}")


def reword_idea(idea_id: int, values: IdeaValues, *, actor: Actor) -> None:
    """Follow a text that is still being typed: no line in the history while nobody has touched it.

    An idea that somebody has edited since is changed as by ``change_idea``.
    """
    _check(values)
    with transaction():
        idea = locked(Idea, idea_id)
        if _untouched(idea):
            _write(idea, with_person(values))
        else:
            change_idea(idea_id, values, seen_version=idea.version, actor=actor)


def move_idea(idea_id: int, target: IdeaState, facts: MoveFacts, *, actor: Actor) -> None:
    """Bring an idea into another state. Raises ``RuleBroken`` naming what is missing.

    A move that is told to the contact person leaves a draft, which the office reads first.
    """
    with transaction():
        idea = living(idea_id)
        state, today = IdeaState(idea.state), clock.today()
        move = check_move(state, target, facts, today=today)
        idea.state = target
        idea.version += 1
        idea.reason = facts.reason if target in RESTING else ""
        idea.review_on = facts.review_on if "review_on" in move.needs else None
        idea.decision = facts.decision or idea.decision
        if (state, target) == (IdeaState.SELECTED, IdeaState.REVIEW):
            idea.selected_on = None
        elif target == IdeaState.SELECTED:
            idea.selected_on = idea.selected_on or today
        if "outcome" in move.needs:
            idea.outcome = facts.outcome
        idea.closed_on = today if target in CLOSED else None
        idea.report_due = report_day(target, idea.report_due, today, current().forum.report_weeks)
        remember(idea, actor, move_sentence(state, target, facts))
        _draft(idea, move, facts, actor)
        log(actor, f"idea_{target}", f"idea:{idea.id}")


def _draft(idea: Idea, move: Move, facts: MoveFacts, actor: Actor) -> None:
    """The draft of this move in the place of one that is out of date by now."""
    drop_draft(idea, actor)
    if not move.tells:
        return
    subject, text = mails.moved(idea, move, facts)
    db.session.add(
        IdeaNotice(
            idea_id=idea.id,
            version=idea.version,
            subject=subject,
            text=text,
            at=clock.now(),
            by=actor.name,
        )
    )


def drop_draft(idea: Idea, actor: Actor) -> None:
    """Take away the draft that greets the contact person until now. Needs a transaction."""
    gone = delete(IdeaNotice).where(IdeaNotice.idea_id == idea.id).returning(IdeaNotice.id)
    if db.session.scalars(gone).all():
        remember(idea, actor, "Der frühere Entwurf an die Ansprechperson wurde nicht gesendet.")


def take_back(idea_id: int, *, actor: Actor) -> bool:
    """Remove an idea that was noted by mistake; one that anybody has touched since stays.

    So does one of which another room keeps something.
    """
    with transaction():
        idea = locked(Idea, idea_id)
        if not _untouched(idea) or queries.is_needed(idea_id):
            remember(idea, actor, "Aus dem Protokoll genommen.")
            return False
        db.session.execute(delete(IdeaChange).where(IdeaChange.idea_id == idea_id))
        db.session.delete(idea)
        db.session.flush()
        log(actor, "idea_taken_back", f"idea:{idea_id}")
        return True


def set_public(idea_id: int, *, public: bool, actor: Actor) -> None:
    """Show an idea on the public pages, or hide it again."""
    with transaction():
        idea = living(idea_id)
        if idea.public == public:
            return
        idea.public = public
        idea.version += 1
        remember(idea, actor, "Öffentlich gezeigt." if public else "Nicht mehr öffentlich gezeigt.")
        log(actor, "idea_published" if public else "idea_hidden", f"idea:{idea.id}")


def _untouched(idea: Idea) -> bool:
    return idea.version == 1 and idea.state == IdeaState.NEW and not idea.public


def _check(values: IdeaValues) -> None:
    if not values.title:
        raise RuleBroken("Titel: Bitte geben Sie der Idee einen Namen.", "title")
    for name in ("action_field", "second_field"):
        chosen = getattr(values, name)
        if chosen and chosen not in queries.field_names():
            raise RuleBroken("Handlungsfeld: Bitte wählen Sie eines aus der Liste.", name)
    if set(values.support_kinds) - set(SupportKind):
        raise RuleBroken("Unterstützung: Bitte wählen Sie aus der Liste.", "support_kinds")
    if values.second_field and values.second_field == values.action_field:
        raise RuleBroken(
            "Zweites Handlungsfeld: Es ist dasselbe wie das erste. Wählen Sie ein anderes.",
            "second_field",
        )


def _write(idea: Idea, values: IdeaValues) -> None:
    if is_somebody_else(idea, values):
        idea.link_version = (idea.link_version or 0) + 1
        idea.link_digest = ""
    for one in VALUES:
        value = getattr(values, one.name)
        setattr(idea, one.name, list(value) if isinstance(value, tuple) else value)
    idea.contact_known = values.contact_person_id is not None


def living(idea_id: int) -> Idea:
    """The idea, locked. Raises ``RuleBroken`` when another one goes on in its place."""
    idea = locked(Idea, idea_id)
    if idea.merged_into is not None:
        raise RuleBroken(
            f"Die Idee {idea.number} ist mit {idea.merged_into.number} zusammengelegt. "
            "Ändern Sie diese Idee."
        )
    return idea


def remember(idea: Idea, actor: Actor, sentence: str) -> None:
    """One sentence for the history of an idea. Needs a transaction."""
    db.session.add(IdeaChange(idea_id=idea.id, at=clock.now(), by=actor.name, what=sentence))
