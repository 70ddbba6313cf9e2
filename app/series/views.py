"""The office's pages about recurring meetings."""

from app.access.guards import staff_blueprint

blueprint = staff_blueprint("series", __name__)
