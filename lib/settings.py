"""Frozen settings from .streamlit/secrets.toml and the environment, which wins; secrets stay out of repr."""

from __future__ import annotations

import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from babel import Locale, UnknownLocaleError
from phonenumbers import SUPPORTED_REGIONS
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    StringConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)
from pydantic_settings import SettingsError as SourceError

from lib.errors import InputError, SettingsError
from lib.hosts import is_loopback, lower_ascii
from lib.period import Zone, parse_zone
from lib.settings_file import begins_with_mark, nearest, read_tables
from lib.settings_names import all_names, keys_beside, variable_names

SECRETS_FILE = Path(".streamlit/secrets.toml")
SECRETS_VARIABLE = "CALLBOARD_SECRETS"
"""Names another file, such as one that systemd hands over."""

PREFIX, SEPARATOR = "CALLBOARD_", "__"
OTHER_VARIABLES = frozenset({SECRETS_VARIABLE, "CALLBOARD_CHROMIUM"})
"""Variables that begin as settings do and are none: where the settings stand, and a browser for the tests."""

STREAMLIT_TABLES = frozenset({"auth", "connections"})
STREAMLIT_NAMES = frozenset({"redirect_uri", "cookie_secret", "server_metadata_url"}) | STREAMLIT_TABLES
"""Tables and keys of the same file that Streamlit reads."""

HOST_HINT = "write it as https://platform.kore.ai"
ORIGIN = re.compile(r"https?://[\w.-]+(:\d+)?")

FieldName = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^\w+$")]
"""A value of the service's parameter `selectedFields`."""

ServiceLevelPolicy = Literal["offered", "offered_less_short", "answered", "answered_or_abandoned"]


class Section(BaseModel):
    """A table of the settings file: frozen, and a misspelt key is an error, not a silent default."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class SmartAssist(Section):
    """The account whose conversations are read, and how it is asked."""

    host: str
    account_id: str = Field(min_length=1)
    client_id: str = Field(min_length=1)
    client_secret: SecretStr = Field(min_length=1)
    stream_id: str = Field(min_length=1)
    endpoint: Literal["interactionDetails", "calldetails"] = "interactionDetails"
    paging: Literal["auto", "records", "pages"] = "auto"
    page_size: int = Field(default=100, ge=1, le=100)
    requests_per_minute: int = Field(default=60, ge=1)
    timeout_s: float = Field(default=30.0, gt=0)
    selected_fields: Literal["auto"] | tuple[FieldName, ...] = "auto"

    @field_validator("selected_fields", mode="before")
    @classmethod
    def _split_names(cls, fields: object) -> object:
        """A text from the environment: auto, or names with commas between."""
        if not isinstance(fields, str) or fields.strip() == "auto":
            return fields
        return [name.strip() for name in fields.split(",") if name.strip()]

    @field_validator("host")
    @classmethod
    def _safe_host(cls, host: str) -> str:
        try:
            url = urlsplit(host if "//" in host else f"https://{host}")
        except ValueError:
            raise ValueError(HOST_HINT) from None
        if url.scheme == "http" and not is_loopback(url.hostname):
            raise ValueError("plain http would send the token in the clear; write https://")
        if url.scheme not in {"http", "https"} or not url.hostname or "@" in url.netloc:
            raise ValueError(HOST_HINT)
        return f"{url.scheme}://{url.netloc}"


class Store(Section):
    """Where fetched records are kept, and when they are taken for final."""

    path: str = "data"
    settle_hours: float = Field(default=72.0, ge=0)
    refresh_minutes: float = Field(default=5.0, ge=0)
    reach_back_days: float = Field(default=7.0, ge=0, le=366)
    open_days: float = Field(default=30.0, ge=0, le=366)
    retention_days: int | None = Field(default=None, ge=1)


class QueueTarget(Section):
    """What one queue has of its own; null keeps the common value."""

    service_level_s: float | None = Field(default=None, ge=0)
    service_level_target: float | None = Field(default=None, gt=0, le=1)
    abandonment_max: float | None = Field(default=None, ge=0, lt=1)


class Metrics(Section):
    """The choices that METRICS leave open: times in seconds, targets as shares; null is no target."""

    service_level_s: float = Field(default=20.0, ge=0)
    service_level_policy: ServiceLevelPolicy = "offered"
    short_abandon_s: float = Field(default=5.0, ge=0)
    count_short_abandoned: bool = True
    callbacks_in_waits: bool = False
    survey_score_to: Literal["last_agent", "every_agent"] = "last_agent"
    country: str | None = None
    service_level_target: float | None = Field(default=None, gt=0, le=1)
    abandonment_max: float | None = Field(default=None, ge=0, lt=1)
    queues: dict[str, QueueTarget] = Field(default_factory=dict)

    @field_validator("country")
    @classmethod
    def _check_country(cls, country: str | None) -> str | None:
        if country is not None and country.upper() not in SUPPORTED_REGIONS:
            raise ValueError("write a country's two letters, such as GB")
        return country and country.upper()


class Display(Section):
    """How times and numbers are shown. Null means those of the viewer's browser."""

    zone: Zone | None = None
    locale: str | None = None

    @field_validator("zone", mode="before")
    @classmethod
    def _parse_zone(cls, value: object) -> object:
        try:
            return parse_zone(str(value)) if isinstance(value, str | int) else value
        except InputError:
            raise ValueError("write a name such as Europe/London, or minutes west of UTC") from None

    @field_validator("locale")
    @classmethod
    def _parse_locale(cls, value: str | None) -> str | None:
        try:
            return value and str(Locale.parse(value.replace("_", "-"), sep="-"))
        except (ValueError, UnknownLocaleError):
            raise ValueError("write a language, with a country if need be, such as de or en-GB") from None


class Rule(Section):
    """What is open to one e-mail, to a group or to an e-mail's domain; a rule is for exactly one of them."""

    email: str | None = Field(default=None, min_length=1)
    group: str | None = Field(default=None, min_length=1)
    domain: str | None = Field(default=None, min_length=1)
    queues: Literal["all"] | tuple[str, ...] = Field(min_length=1)
    personal: bool = False
    export: bool = True
    sync: bool = True
    audit: bool = False

    @field_validator("email", "domain")
    @classmethod
    def _in_lower_case(cls, value: str | None) -> str | None:
        return value and lower_ascii(value).removeprefix("@")

    @model_validator(mode="after")
    def _check_rule(self) -> Self:
        if [self.email, self.group, self.domain].count(None) != 2:
            raise ValueError("write exactly one of email, group and domain")
        if self.audit and self.queues != "all":
            raise ValueError("the audit log tells of all queues: with audit = true write queues = 'all'")
        return self


class Access(Section):
    """Who may see what. `personal` is for the person at the machine, where nobody signs in.

    `proxies` are the addresses that may say in a header who asks; none are believed unless named.
    """

    rules: tuple[Rule, ...] = ()
    group_claim: str = Field(default="groups", min_length=1)
    contact: str = Field(default="whoever set Callboard up", min_length=1)
    personal: bool = False
    proxies: tuple[str, ...] = ()
    audit_folder: str | None = Field(default=None, min_length=1)


class Log(Section):
    """How the log is written, and from which level on; a null level is "info" for the server."""

    format: Literal["text", "json"] = "text"
    level: Literal["debug", "info", "warning", "error"] | None = None


class Server(Section):
    """How the server stands to the browsers that ask it. What Streamlit sets itself is in config.toml."""

    tls: bool = False
    embedders: tuple[str, ...] = ()
    exports_per_minute: int = Field(default=30, ge=1)
    metrics: bool = False

    @field_validator("embedders")
    @classmethod
    def _check_origins(cls, embedders: tuple[str, ...]) -> tuple[str, ...]:
        if not all(ORIGIN.fullmatch(origin) for origin in embedders):
            raise ValueError("write each as an origin, such as https://intranet.example.com")
        return embedders


class Settings(BaseSettings):
    """Everything that can be set. `smartassist` is null when no credentials are given: the demo runs."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="ignore",
        env_prefix=PREFIX,
        env_nested_delimiter=SEPARATOR,
        hide_input_in_errors=True,
    )

    smartassist: SmartAssist | None = None
    store: Store = Store()
    metrics: Metrics = Metrics()
    display: Display = Display()
    server: Server = Server()
    log: Log = Log()
    access: Access = Access()

    @property
    def country(self) -> str | None:
        """Where numbers without a country's prefix are dialled, ISO 3166: as set, else the locale's."""
        locale = self.display.locale
        return self.metrics.country or (Locale.parse(locale).territory if locale else None)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before the file; no .env, no secrets folder."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, InitSettingsSource(settings_cls, init_kwargs=_tables())


def secrets_file() -> Path:
    """Where the settings stand."""
    return Path(os.environ.get(SECRETS_VARIABLE) or SECRETS_FILE)


def load_settings() -> Settings:
    """Read the settings once, at start.

    Raises:
        SettingsError: a key is missing, misspelt or out of bounds; the message names each, never a value.
    """
    _check_variables()
    try:
        return Settings()
    except ValidationError as error:
        faults = "; ".join(
            _fault(fault["type"], fault["loc"], fault["msg"]) for fault in error.errors(include_input=False)
        )
        raise SettingsError(f"The settings need a look ({faults}). They stand in {secrets_file()}.") from None
    except SourceError as error:
        raise SettingsError(f"The environment's CALLBOARD_ variables need a look ({error}).") from None


def own_tables() -> frozenset[str]:
    """The tables that are Callboard's own."""
    return frozenset(Settings.model_fields)


def _tables() -> dict[str, Any]:
    """The file's tables that are Callboard's own; Streamlit's are left to it.

    Raises:
        SettingsError: the file cannot be read, or has a table that is nobody's.
    """
    path = secrets_file()
    if os.environ.get(SECRETS_VARIABLE) and not path.exists():
        raise SettingsError(f"{SECRETS_VARIABLE} names {path}, and there is no such file.")
    tables = read_tables(path, all_names(Settings) | STREAMLIT_NAMES)
    if unknown := sorted(tables.keys() - own_tables() - STREAMLIT_TABLES):
        faults = "; ".join(f"{name}: there is no such table{nearest(name, own_tables())}" for name in unknown)
        raise SettingsError(f"The settings need a look ({faults}). They stand in {path}.")
    return {name: table for name, table in tables.items() if name not in STREAMLIT_TABLES}


def streamlit_tables() -> dict[str, Any]:
    """The tables that are Streamlit's, of a file that begins with a byte order mark; empty for any other.

    Raises:
        SettingsError: the file cannot be read.
    """
    path = secrets_file()
    if not begins_with_mark(path):
        return {}
    return {name: table for name, table in read_tables(path, ()).items() if name in STREAMLIT_TABLES}


def _check_variables() -> None:
    """See that every CALLBOARD_ variable names a table and a key.

    Raises:
        SettingsError: one does not; only its name is told.
    """
    names = {f"{PREFIX}{name.upper()}": name for name in own_tables()}
    variables = [
        name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in OTHER_VARIABLES
    ]
    unknown = [name for name in sorted(variables) if name.upper().partition(SEPARATOR)[0] not in names]
    if unknown:
        faults = "; ".join(f"{name}{_nearest_variable(name)}" for name in unknown)
        raise SettingsError(f"The environment has variables that name no setting ({faults}).")


def _nearest_variable(name: str) -> str:
    candidates = {f"{PREFIX}{key}" for key in variable_names(Settings, SEPARATOR)} | {SECRETS_VARIABLE}
    near = get_close_matches(name.upper(), sorted(candidates), n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def _fault(kind: str, place: tuple[int | str, ...], message: str) -> str:
    """One fault: the key, or the variable where it comes from the environment, and what is wrong with it."""
    variable = f"{PREFIX}{SEPARATOR.join(map(str, place)).upper()}"
    name = ".".join(map(str, place)) + (
        f", from {variable}" if variable in map(str.upper, os.environ) else ""
    )
    if kind != "extra_forbidden":
        return f"{name}: {message}"
    return f"{name}: there is no such key{nearest(str(place[-1]), keys_beside(Settings, place))}"
