"""The page behind a personal invitation."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("mailings_public", __name__)
