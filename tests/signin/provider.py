"""An identity provider on loopback: discovery, consent without asking, tokens with PKCE, keys, logout."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

if TYPE_CHECKING:
    from collections.abc import Iterator

CLIENT_ID, CLIENT_SECRET = "callboard", "a client's secret"
AN_HOUR_S = 3600


@dataclass
class Provider:
    """What the next one who comes is told to be, and what was asked for."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    asked: dict[str, dict[str, str]] = field(default_factory=dict)
    logged_out: list[dict[str, str]] = field(default_factory=list)

    def says(self, email: str, **claims: Any) -> None:
        """Who comes next, and with which claims beside the usual ones."""
        self.claims = {"email": email, "sub": f"sub of {email}", **claims}

    def token(self, nonce: str) -> str:
        """The next one's identity, signed."""
        now = int(time.time())
        usual = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + AN_HOUR_S, "nonce": nonce}
        return jwt.encode(usual | self.claims, self.key, algorithm="RS256", headers={"kid": "k1"})


@contextmanager
def providing() -> Iterator[Provider]:
    """A running provider."""
    provider = Provider()

    class Handler(_Handler):
        its = provider

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield provider
        server.shutdown()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    its: Provider

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(url.query).items()}
        match url.path:
            case "/.well-known/openid-configuration":
                self._json(self._discovery())
            case "/authorize":
                code = token_urlsafe()
                self.its.asked[code] = query
                self._lead_to(query["redirect_uri"], code=code, state=query["state"])
            case "/keys":
                key = RSAAlgorithm.to_jwk(self.its.key.public_key(), as_dict=True)
                self._json({"keys": [key | {"kid": "k1", "use": "sig", "alg": "RS256"}]})
            case "/logout":
                self.its.logged_out.append(query)
                self._lead_to(query["post_logout_redirect_uri"])
            case _:
                self.send_error(404)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {name: values[-1] for name, values in parse_qs(body).items()}
        asked = self.its.asked.pop(form["code"])
        verifier = hashlib.sha256(form["code_verifier"].encode()).digest()
        proof = base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if proof != asked["code_challenge"] or self.headers["authorization"] != f"Basic {basic}":
            self.send_error(401)
            return
        self._json(
            {"id_token": self.its.token(asked["nonce"]), "access_token": "opaque", "token_type": "Bearer"}
        )

    def _discovery(self) -> dict[str, Any]:
        ends = {"authorization": "authorize", "token": "token", "end_session": "logout"}
        return {f"{name}_endpoint": f"{self.its.url}/{path}" for name, path in ends.items()} | {
            "issuer": self.its.url,
            "jwks_uri": f"{self.its.url}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def _json(self, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _lead_to(self, address: str, **query: str) -> None:
        self.send_response(302)
        self.send_header("location", f"{address}?{urlencode(query)}" if query else address)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Stay silent."""
