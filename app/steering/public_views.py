"""What members do by their personal links: rate ideas and vote in writing."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("steering_public", __name__)
