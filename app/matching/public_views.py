"""Handing in a card, and the pages behind the links of those who are asked."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("matching_public", __name__)
