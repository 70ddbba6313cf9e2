"""The public page of a series."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("series_public", __name__)
