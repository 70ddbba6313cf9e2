"""What people can do about their own entry: unsubscribe."""

from app.access.guards import public_blueprint

blueprint = public_blueprint("contacts_public", __name__)
