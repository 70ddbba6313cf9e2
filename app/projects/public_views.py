"""A project's page by link, and joining in."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("projects_public", __name__)
