"""The pages about topics and publishing with something to show, as ``pages.Page`` takes them."""

from datetime import date

from app.access.rules import Role
from app.agenda import actions, backlog, queries
from app.agenda.rules import ItemText
from tests import build
from tests.agenda.build import a_topic

OFFICE, MODERATOR = Role.OFFICE, Role.MODERATOR
PUBLISH = "/buero/treffen/{shown}/tagesordnung/veroeffentlichen"


def topic_world():
    """A published agenda with every kind of change, and topics of every state."""
    shown = build.a_planned_meeting(title="Abend mit Neuem")
    build.a_planned_meeting(title="Abend danach", day=date(2027, 11, 4))
    items = queries.items_of(shown)
    text = ItemText(**vars(actions.text_of(items[2])) | {"title": "W" * 200, "minutes": 12})
    actions.change_item(shown, items[2].id, text, items[2].version)
    actions.remove_item(shown, items[4].id)
    actions.move_item(shown, items[-3].id, up=True)
    topic, dropped = a_topic("Ü" * 200), a_topic("Solarpflicht")
    backlog.drop_topic(dropped, "Beim Stadtfest besprochen.", build.OFFICE)
    backlog.put_into(a_topic("Hitze im Quartier"), shown, build.OFFICE)
    backlog.postpone(shown, items[5].id, build.OFFICE)
    return {"shown": shown, "shown_item": items[3].id, "topic": topic, "dropped": dropped}


def stale(page):
    """Somebody changes the agenda while the page is open."""
    page.locator("input[name=stand]").evaluate("field => { field.value = 'alt' }")
    page.get_by_role("button", name="Tagesordnung veröffentlichen").click()


def no_title(page):
    page.get_by_role("button", name="Thema aufnehmen").click()


def no_reason(page):
    page.get_by_role("button", name="Thema streichen").click()


TOPIC_PAGES = (
    ("publish", PUBLISH, None, MODERATOR),
    ("publish-conflict", PUBLISH, stale, OFFICE),
    ("agenda-version", "/buero/treffen/{shown}/tagesordnung/fassungen/1", None, OFFICE),
    ("agenda-sources", "/buero/treffen/{shown}/tagesordnung", None, OFFICE),
    ("postpone", "/buero/treffen/{shown}/tagesordnung/{shown_item}/vertagen", None, OFFICE),
    ("topics", "/buero/themen", None, OFFICE),
    ("topics-all", "/buero/themen?stand=alle", None, MODERATOR),
    ("topics-none", "/buero/themen?suche=nirgends", None, OFFICE),
    ("topic-new-errors", "/buero/themen/neu", no_title, OFFICE),
    ("topic", "/buero/themen/{topic}", None, OFFICE),
    ("topic-dropped", "/buero/themen/{dropped}", None, OFFICE),
    ("topic-drop-errors", "/buero/themen/{topic}/streichen", no_reason, OFFICE),
)  # fmt: skip
