"""Forms of the rights of people."""

from app.core.forms import PublicForm, mail_address, one_line
from app.core.language import N_


class AskForm(PublicForm):
    """Who wants to know what is kept of them."""

    name = one_line(
        N_("Vor- und Nachname"),
        longest=200,
        hint=N_("So, wie Sie ihn uns genannt haben, zum Beispiel bei einer Anmeldung."),
    )
    email = mail_address(N_("E-Mail-Adresse"), hint=N_("An diese Adresse schicken wir den Link."))
