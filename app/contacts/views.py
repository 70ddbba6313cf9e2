"""The office's address book: people and organisations."""

from app.access.guards import staff_blueprint

blueprint = staff_blueprint("contacts", __name__)
