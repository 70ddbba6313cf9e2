"""The evening: who is missing, who came, and new seats for the rounds that are left."""

from app.access.guards import staff_blueprint

blueprint = staff_blueprint("remix", __name__)
