"""What the office does with requests of projects: take one on, close it, open it again."""

from dataclasses import dataclass
from datetime import date

from app.access.actions import Actor, log
from app.core import clock
from app.core.db import locked, transaction
from app.core.errors import Conflict, RuleBroken
from app.ideas.rules import SupportKind
from app.outbox.actions import put
from app.support.actions import FASTER
from app.support.mails import closed_letter, taken_letter
from app.support.models import SupportCase
from app.support.rules import CaseState


@dataclass(frozen=True, kw_only=True)
class TakeValues:
    """Who takes care of a request, and until when."""

    worker: str
    due: date
    kind: SupportKind | None = None
    note: str = ""


def take_case(
    case_id: int, values: TakeValues, *, tell: bool, seen_version: int, actor: Actor
) -> bool:
    """Somebody takes care of a request. ``tell``: the contact person gets a mail.

    Returns whether a mail was written. Raises ``RuleBroken`` for a request that is done or a day
    that is over, ``Conflict`` when somebody was faster (R-8).
    """
    with transaction():
        case = _seen(case_id, seen_version)
        if case.state == CaseState.CLOSED:
            raise RuleBroken("Dieses Anliegen ist schon erledigt. Öffnen Sie es zuerst wieder.")
        if values.due < clock.today() and values.due != case.due:
            raise RuleBroken(
                "Bis wann: Dieser Tag ist schon vorbei. Wählen Sie einen neuen.", "due"
            )
        case.worker, case.due = values.worker, values.due
        case.kind, case.note = values.kind, values.note
        case.state = CaseState.TAKEN
        case.version += 1
        log(actor, "case_taken", f"case:{case_id}")
        return bool(tell and case.idea.contact_email) and put(
            taken_letter(case, case.worker, case.due)
        )


def close_case(case_id: int, outcome: str, *, tell: bool, seen_version: int, actor: Actor) -> bool:
    """A request is done; the project reads the outcome. ``tell``: the contact person gets a mail.

    Returns whether a mail was written. Raises ``RuleBroken``, or ``Conflict`` (R-8).
    """
    with transaction():
        case = _seen(case_id, seen_version)
        if case.state == CaseState.CLOSED:
            raise RuleBroken("Dieses Anliegen ist schon erledigt.")
        if not outcome:
            raise RuleBroken("Ergebnis: Bitte schreiben Sie, was daraus wurde.", "outcome")
        case.outcome, case.state = outcome, CaseState.CLOSED
        case.closed_at, case.closed_by = clock.now(), actor.name
        case.version += 1
        log(actor, "case_closed", f"case:{case_id}")
        return bool(tell and case.idea.contact_email) and put(closed_letter(case, outcome))


def reopen_case(case_id: int, *, actor: Actor) -> None:
    """A request was not done after all; a second press changes nothing."""
    with transaction():
        case = locked(SupportCase, case_id)
        if case.state != CaseState.CLOSED:
            return
        case.state = CaseState.TAKEN if case.worker else CaseState.OPEN
        case.closed_at, case.closed_by = None, ""
        case.version += 1
        log(actor, "case_reopened", f"case:{case_id}")


def _seen(case_id: int, seen_version: int) -> SupportCase:
    case = locked(SupportCase, case_id)
    if case.version != seen_version:
        raise Conflict(FASTER)
    return case
