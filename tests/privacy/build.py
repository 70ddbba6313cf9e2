"""Builders of this room."""

import re

from app.core.db import db
from app.outbox.models import Message
from app.outbox.queries import letter_view
from app.privacy import requests
from app.registrations.models import Registration


def a_data_link(registration_id):
    """The token of a link to one's own data, as the mail says it."""
    row = db.session.get(Registration, registration_id)
    requests.ask(row.full_name, row.email, "127.0.0.1")
    letter = (
        db.session.query(Message).filter_by(kind="data_link").order_by(Message.id.desc()).first()
    )
    return re.search(r"/auskunft/(\S+)", letter_view(letter).text)[1]
