"""Treffwerk with one more route that does nothing: what is left is what every request passes."""

from app import create_app
from app.access.guards import public_blueprint

blueprint = public_blueprint("bench_empty", __name__)


@blueprint.get("/empty")
def empty() -> str:
    return "x"


app = create_app()
app.register_blueprint(blueprint)
