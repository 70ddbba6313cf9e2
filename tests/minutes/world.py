"""Minutes in all their states, with a value for each parameter of their pages."""

from datetime import date

from sqlalchemy import select

from app.core.db import db, transaction
from app.minutes import queries, releases, remarks, review_queries
from app.minutes.models import MinutesReader
from app.registrations.models import Registration
from tests import build
from tests.minutes.releasing import it_is_over, put_out

UNTIL = date(2027, 9, 8)


def reviewed(title="Treffen zur Durchsicht"):
    """(meeting id, token) of a draft that one who was there may correct; nobody has yet."""
    meeting_id = build.a_planned_meeting("vernetzung", title=title)
    registration_id = build.a_registration(meeting_id)
    with transaction():
        db.session.get(Registration, registration_id).attendance = "present"
    it_is_over(meeting_id)
    item_id = build.minutes_for(meeting_id)[0]
    build.an_entry(meeting_id, item_id, "agreement", "Die Wand bleibt.", note="ohne Gegenstimme")
    remarks.hand_out(meeting_id, UNTIL, actor=build.OFFICE)
    wanted = select(MinutesReader).where(MinutesReader.registration_id == registration_id)
    return meeting_id, review_queries.review_token(db.session.scalar(wanted))


def released(title="Treffen mit Protokoll"):
    """A meeting whose minutes are out."""
    meeting_id = build.a_planned_meeting("vernetzung", title=title)
    build.an_entry(meeting_id, build.minutes_for(meeting_id)[0])
    put_out(meeting_id)
    return meeting_id


def minutes_here():
    """A draft in review with a correction, minutes that are out, and some that are open again."""
    meeting_id, token = reviewed()
    remarks.suggest(token, 0, "Es waren zwölf.", submit_key="remark-key-00000000001")
    again = released("Treffen, dessen Protokoll wieder offen ist")
    releases.revise(again, actor=build.OFFICE)
    [remark] = review_queries.remarks_of(queries.minutes_id_of(meeting_id))
    return {
        "reviewed_id": meeting_id,
        "review_token": token,
        "remark_id": remark.id,
        "minuted_id": released(),
        "again_id": again,
        "version_number": 1,
    }
