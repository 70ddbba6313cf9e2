"""The 30 ideas of the year with their history."""

from datetime import date, timedelta

from app.contacts import models as contacts
from app.core.db import db
from app.core.settings import current
from app.demo.sample import OFFICE_LEAD, Person, Row, at, day, office_day, people, rows
from app.ideas.models import Idea, IdeaChange
from app.ideas.rules import CLOSED, REPORTING, IdeaState, MoveFacts, move_sentence

PUBLIC = {IdeaState.SELECTED, IdeaState.IN_PROGRESS, IdeaState.DONE}
REVIEWED = timedelta(days=13)
"""After so many days the office had looked at an idea of a meeting."""
STARTED = timedelta(days=34)
"""After so many days a selected project was on its way."""
FINISHED_ON = date(2027, 6, 10)
"""The only project of the year that is done: SU025 in support_log.csv."""
CIRCULAR_DAYS = timedelta(days=14)
"""How long members can answer a decision by circular (the deadline in decisions.csv)."""


def add_ideas(
    meeting_ids: dict[str, int], people_by_id: dict[str, contacts.Person]
) -> dict[str, int]:
    """Add all ideas. ``meeting_ids``: id in the sample -> id. Returns the same for ideas."""
    decisions = {row["id"]: row for row in rows("decisions.csv")}
    presented = {row["idea_id"] for row in rows("pitches.csv") if row["status"] == "presented"}
    ideas: dict[str, Idea] = {}
    for row in rows("ideas.csv"):
        decision = decisions.get(row["last_decision_id"])
        idea = _idea(row, meeting_ids[row["origin_meeting"]], decision, row["id"] in presented)
        idea.history = _history(idea, decision)
        idea.report_due = _report_due(idea, decision)
        if idea.public:
            idea.changed_at = idea.history[-1].at
        idea.closed_on = _closed_on(idea, decision)
        idea.contact_person = people_by_id[row["contact_person_id"]]
        idea.contact_known = True
        ideas[row["id"]] = idea
    db.session.add_all(ideas.values())
    db.session.flush()
    return {sample_id: idea.id for sample_id, idea in ideas.items()}


def _idea(row: Row, meeting_id: int, decision: Row | None, presented: bool) -> Idea:
    year, running_number = row["number"].split("-")
    submitted_on = date.fromisoformat(row["submitted_on"])
    contact = people()[row["contact_person_id"]]
    state = IdeaState(row["status"])
    idea = Idea(
        year=int(year),
        running_number=int(running_number),
        title=row["title"],
        summary=row["summary"],
        action_field=row["action_field"],
        second_field=row["second_field"],
        district=row["district"],
        state=state,
        source="pitch" if presented else "meeting",
        meeting_id=meeting_id,
        contact_name=contact.full_name,
        contact_email=contact.email,
        contact_public=contact.on_contact_list,
        organisation=contact.organisation,
        team=_team(row),
        seeking=row["seeking"],
        support_kinds=[one for one in row["support_kinds"].split(";") if one],
        sponsor=people()[row["sponsor_person_id"]].full_name if row["sponsor_person_id"] else "",
        points=int(row["points"]),
        decision=decision["id"] if decision and decision["kind"] == "select" else "",
        public=presented or state in PUBLIC,
        submitted_on=submitted_on,
    )
    _set_outlook(idea, row, contact, decision)
    return idea


def _team(row: Row) -> str:
    """The organisations of those who joined in, each once; people are named nowhere."""
    joined = (people()[one].organisation for one in row["supporter_ids"].split(";") if one)
    return ", ".join(dict.fromkeys(name for name in joined if name))


def _closed_on(idea: Idea, decision: Row | None) -> date | None:
    """The day of the last step of what is done or was not taken up."""
    path = _path(idea, decision)
    return path[-1][1] if idea.state in CLOSED and path else None


def _set_outlook(idea: Idea, row: Row, contact: Person, decision: Row | None) -> None:
    """What comes next, or why nothing does: every state says its own part (domain.md 3.5)."""
    idea.reason = idea.outcome = idea.next_step = idea.next_step_by = ""
    if idea.state == IdeaState.DONE:
        idea.outcome = "Sechs Spaziergänge haben stattgefunden. Die Auswertung ist veröffentlicht."
        return
    idea.next_step = row["next_step"]
    if idea.state in (IdeaState.ON_HOLD, IdeaState.DROPPED) and decision:
        idea.reason = f"{decision['reason']}."
    if idea.state == IdeaState.ON_HOLD:
        idea.review_on = day(row["next_step_due"])
    elif idea.state != IdeaState.DROPPED:
        idea.next_step_by = contact.full_name
        idea.next_step_due = day(row["next_step_due"])


def _history(idea: Idea, decision: Row | None) -> list[IdeaChange]:
    """One sentence per step, in the words the register itself uses."""
    facts = MoveFacts(
        decision=idea.decision,
        reason=idea.reason,
        review_on=idea.review_on,
        outcome=idea.outcome,
    )
    told = [(at(idea.submitted_on + timedelta(days=1)), f"Aufgenommen als Idee {idea.number}.")]
    state = IdeaState.NEW
    for target, when in _path(idea, decision):
        told.append((at(office_day(when)), move_sentence(state, target, facts)))
        state = target
    if decision and decision["kind"] == "postpone":
        text = f"Entscheidung vertagt. Beschluss {decision['id']}: {decision['reason']}."
        told.append((at(_decided_on(decision), "18:30"), text))
    office = people()[OFFICE_LEAD].full_name
    return [IdeaChange(at=when, by=office, what=what) for when, what in sorted(told)]


def _report_due(idea: Idea, decision: Row | None) -> date | None:
    """Projects report so many weeks after they were selected."""
    if idea.state not in REPORTING or decision is None:
        return None
    selected = next(when for target, when in _path(idea, decision) if target in REPORTING)
    return selected + timedelta(weeks=current().forum.report_weeks)


def _path(idea: Idea, decision: Row | None) -> list[tuple[IdeaState, date]]:
    """The states an idea went through after it was new, and when."""
    if idea.state == IdeaState.NEW:
        return []
    path = [(IdeaState.REVIEW, idea.submitted_on + REVIEWED)]
    if idea.state == IdeaState.REVIEW or decision is None:
        return path
    decided = _decided_on(decision) + timedelta(days=1)
    if idea.state in (IdeaState.ON_HOLD, IdeaState.DROPPED):
        return [*path, (idea.state, decided)]
    path.append((IdeaState.SELECTED, decided))
    if idea.state in (IdeaState.IN_PROGRESS, IdeaState.DONE):
        path.append((IdeaState.IN_PROGRESS, decided + STARTED))
    if idea.state == IdeaState.DONE:
        path.append((IdeaState.DONE, FINISHED_ON))
    return path


def _decided_on(decision: Row) -> date:
    opened = date.fromisoformat(decision["date"])
    return opened + CIRCULAR_DAYS if decision["body"] == "LK-Umlauf" else opened
