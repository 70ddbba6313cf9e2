"""The seats of the steering group in the invented year."""

from datetime import date

from app.contacts.models import Person
from app.core.db import db
from app.demo.sample import day, rows, yes
from app.steering.member_actions import label_members
from app.steering.models import Member


def add_members(people_by_id: dict[str, Person], reference: date) -> dict[str, Member]:
    """Add all seats. ``people_by_id``: id in the sample → person. Returns the same for seats.

    ``reference``: the day the year stands at.
    """
    added: dict[str, Member] = {}
    for row in rows("steering_group.csv"):
        begin = day(row["term_from"])
        if begin is None:
            raise ValueError(f"steering_group.csv: {row['person_id']} has no first day")
        deputy = people_by_id.get(row["deputy_person_id"])
        added[row["person_id"]] = Member(
            person_id=people_by_id[row["person_id"]].id,
            deputy_id=deputy.id if deputy else None,
            function=row["function"],
            voting=yes(row["voting"]),
            term_from=begin,
            term_to=day(row["term_to"]),
        )
    db.session.add_all(added.values())
    db.session.flush()
    label_members(reference)
    return added
