"""Signing in with an account of the city (OpenID Connect): the talk with its provider.

The code flow with PKCE, state and nonce is Authlib's; what the answer means for us stands here.
"""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from email_validator import EmailNotValidError, validate_email
from flask import Flask, current_app
from werkzeug.wrappers import Response

from app.access.rules import Role
from app.core.errors import RuleBroken
from app.core.forms import clean
from app.core.settings import current
from app.core.settings_sections import Oidc, Settings

if TYPE_CHECKING:  # 18 MiB in every process, for those only who have a provider
    from authlib.integrations.flask_client import FlaskOAuth2App
    from authlib.integrations.requests_client import OAuthError

PATIENCE = 10  # seconds for each question to the provider
DRIFT = 120  # seconds by which the clocks of provider and server may differ
ELSE = "Sie können sich weiterhin einen Link per E-Mail schicken lassen."


class ProviderTrouble(RuleBroken):
    """The provider does not answer as it should."""

    status = 503


class NotInTheTeam(RuleBroken):
    """The account is real, and nobody has let it in here."""

    status = 403


@dataclass(frozen=True)
class Account:
    """What the provider says about somebody."""

    subject: str
    """Issuer and the account's own number: never changes."""
    name: str
    email: str
    roles: frozenset[Role]
    """Empty when no group of the account has a role here (any more)."""
    just_asked: bool = False
    """The provider says that it has only now asked the person to prove who it is."""


def init_app(app: Flask, settings: Settings) -> None:
    """Know the provider of the settings; nothing is asked before somebody signs in."""
    oidc = settings.oidc
    if not oidc.issuer:
        return
    from authlib.integrations.flask_client import OAuth

    app.extensions["oidc"] = OAuth(app).register(
        "city",
        client_id=oidc.client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{oidc.issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": " ".join(oidc.scopes),
            "code_challenge_method": "S256",
            "default_timeout": PATIENCE,
        },
    )


def is_offered() -> bool:
    """Whether people can sign in with such an account."""
    return "oidc" in current_app.extensions


def leave(callback: str, *, anew: bool = False) -> Response:
    """The way to the provider, which sends the person back to ``callback``.

    ``anew``: it shall ask again who it is, although the person is signed in there.
    Raises ``ProviderTrouble``.
    """
    more = {"prompt": "login", "max_age": 0} if anew else {}
    try:
        _refuse_foreign()
        answer: Response = _client().authorize_redirect(callback, **more)
    except _faults() as fault:
        raise _trouble(fault) from fault
    return answer


def sign_out(back: str) -> Response:
    """The way to the provider's own sign-out. Raises ``ProviderTrouble``, also when it has none."""
    try:
        _refuse_foreign()
        answer: Response = _client().logout_redirect(
            back, client_id=current().oidc.client_id, state=""
        )
    except _faults() as fault:
        raise _trouble(fault) from fault
    return answer


def come_back() -> Account:
    """Who it is, from the request with which the provider sends the person back.

    Raises ``ProviderTrouble``, or ``NotInTheTeam`` when the account can be nobody's here.
    """
    try:
        _refuse_foreign()
        token = _client().authorize_access_token(leeway=DRIFT)
        claims = _claims(token)
    except _refusal() as fault:
        if fault.error in ("access_denied", "mismatching_state"):
            raise NotInTheTeam(
                "Das Einloggen wurde abgebrochen oder dauerte zu lange. Bitte beginnen Sie neu."
            ) from fault
        raise _trouble(fault) from fault
    except _faults() as fault:
        raise _trouble(fault) from fault
    return account_of(claims, current().oidc)


def _claims(token: dict[str, Any]) -> dict[str, Any]:
    """Of the identity token, with what the provider tells only when asked for the person."""
    claims = dict(token["userinfo"])  # KeyError: an answer without an identity token
    oidc, metadata = current().oidc, _client().load_server_metadata()
    missing = {"email", oidc.groups_claim} - set(claims)
    if missing and metadata.get("userinfo_endpoint"):
        more = dict(_client().userinfo(token=token))
        if more.get("sub") != claims["sub"]:
            raise ValueError("the provider tells of somebody else")
        claims = more | claims
    return claims


def _refuse_foreign() -> None:
    """Raise ``ValueError`` when the address of the settings answers for another provider."""
    says, means = _client().load_server_metadata().get("issuer"), current().oidc.issuer
    if str(says).rstrip("/") != means.rstrip("/"):
        raise ValueError(f"oidc.issuer is {means}, and the provider calls itself {says}")


def account_of(claims: dict[str, Any], oidc: Oidc) -> Account:
    """Claims of the identity token → what they mean here. Raises ``NotInTheTeam``."""
    subject, email = str(claims.get("sub") or ""), _address(claims, oidc)
    if not 0 < len(subject) <= 255 or not subject.isprintable():
        raise NotInTheTeam("Ihr Konto hat keine brauchbare Nummer. Bitte fragen Sie Ihre IT.")
    if not email:
        raise NotInTheTeam(
            "Ihr Konto nennt keine bestätigte E-Mail-Adresse. Bitte lassen Sie sie von Ihrer IT "
            "eintragen."
        )
    return Account(
        f"{oidc.issuer}|{subject}",
        _name(claims) or email[:200],
        email,
        roles_of(claims.get(oidc.groups_claim), oidc),
        _just_asked(claims),
    )


def _just_asked(claims: dict[str, Any]) -> bool:
    """By the provider's own clock: neither ours nor the demo's counts."""
    asked, said = claims.get("auth_time"), claims.get("iat")
    return isinstance(asked, int) and isinstance(said, int) and said - asked <= DRIFT


def _address(claims: dict[str, Any], oidc: Oidc) -> str:
    """In lower case; empty when it is none, or when nobody has confirmed it."""
    confirmed = str(claims.get("email_verified", oidc.trust_mail)).lower() == "true"
    try:
        typed = str(claims.get("email") or "")
        found = validate_email(typed, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return ""
    return found.normalized.lower() if confirmed else ""


def _name(claims: dict[str, Any]) -> str:
    """As people write it: in one line, without signs that nobody sees."""
    said = clean(str(claims.get("name") or claims.get("preferred_username") or ""))
    return "".join(letter for letter in said if letter.isprintable())[:200].strip()


def roles_of(groups: Any, oidc: Oidc) -> frozenset[Role]:
    """The roles of somebody in these groups; a provider may name one, several or none."""
    several = groups if isinstance(groups, list | tuple) else [groups]
    named = {group for group in several if isinstance(group, str)}
    wanted = {
        Role.OFFICE: oidc.office_groups,
        Role.MODERATOR: oidc.moderator_groups,
        Role.STEERING: oidc.steering_groups,
    }
    return frozenset(role for role, ours in wanted.items() if named & set(ours))


@cache
def _faults() -> tuple[type[Exception], ...]:
    """What a provider that is down, wrong or hostile makes of a question to it."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    plain = (ValueError, KeyError, TypeError, RuntimeError)
    return (RequestException, AuthlibBaseError, JoseError, *plain)


@cache
def _refusal() -> "type[OAuthError]":
    """What the library makes of an answer that says no."""
    from authlib.integrations.requests_client import OAuthError

    refusal: type[OAuthError] = OAuthError
    return refusal


def _client() -> "FlaskOAuth2App":
    client: FlaskOAuth2App = current_app.extensions["oidc"]
    return client


def _trouble(fault: Exception) -> ProviderTrouble:
    current_app.logger.warning("sign-in with an account: %s: %s", type(fault).__name__, fault)
    return ProviderTrouble(
        "Das Konto-System antwortet nicht, wie es soll. Bitte versuchen Sie es später, oder sagen "
        "Sie Ihrer IT Bescheid." + (f" {ELSE}" if current().oidc.mail_links else "")
    )
