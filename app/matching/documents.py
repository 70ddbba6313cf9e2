"""Papers about cards."""

from app.core.links import link_to
from app.core.pdf_files import Document
from app.core.printing import document
from app.matching.queries import board


def board_document() -> Document:
    """All open cards side by side, without names: for the wall and for tables."""
    searches, offers = board()
    page = link_to("matching_public.index")
    return document("matching/print/board.html", searches=searches, offers=offers, address=page)
