"""The support log of the year, two requests of projects, and the funding programmes."""

from collections.abc import Mapping
from datetime import date

from app.contacts.queries import organisation_named
from app.core.db import db, locked
from app.core.settings import current
from app.demo.sample import Row, at, day, people, rows
from app.ideas.models import Idea
from app.ideas.rules import SupportKind
from app.support.models import Funding, SupportCase, SupportEntry
from app.support.rules import CaseState

CHECKED = date(2027, 1, 20)
"""When the office last looked at the invented programmes; at the others nobody has looked yet."""
AGREED = {"I09": 240, "I03": 300}
"""Minutes that were agreed for two projects: of the first most are spent."""
AGREED_UNTIL = {"I12": date(2027, 9, 24)}
CASES: tuple[dict[str, str], ...] = (
    {
        "idea": "I02",
        "kind": "navigation",
        "state": "open",
        "source": "link",
        "day": "2027-08-30",
        "due": "2027-09-06",
        "text": "Der Immobilienbetrieb meldet sich nicht mehr zu den Pachtdächern. "
        "Können Sie noch einmal nachfragen?",
    },
    {
        "idea": "I05",
        "kind": "contacts",
        "state": "taken",
        "source": "office",
        "day": "2027-08-24",
        "due": "2027-09-10",
        "text": "Für den Herbst fehlt eine zweite Küche mit Platz für 30 Personen.",
    },
)


def add_support(idea_ids: Mapping[str, int], reference: date) -> None:
    """Everything up to ``reference``. ``idea_ids``: id in the sample → id."""
    _agree(idea_ids)
    organisations = {row["id"]: row["name"] for row in rows("organisations.csv")}
    for row in rows("support_log.csv"):
        if date.fromisoformat(row["date"]) <= reference:
            db.session.add(_entry(row, idea_ids, organisations, reference))
    for case in CASES:
        if date.fromisoformat(case["day"]) <= reference:
            db.session.add(_case(case, idea_ids))
    db.session.add_all(_funding(row) for row in rows("funding.csv"))
    db.session.flush()


def _agree(idea_ids: Mapping[str, int]) -> None:
    for sample_id, minutes in AGREED.items():
        locked(Idea, idea_ids[sample_id]).support_minutes = minutes
    for sample_id, until in AGREED_UNTIL.items():
        locked(Idea, idea_ids[sample_id]).support_until = until


def _entry(
    row: Row, idea_ids: Mapping[str, int], organisations: Mapping[str, str], reference: date
) -> SupportEntry:
    partner = organisations.get(row["partner_organisation_id"], "")
    known = organisation_named(partner) if partner else None
    worker = people()[row["staff_person_id"]].full_name
    on, follow_up = date.fromisoformat(row["date"]), day(row["follow_up"])
    return SupportEntry(
        idea_id=idea_ids[row["idea_id"]],
        day=on,
        kind=SupportKind(row["kind"]),
        minutes=int(row["minutes"]),
        worker=worker,
        partner=partner,
        organisation_id=known.id if known else None,
        what=row["what"],
        outcome=row["outcome"],
        follow_up=follow_up,
        followed_on=follow_up if follow_up and follow_up < reference else None,
        submit_key=f"sample-{row['id']}",
        at=at(on, "16:00"),
        by=worker,
    )


def _case(case: Mapping[str, str], idea_ids: Mapping[str, int]) -> SupportCase:
    idea = locked(Idea, idea_ids[case["idea"]])
    state = CaseState(case["state"])
    return SupportCase(
        idea_id=idea.id,
        kind=SupportKind(case["kind"]),
        text=case["text"],
        asked_by=idea.contact_name,
        person_id=idea.contact_person_id,
        known=idea.contact_person_id is not None,
        source=case["source"],
        state=state,
        worker=people()["P076"].full_name if state is CaseState.TAKEN else "",
        due=day(case["due"]),
        submit_key=f"sample-case-{case['idea']}",
        at=at(date.fromisoformat(case["day"]), "11:20"),
    )


def _funding(row: Row) -> Funding:
    known = {field.id for field in current().forum.action_fields}
    return Funding(
        number=row["id"],
        name=row["name"],
        amount=row["amount"],
        eligible=row["eligible"],
        deadline=day(row["deadline"]),
        rhythm=row["rhythm"],
        fields=[one for one in row["action_fields"].split(";") if one in known],
        link=f"https://{row['source']}" if row["source"] else "",
        note="Erfundenes Beispiel."
        if row["kind"] == "fictional"
        else "Angaben vor Nutzung prüfen.",
        checked_on=CHECKED if row["kind"] == "fictional" else None,
    )
