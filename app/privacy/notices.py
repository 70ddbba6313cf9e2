"""What templates of all rooms say about data protection: the short notice, and what is missing."""

from flask import Flask

from app.privacy.legal import open_kinds
from app.privacy.record import notice


def init_app(app: Flask) -> None:
    """Rooms below do not know this one; their templates ask by these two names."""
    app.jinja_env.globals.update(privacy_notice=notice, open_legal_texts=open_kinds)
