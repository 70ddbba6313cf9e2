"""The members of the steering group on paper."""

from collections.abc import Sequence
from datetime import date

from app.core.pdf_files import Document
from app.core.printing import document
from app.steering.models import Member


def members_document(sitting: Sequence[Member], today: date) -> Document:
    """The list on A4, as it stands on that day; without addresses."""
    return document("steering/print/members.html", members=sitting, today=today)
