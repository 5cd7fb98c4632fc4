"""How the demo service says no."""

import msgspec
from starlette.responses import Response


class Refused(Exception):
    """A request that is not answered: an HTTP status and a sentence that says why."""

    def __init__(self, status: int, message: str, retry_after_s: int | None = None) -> None:
        super().__init__(message)
        self.status, self.message, self.retry_after_s = status, message, retry_after_s

    def response(self) -> Response:
        """The refusal as the service answers it: a JSON list of errors."""
        body = {"errors": [{"msg": self.message, "code": self.status}]}
        headers = {} if self.retry_after_s is None else {"Retry-After": str(self.retry_after_s)}
        return Response(msgspec.json.encode(body), self.status, headers, "application/json")
