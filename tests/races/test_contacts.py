"""Many at once write the same person into the address book: there is one record in the end."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from app.contacts import actions
from app.contacts.models import Consent, Organisation, Person
from app.contacts.rules import ConsentKind, PersonFacts
from app.core.db import db

pytestmark = pytest.mark.race
CROWD = 8
FACTS = PersonFacts(
    first_name="Cem", last_name="Yıldırım", email="cem@example.org", organisation="Radfreunde e. V."
)


def test_one_person_written_by_many_at_once_is_one_record(app):
    start = Barrier(CROWD)

    def write(_number):
        with app.app_context():
            start.wait()
            agreed = {ConsentKind.INVITATIONS: "Bitte laden Sie mich ein."}
            return actions.remember(FACTS, agreed=agreed, way="form").id

    with ThreadPoolExecutor(CROWD) as crowd:
        ids = set(crowd.map(write, range(CROWD)))

    with app.app_context():
        found = [db.session.query(table).count() for table in (Person, Organisation, Consent)]
    assert (len(ids), found) == (1, [1, 1, 1])
