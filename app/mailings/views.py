"""The office's pages about the mails of a meeting."""

from app.access.guards import staff_blueprint

blueprint = staff_blueprint("mailings", __name__)
