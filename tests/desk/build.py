"""A meeting after its evening: minutes released, a photo, somebody on the contact list."""

from datetime import date

from app.core.db import db, transaction
from app.minutes import photos, queries
from app.minutes.photo_actions import describe, take_in
from app.registrations import entries
from app.registrations.models import Registration
from app.registrations.queries import after_token
from tests import build
from tests.minutes.pictures import a_photo
from tests.minutes.releasing import put_out
from tests.registrations.build import a_place


def a_described_photo(meeting_id):
    """A photo in opened minutes. Returns its id."""
    take_in(meeting_id, [("wand.jpg", a_photo())], build.OFFICE)
    photo_id = photos.all_photos(queries.minutes_id_of(meeting_id))[0].id
    describe(meeting_id, photo_id, description="Wand", item_id=None, seen_version=1)
    return photo_id


def a_listed_guest(meeting_id, *names):
    """Somebody who was there and stands on the contact list. Returns the token of the own page."""
    row_id = a_place(meeting_id, *names, attendance="present", on_contact_list=True)
    with transaction():
        row = db.session.get(Registration, row_id)
        entries.make_links(row)
    return after_token(db.session.get(Registration, row_id))


def a_world():
    """What the routes of photos, documentation and the personal page need."""
    held = build.a_planned_meeting("vernetzung", day=date(2027, 8, 26), title="Abend am Bach")
    build.minutes_for(held)
    photo_id = a_described_photo(held)
    put_out(held)
    return {
        "held_slug": build.slug_of(held),
        "held_photo_id": photo_id,
        "after_token": a_listed_guest(held),
        "size": "klein",
    }
