"""The record of processing activities on paper."""

from datetime import date

from app.core.pdf_files import Document
from app.core.printing import document
from app.core.settings import current
from app.privacy.legal import text_of
from app.privacy.legal_rules import LegalKind
from app.privacy.record import MEASURES, THIRD_COUNTRIES, short_activities


def record_document(today: date) -> Document:
    """All processing activities; made from the register, so it is never out of date."""
    return document(
        "privacy/print/record.html",
        activities=short_activities(),
        office=current().office,
        privacy=current().privacy,
        processors=text_of(LegalKind.PROCESSORS, "de"),
        measures=MEASURES,
        third_countries=THIRD_COUNTRIES,
        day=today,
    )
