"""Forms of the rights of people."""

from app.core.forms import PublicForm, mail_address, one_line


class AskForm(PublicForm):
    """Who wants to know what is kept of them."""

    name = one_line(
        "Vor- und Nachname",
        longest=200,
        hint="So, wie Sie ihn uns genannt haben, zum Beispiel bei einer Anmeldung.",
    )
    email = mail_address("E-Mail-Adresse", hint="An diese Adresse schicken wir den Link.")
