"""The form that asks for a sign-in link."""

from app.core.forms import PageForm, mail_address


class SignInForm(PageForm):
    email = mail_address("E-Mail-Adresse", hint="Ihre dienstliche Adresse")
