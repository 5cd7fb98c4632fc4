"""Reads and checks a client's JWT, by the standard library alone: HS256 and nothing else."""

import binascii
import hashlib
import hmac
from base64 import urlsafe_b64decode

import msgspec

from lib.demo.api.refusals import Refused


def read_claims(token: str, secret: str, now_s: float) -> dict[str, object]:
    """The token's claims; Refused with 401 when it is not ours or its `exp` has passed at `now_s`."""
    parts = token.split(".")
    if len(parts) != 3:
        raise Refused(401, "The token is not a JWT.")
    header, claims = _part(parts[0]), _part(parts[1])
    if header.get("alg") != "HS256":
        raise Refused(401, "The token is not signed with HS256.")
    signed = hmac.digest(secret.encode(), f"{parts[0]}.{parts[1]}".encode(), hashlib.sha256)
    if not hmac.compare_digest(signed, _bytes(parts[2])):
        raise Refused(401, "The token's signature is not valid.")
    expiry = claims.get("exp")
    if expiry is not None and not (isinstance(expiry, int | float) and now_s < expiry):
        raise Refused(401, "The token has expired.")
    return claims


def _part(text: str) -> dict[str, object]:
    try:
        return msgspec.json.decode(_bytes(text), type=dict[str, object])
    except msgspec.DecodeError as error:
        raise Refused(401, "The token is not a JWT.") from error


def _bytes(text: str) -> bytes:
    """Base64url without its padding."""
    try:
        return urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error) as error:
        raise Refused(401, "The token is not a JWT.") from error
