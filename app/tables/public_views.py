"""The own tables on the own page, and the objection to their being remembered."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("tables_public", __name__)
