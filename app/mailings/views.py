"""The office's pages about the mails of a meeting: plan, read, change, send."""

from flask import flash, redirect, render_template, request, url_for

from app.access.guards import Answer, current_staff, staff_blueprint
from app.core import clock
from app.core.errors import RuleBroken
from app.core.settings import current
from app.kits.schema import KitMail, Purpose
from app.mailings import actions, pages, queries
from app.mailings.forms import EventMailForm, MailingForm, SampleForm
from app.mailings.rules import STANDING_LABELS, WHY_NOT_LABELS, MailingState, placeholders
from app.meetings.queries import meeting_by_id

blueprint = staff_blueprint("mailings", __name__)


@blueprint.get("/treffen/<int:meeting_id>/e-mails")
def index(meeting_id: int) -> Answer:
    """All mails of a meeting: those of a day and those of an event."""
    meeting = meeting_by_id(meeting_id)
    return render_template(
        "mailings/index.html",
        meeting=meeting,
        lines=pages.lines_of(meeting_id, clock.now()),
        events=pages.events_of(meeting),
        answers=pages.answers_of(meeting_id),
        labels=STANDING_LABELS,
    )


@blueprint.get("/e-mails/<int:mailing_id>")
def mailing(mailing_id: int) -> Answer:
    """One mail: how it stands, how it looks for one person, who gets it and who does not."""
    found = queries.mailing_by_id(mailing_id)
    search, shown = request.args.get("suche", "")[:100], request.args.get("liste", "")
    return render_template(
        "mailings/mailing.html",
        mailing=found,
        meeting=found.meeting,
        page=pages.mailing_page(
            found,
            clock.now(),
            search=search,
            left_out=shown == "ohne",
            number=request.args.get("seite", 1, type=int),
            person=request.args.get("person", ""),
        ),
        labels=STANDING_LABELS,
        reasons=WHY_NOT_LABELS,
        form=SampleForm(data={"address": current().office.mail}),
    )


@blueprint.route("/treffen/<int:meeting_id>/e-mails/neu", methods=["GET", "POST"])
def new(meeting_id: int) -> Answer:
    """First what it is made from, then its words, readers and day."""
    meeting = meeting_by_id(meeting_id)
    wanted = request.args.get("vorlage")
    if wanted is None:
        return render_template("mailings/choose.html", meeting=meeting, mails=meeting.kit.mails)
    mail = _kit_mail(meeting.kit.mails, wanted)
    form = MailingForm(data=MailingForm.suggestions(mail))
    mailing_id = _added(meeting_id, mail, form) if form.accept() else None
    if mailing_id:
        flash("Die E-Mail ist geplant.", "success")
        return redirect(url_for(".mailing", mailing_id=mailing_id), 303)
    words = pages.explained(placeholders(form.recipients.data or ()))
    page = render_template("mailings/new.html", form=form, meeting=meeting, words=words)
    return page, 422 if form.errors or form.form_errors else 200


def _added(meeting_id: int, mail: KitMail | None, form: MailingForm) -> int | None:
    """The id of the new mail; None when the form says why there is none."""
    try:
        return actions.add(
            meeting_id,
            form.to_values(),
            kit_mail=mail.id if mail else "",
            purpose=mail.purpose.value if mail else Purpose.INVITATION.value,
            actor=current_staff(),
        )
    except RuleBroken as fault:
        form.blame(fault)
        return None


def _kit_mail(mails: tuple[KitMail, ...], mail_id: str) -> KitMail | None:
    return next((mail for mail in mails if mail.id == mail_id), None)


@blueprint.route("/e-mails/<int:mailing_id>/bearbeiten", methods=["GET", "POST"])
def edit(mailing_id: int) -> Answer:
    """Change words, readers and day before it leaves."""
    found = queries.mailing_by_id(mailing_id)
    if request.method == "GET" and found.state != MailingState.PLANNED:
        return redirect(url_for(".mailing", mailing_id=mailing_id), 303)
    form = MailingForm(data=MailingForm.values_of(found))
    if form.accept() and _changed(mailing_id, form):
        flash("Die E-Mail ist gespeichert.", "success")
        return redirect(url_for(".mailing", mailing_id=mailing_id), 303)
    words = pages.explained(placeholders(form.recipients.data or ()))
    page = render_template(
        "mailings/edit.html",
        form=form,
        mailing=found,
        meeting=found.meeting,
        words=words,
        languages=pages.languages_of_mailing(found),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _changed(mailing_id: int, form: MailingForm) -> bool:
    """Whether the change is kept; otherwise the form says why."""
    try:
        seen = form.version.data or 0
        actions.change(mailing_id, form.to_values(), seen_version=seen, actor=current_staff())
    except RuleBroken as fault:
        form.blame(fault)
        form.version.data = queries.mailing_by_id(mailing_id).version
        form.version.raw_data = None
        return False
    return True


@blueprint.route("/e-mails/<int:mailing_id>/senden", methods=["GET", "POST"])
def send(mailing_id: int) -> Answer:
    """Say how many people get it, then let it leave; a second press sends nothing again."""
    found = queries.mailing_by_id(mailing_id)
    if request.method == "POST":
        try:
            actions.start(mailing_id, actor=current_staff())
            flash("Die E-Mail wird jetzt gesendet.", "success")
        except RuleBroken as fault:
            flash(fault.message, "info")
        return redirect(url_for(".mailing", mailing_id=mailing_id), 303)
    return render_template(
        "mailings/send.html",
        mailing=found,
        meeting=found.meeting,
        page=pages.mailing_page(found, clock.now()),
        reasons=WHY_NOT_LABELS,
    )


@blueprint.post("/e-mails/<int:mailing_id>/auslassen")
def skip(mailing_id: int) -> Answer:
    actions.skip(mailing_id, actor=current_staff())
    flash("Die E-Mail ist ausgelassen. Niemand bekommt sie.", "success")
    return redirect(url_for(".mailing", mailing_id=mailing_id), 303)


@blueprint.post("/e-mails/<int:mailing_id>/einplanen")
def plan_again(mailing_id: int) -> Answer:
    actions.plan_again(mailing_id, actor=current_staff())
    flash("Die E-Mail ist wieder geplant.", "success")
    return redirect(url_for(".mailing", mailing_id=mailing_id), 303)


@blueprint.post("/e-mails/<int:mailing_id>/von-selbst")
def automatic(mailing_id: int) -> Answer:
    """Whether it leaves by itself on its day."""
    wanted = request.form.get("automatisch") == "ja"
    actions.set_automatic(mailing_id, automatic=wanted, actor=current_staff())
    words = "geht an ihrem Tag von selbst hinaus" if wanted else "wartet auf Sie"
    flash(f"Die E-Mail {words}.", "success")
    return redirect(url_for(".mailing", mailing_id=mailing_id), 303)


@blueprint.route("/e-mails/<int:mailing_id>/test", methods=["GET", "POST"])
def test(mailing_id: int) -> Answer:
    """One copy to the office or to oneself."""
    found = queries.mailing_by_id(mailing_id)
    form = SampleForm(data={"address": current().office.mail})
    if form.accept():
        try:
            actions.send_test(mailing_id, form.address.data or "", actor=current_staff())
        except RuleBroken as fault:
            form.blame(RuleBroken(fault.message))
        else:
            flash("Die Testmail ist unterwegs. Sie steht auch im Postausgang.", "success")
            return redirect(url_for(".mailing", mailing_id=mailing_id), 303)
    page = render_template("mailings/test.html", form=form, mailing=found, meeting=found.meeting)
    return page, 422 if form.errors or form.form_errors else 200


@blueprint.route("/treffen/<int:meeting_id>/e-mails/<mail_id>/text", methods=["GET", "POST"])
def event_mail(meeting_id: int, mail_id: str) -> Answer:
    """The words of a mail that an event sends, for this meeting alone."""
    meeting = meeting_by_id(meeting_id)
    mail = pages.event_mail_of(meeting, mail_id)
    form = EventMailForm(
        data={"subject": mail.subject, "body": mail.body, "seen": meeting.recipe_digest}
    )
    if form.accept() and _event_mail_changed(meeting_id, mail_id, form):
        flash("Der Text ist gespeichert. Er gilt nur für dieses Treffen.", "success")
        return redirect(url_for(".index", meeting_id=meeting_id), 303)
    page = render_template(
        "mailings/event_mail.html",
        form=form,
        mail=mail,
        meeting=meeting,
        words=pages.explained(),
        languages=pages.languages_of(meeting, mail),
    )
    return page, 422 if form.errors or form.form_errors else 200


def _event_mail_changed(meeting_id: int, mail_id: str, form: EventMailForm) -> bool:
    try:
        actions.change_event_mail(
            meeting_id,
            mail_id,
            subject=form.subject.data or "",
            body=form.body.data or "",
            seen=form.seen.data or "",
            actor=current_staff(),
        )
    except RuleBroken as fault:
        form.blame(fault)
        form.seen.data = meeting_by_id(meeting_id).recipe_digest
        return False
    return True
