import httpx
import jwt
import pytest

from lib.errors import SettingsError
from lib.smartassist.auth import TokenAuth
from tests.smartassist.fake import SECRET


def opened(token: str) -> dict[str, object]:
    return jwt.decode(token, SECRET, algorithms=["HS256"], options={"verify_exp": False, "verify_iat": False})


def walk(auth: TokenAuth, *statuses: int) -> list[str]:
    """Drive the flow without a network; the tokens it sent."""
    flow = auth.auth_flow(httpx.Request("POST", "https://assist.example.com"))
    tokens = [next(flow).headers["auth"]]
    for status in statuses:
        try:
            tokens.append(flow.send(httpx.Response(status)).headers["auth"])
        except StopIteration:
            break
    return tokens


def test_the_token_is_the_documented_one_with_a_random_jti() -> None:
    first, second = opened(TokenAuth("cs-1", SECRET).token()), opened(TokenAuth("cs-1", SECRET).token())
    assert (first["sub"], first["appId"]) == ("1234567890", "cs-1")
    assert first["jti"] != second["jti"]
    assert set(first) == {"sub", "appId", "jti"}


def test_the_token_is_hs256_and_stands_in_auth_alone() -> None:
    request = next(TokenAuth("cs-1", SECRET).auth_flow(httpx.Request("POST", "https://assist.example.com")))
    assert jwt.get_unverified_header(request.headers["auth"]) == {"alg": "HS256", "typ": "JWT"}
    assert "authorization" not in request.headers


def test_a_lifetime_adds_issue_and_expiry() -> None:
    claims = opened(TokenAuth("cs-1", SECRET, lifetime_s=90, clock=lambda: 1000.7).token())
    assert (claims["iat"], claims["exp"]) == (1000, 1090)


def test_a_token_with_an_expiry_is_renewed_for_each_request_after_its_turn_has_come() -> None:
    now = [1000.0]
    auth = TokenAuth(
        "cs-1", SECRET, lifetime_s=60, clock=lambda: now[0], turn=lambda: now.append(now.pop() + 300)
    )
    issued = [opened(token)["iat"] for token in (*walk(auth, 200), *walk(auth, 200))]
    assert issued == [1300, 1600]


@pytest.mark.parametrize(
    ("statuses", "sent"), [((200,), 1), ((401, 200), 2), ((401, 401, 401), 2), ((403, 200), 1), ((500,), 1)]
)
def test_a_refused_token_is_renewed_once(statuses: tuple[int, ...], sent: int) -> None:
    tokens = walk(TokenAuth("cs-1", SECRET), *statuses)
    assert len(tokens) == len(set(tokens)) == sent


def test_repr_hides_the_secret() -> None:
    assert repr(TokenAuth("cs-1", SECRET)) == "TokenAuth(client_id='cs-1')"


def test_a_short_secret_signs_without_a_warning() -> None:
    assert TokenAuth("cs-1", "short").token()


@pytest.mark.parametrize("secret", ["", "-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----"])
def test_a_secret_that_cannot_sign_is_named_not_shown(secret: str) -> None:
    with pytest.raises(SettingsError, match="client_secret cannot sign") as caught:
        TokenAuth("cs-1", secret).token()
    assert "BEGIN" not in str(caught.value)
