"""The pages of tasks with something to show: plain values, as ``pages.Page`` takes them."""

from datetime import date

from app.access.rules import Role
from app.tasks.actions import AnswerValues, answer, finish
from app.tasks.actions import tell_due as tell
from app.tasks.rules import Answer
from tests import build
from tests.tasks.build import a_world, out, somebody, tokens

OFFICE, STEERING = Role.OFFICE, Role.STEERING
LONG = "W" * 200
LETTERS = "Änne Süßmilch-Krzyżanowska"


def task_world():
    """Somebody with tasks in every state, somebody who is done, minutes where tasks come back."""
    _, (late, done, _, _) = out(
        {"text": f"{LONG} und noch mehr", "due": date(2027, 8, 20), **somebody(LETTERS, "a@b.de")},
        {"text": "Schlüssel holen", **somebody("Nguyễn Thị Mai", "mai@example.org")},
        {"text": "Heute fällig", "due": date(2027, 9, 1), **somebody(LETTERS, "a@b.de")},
        {"text": "Niemand hat zugesagt", "due": None},
        title="Treffen vor den Ferien",
    )
    tell()
    links = tokens()
    problem = AnswerValues(what=Answer.PROBLEM, text="Der Hausmeister ist nicht da.\nUnd nun?")
    answer(links[LETTERS], late, problem, "page-of-tasks-problem")
    finish(done, done=True, actor=build.OFFICE)
    later = build.a_meeting(day=date(2027, 9, 2), title="Treffen nach den Ferien")
    build.minutes_for(later)
    return a_world() | {
        "tasks_link": links[LETTERS],
        "tasks_done": links["Nguyễn Thị Mai"],
        "task_late": late,
        "task_over": done,
        "task_meeting": later,
    }


def choose(label):
    def act(page):
        page.get_by_label(label).check()
        page.get_by_role("button", name="Antwort senden", exact=True).click()

    return act


def more(page):
    page.get_by_text("Nach Treffen und Zeitraum eingrenzen").click()


STAFF = "/buero/aufgaben"
TASK_PAGES = (
    ("tasks-mine", "/aufgaben/{tasks_link}", None, None),
    ("tasks-mine-done", "/aufgaben/{tasks_done}?neu=done", None, None),
    ("tasks-answer", "/aufgaben/{tasks_link}/{task_late}", None, None),
    ("tasks-answer-errors", "/aufgaben/{tasks_link}/{task_late}",
     choose("Ich brauche mehr Zeit"), None),
    ("tasks-answer-done", "/aufgaben/{tasks_done}/{task_over}", None, None),
    ("tasks", STAFF, more, OFFICE),
    ("tasks-steering", STAFF, None, STEERING),
    ("tasks-decisions", f"{STAFF}?art=beschluesse&suche=nichts", None, OFFICE),
    ("tasks-questions", f"{STAFF}?art=fragen", None, OFFICE),
    ("task", f"{STAFF}/{{task_late}}", None, OFFICE),
    ("task-later", f"{STAFF}/{{task_id}}", None, OFFICE),
    ("task-steering", f"{STAFF}/{{task_over}}", None, STEERING),
    ("task-change", f"{STAFF}/{{task_late}}/aendern", None, OFFICE),
    ("task-carried", "/buero/treffen/{task_meeting}/protokoll?aufgaben=auf", None, OFFICE),
)  # fmt: skip
