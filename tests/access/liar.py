"""A provider of accounts that answers as a test wants: lies, errors, keys of others."""

import threading
import time

from flask import Flask, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

OWN, OTHER = (RSAKey.generate_key(2048, parameters={"kid": "k"}) for _ in range(2))


class Liar:
    """``claims`` and the rest may be changed between two questions."""

    def __init__(self):
        self.server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.tell_the_truth()
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tell_the_truth(self):
        self.claims, self.metadata, self.userinfo = {}, {}, None
        self.key, self.answer, self.unsigned = OWN, None, False

    def _app(self):
        app = Flask(__name__)

        @app.get("/.well-known/openid-configuration")
        def discovery():
            return jsonify(
                {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "jwks_uri": f"{self.issuer}/keys",
                    "id_token_signing_alg_values_supported": ["RS256"],
                }
                | self.metadata
            )

        @app.get("/keys")
        def keys():
            return jsonify({"keys": [OWN.as_dict(private=False)]})

        @app.get("/userinfo")
        def userinfo():
            return jsonify(self.userinfo)

        @app.post("/token")
        def token():
            self.asked = request.form.to_dict()
            if self.answer:
                return self.answer
            return jsonify({"access_token": "a", "token_type": "Bearer", "id_token": self._said()})

        return app

    def _said(self):
        now = int(time.time())
        whole = {
            "iss": self.issuer, "sub": "ayse", "aud": "treffwerk", "iat": now, "exp": now + 300,
            "nonce": self.nonce, "name": "Ayşe Yıldırım", "email": "ayse@example.org",
            "email_verified": True, "groups": ["klima-gs"],
        } | self.claims  # fmt: skip
        told = {name: value for name, value in whole.items() if value is not None}
        if self.unsigned:
            return (
                "eyJhbGciOiJub25lIn0." + jwt.encode({"alg": "RS256"}, told, OWN).split(".")[1] + "."
            )
        return jwt.encode({"alg": "RS256", "kid": "k"}, told, self.key)

    def stop(self):
        self.server.shutdown()
