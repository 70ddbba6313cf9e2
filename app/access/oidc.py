"""Signing in with an account of the city (OpenID Connect): the talk with its provider.

The code flow with PKCE, state and nonce is Authlib's; what the answer means for us stands here.
"""

from dataclasses import dataclass
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from authlib.integrations.requests_client import OAuthError
from flask import Flask, current_app
from joserfc.errors import JoseError
from requests import RequestException
from werkzeug.wrappers import Response

from app.access.rules import Role
from app.core.errors import RuleBroken
from app.core.settings import current
from app.core.settings_sections import Oidc, Settings

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


def init_app(app: Flask, settings: Settings) -> None:
    """Know the provider of the settings; nothing is asked before somebody signs in."""
    oidc = settings.oidc
    if not oidc.issuer:
        return
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


def leave(callback: str) -> Response:
    """The way to the provider, which sends the person back to ``callback``.

    Raises ``ProviderTrouble``.
    """
    try:
        answer: Response = _client().authorize_redirect(callback)
    except (RequestException, AuthlibBaseError, ValueError, KeyError) as fault:
        raise _trouble(fault) from fault
    return answer


def come_back() -> Account:
    """Who it is, from the request with which the provider sends the person back.

    Raises ``ProviderTrouble``, or ``NotInTheTeam`` when none of the account's groups has a role.
    """
    try:
        token = _client().authorize_access_token(leeway=DRIFT)
    except OAuthError as fault:
        if fault.error in ("access_denied", "mismatching_state"):
            raise NotInTheTeam(
                "Das Einloggen wurde abgebrochen oder dauerte zu lange. Bitte beginnen Sie neu."
            ) from fault
        raise _trouble(fault) from fault
    except (RequestException, AuthlibBaseError, JoseError, ValueError, KeyError) as fault:
        raise _trouble(fault) from fault
    return account_of(dict(token.get("userinfo") or {}), current().oidc)


def account_of(claims: dict[str, Any], oidc: Oidc) -> Account:
    """Claims of the identity token → what they mean here. Raises ``NotInTheTeam``."""
    email = str(claims.get("email") or "").strip().lower()
    roles = roles_of(claims.get(oidc.groups_claim), oidc)
    if not email or claims.get("email_verified") is False:
        raise NotInTheTeam(f"Ihr Konto nennt keine bestätigte E-Mail-Adresse. {ELSE}")
    if not roles:
        raise NotInTheTeam(
            "Ihr Konto gehört zu keiner Gruppe, die hier arbeitet. Bitte wenden Sie sich an die "
            "Geschäftsstelle."
        )
    name = str(claims.get("name") or claims.get("preferred_username") or email)[:200]
    return Account(f"{oidc.issuer}|{claims['sub']}", name, email, roles)


def roles_of(groups: Any, oidc: Oidc) -> frozenset[Role]:
    """The roles of somebody in these groups; a provider may name one, several or none."""
    named = {groups} if isinstance(groups, str) else set(groups or ())
    wanted = {
        Role.OFFICE: oidc.office_groups,
        Role.MODERATOR: oidc.moderator_groups,
        Role.STEERING: oidc.steering_groups,
    }
    return frozenset(role for role, ours in wanted.items() if named & set(ours))


def _client() -> FlaskOAuth2App:
    client: FlaskOAuth2App = current_app.extensions["oidc"]
    return client


def _trouble(fault: Exception) -> ProviderTrouble:
    current_app.logger.warning("sign-in with an account: %s: %s", type(fault).__name__, fault)
    return ProviderTrouble(
        "Das Konto-System antwortet nicht, wie es soll. Bitte versuchen Sie es später, oder sagen "
        f"Sie Ihrer IT Bescheid. {ELSE}"
    )
