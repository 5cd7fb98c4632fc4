"""The errors that a viewer can meet; each message is shown to them.

CallboardError
├── SettingsError              the settings are missing, half there or contradict each other
├── InputError                 a period, zone or filter that cannot be meant
├── AccessRefused              nothing, or not this, is open to the viewer
│   └── IdentityExpired        who asks was let in, until the sign-in ended
├── AuditError                 what is done cannot be noted in the audit log
├── ServiceError
│   ├── AuthenticationRefused  401, 403: the token or the scope is not accepted
│   ├── RequestRefused         any other 4xx: the service will not answer this question
│   ├── RateLimited            429 after every retry
│   ├── ServiceUnavailable     5xx, a timeout, a reset connection, after every retry
│   └── PayloadNotUnderstood   an answer that is not the documented JSON, after every retry
└── StoreError                 the store cannot be read or written
    └── StoreBusy              another process is syncing this store

A message says what was tried, for which window, what came back and what to do next.
It never holds a token, a secret or a customer's data.
"""


class CallboardError(Exception):
    """Root of everything that Callboard raises on purpose; `str(error)` is fit to be shown."""


class SettingsError(CallboardError):
    """The settings are missing, half there or contradict each other."""


class InputError(CallboardError):
    """A period, zone or filter that cannot be meant, such as an end before its start."""


class AccessRefused(CallboardError):
    """Nothing, or not this, is open to the viewer."""


class IdentityExpired(AccessRefused):
    """Who asks was let in, until the sign-in ended."""


class AuditError(CallboardError):
    """What is done cannot be noted in the audit log, or the log not be read."""


class ServiceError(CallboardError):
    """The service did not give what was asked for."""


class AuthenticationRefused(ServiceError):
    """The service refused the token (401) or its scope (403). Never retried."""


class RequestRefused(ServiceError):
    """The service refused the question (4xx other than 401, 403 and 429). Never retried."""


class RateLimited(ServiceError):
    """The service kept answering 429 through every retry."""


class ServiceUnavailable(ServiceError):
    """The service could not be reached or kept failing (5xx, timeout, reset) through every retry."""


class PayloadNotUnderstood(ServiceError):
    """The service kept answering with something that is not the documented JSON."""


class StoreError(CallboardError):
    """The store cannot be read or written."""


class StoreBusy(StoreError):
    """Another process is syncing this store; the message names it."""
