"""The door list behind a link, for helpers without an account."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("door_public", __name__)
