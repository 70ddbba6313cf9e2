"""The pages about the agenda with something to show: plain values, as ``pages.Page`` takes them."""

from datetime import time

from app.access.rules import Role
from app.agenda import actions, queries, roles
from app.agenda.rules import ItemText
from tests import build

OFFICE, MODERATOR = Role.OFFICE, Role.MODERATOR
PLAN = "/buero/treffen/{plan}/tagesordnung"
ROLES = "/buero/treffen/{plan}/rollen"
LONG = "W" * 200


def agenda_world():
    """A meeting whose plan was changed, with all warnings, and somebody else's change to come."""
    plan = build.a_planned_meeting(title="Plan mit Hinweisen")
    items = {one.title: one for one in queries.items_of(plan)}
    _change(plan, items["Marktplatz der Möglichkeiten"], kind="input", starts=time(19, 0))
    _change(plan, items["Kurze Pause"], title=LONG, parallel=True, person="Ana Süß, Cem Yıldırım")
    _change(plan, items["Wer sucht, wer bietet?"], kind="buffer", person="Nguyễn Thị Mai")
    given = {one.title: one for one in queries.roles_of(plan)}
    names = ["Agnieszka Krzyżanowska", "Nguyễn Thị Mai", "Ü" * 200]
    roles.give_roles(plan, {given[t].id: ((), names) for t in ("Moderation", "Protokoll")})
    role = roles.add_role(plan, "Dolmetschen", "Türkisch und Deutsch", names)
    return {"plan": plan, "plan_item": items["Abschluss"].id, "plan_role": role}


def _change(plan, item, **values):
    text = ItemText(**vars(actions.text_of(item)) | values)
    actions.change_item(plan, item.id, text, item.version, "Cem Yıldırım")


def overtaken(page):
    """The same item was saved on another page meanwhile."""
    own = page.get_by_label("Titel")
    with page.context.new_page() as other:
        other.goto(page.url)
        other.get_by_label("Notizen für das Team").fill("Danke an alle")
        other.get_by_role("button", name="Punkt speichern").click()
        other.wait_for_url("**/tagesordnung*")
    own.fill("Schluss")
    page.get_by_role("button", name="Punkt speichern").click()


def two_begins(page):
    page.get_by_label("Fester Beginn").fill("20:00")
    page.get_by_label("Läuft gleichzeitig").check()
    page.get_by_role("button", name="Punkt speichern").click()


def wrong_minutes(page):
    page.locator("[name^=minutes-]").first.fill("0")
    page.locator("[name^=minutes-]").first.press("Enter")


def no_title(page):
    page.get_by_role("button", name="Rolle hinzufügen").click()


AGENDA_PAGES = (
    ("agenda-warnings", PLAN, None, MODERATOR),
    ("agenda-minutes-errors", PLAN, wrong_minutes, OFFICE),
    ("agenda-item-errors", f"{PLAN}/{{plan_item}}", two_begins, OFFICE),
    ("agenda-item-conflict", f"{PLAN}/{{plan_item}}", overtaken, OFFICE),
    ("agenda-roles", ROLES, None, MODERATOR),
    ("agenda-roles-errors", ROLES, no_title, OFFICE),
    ("agenda-role-remove", f"{ROLES}/{{plan_role}}/entfernen", None, OFFICE),
)  # fmt: skip
