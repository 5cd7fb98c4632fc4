"""Settings from the file and the environment; what is wrong is named, what is secret is not."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from lib.errors import SettingsError
from lib.period import Zone
from lib.settings import SECRETS_FILE, Settings, load_settings, streamlit_tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Load = Callable[..., Settings]

HUSH = "hush-4711"
ACCOUNT = {
    "host": "platform.example.com",
    "account_id": "a-1",
    "client_id": "cs-1",
    "client_secret": HUSH,
    "stream_id": "st-1",
}


def table(name: str, **keys: str) -> str:
    return f"[{name}]\n" + "".join(f'{key} = "{value}"\n' for key, value in keys.items())


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Load:
    """Load what this file and these variables say."""

    def loaded(file: str | bytes | None = None, **variables: str) -> Settings:
        monkeypatch.chdir(tmp_path)
        if file is not None:
            SECRETS_FILE.parent.mkdir(exist_ok=True)
            SECRETS_FILE.write_bytes(file.encode() if isinstance(file, str) else file)
        for name, value in variables.items():
            monkeypatch.setenv(f"CALLBOARD_{name}", value)
        return load_settings()

    return loaded


def test_with_nothing_set_there_is_no_account_and_every_default(load: Load) -> None:
    found = load()
    assert found.smartassist is None
    assert (found.metrics.service_level_s, found.metrics.short_abandon_s) == (20, 5)
    assert (found.store.settle_hours, found.display.zone) == (72, None)


def test_an_account_from_the_file(load: Load) -> None:
    account = load(table("smartassist", **ACCOUNT)).smartassist
    assert account is not None
    assert (account.host, account.account_id) == ("https://platform.example.com", "a-1")
    assert account.client_secret.get_secret_value() == HUSH
    assert (account.endpoint, account.page_size) == ("interactionDetails", 100)


def test_the_environment_wins_key_by_key(load: Load) -> None:
    file = table("smartassist", **ACCOUNT) + "[metrics]\nservice_level_s = 30\nshort_abandon_s = 3\n"
    found = load(file, SMARTASSIST__ACCOUNT_ID="a-2", METRICS__SERVICE_LEVEL_S="40")
    assert found.smartassist is not None
    assert (found.smartassist.account_id, found.smartassist.client_id) == ("a-2", "cs-1")
    assert (found.metrics.service_level_s, found.metrics.short_abandon_s) == (40, 3)


def test_an_account_from_the_environment_alone(load: Load) -> None:
    found = load(**{f"SMARTASSIST__{key.upper()}": value for key, value in ACCOUNT.items()})
    assert found.smartassist is not None
    assert found.smartassist.stream_id == "st-1"


@pytest.mark.parametrize("missing", ACCOUNT)
def test_an_account_half_there_names_what_is_missing(load: Load, missing: str) -> None:
    rest = {key: value for key, value in ACCOUNT.items() if key != missing}
    with pytest.raises(SettingsError) as caught:
        load(table("smartassist", **rest))
    assert f"smartassist.{missing}: Field required" in str(caught.value)
    assert not any(f"smartassist.{key}" in str(caught.value) for key in rest)


@pytest.mark.parametrize("key", ACCOUNT)
@pytest.mark.parametrize("blank", ["", "  "])
def test_a_blank_is_as_good_as_missing(load: Load, key: str, blank: str) -> None:
    with pytest.raises(SettingsError, match=f"smartassist.{key}: "):
        load(table("smartassist", **{**ACCOUNT, key: blank}))


def test_spaces_around_a_value_are_dropped(load: Load) -> None:
    account = load(table("smartassist", **{key: f" {value} " for key, value in ACCOUNT.items()})).smartassist
    assert account is not None
    assert account.host == f"https://{ACCOUNT['host']}"
    assert (account.client_id, account.client_secret.get_secret_value()) == (ACCOUNT["client_id"], HUSH)


def test_all_that_is_missing_is_named_at_once(load: Load) -> None:
    with pytest.raises(SettingsError) as caught:
        load(SMARTASSIST__CLIENT_SECRET=HUSH)
    named = [key for key in ACCOUNT if f"smartassist.{key}" in str(caught.value)]
    assert named == ["host", "account_id", "client_id", "stream_id"]


def test_the_secret_is_in_no_text_of_the_settings(load: Load) -> None:
    found = load(table("smartassist", **ACCOUNT))
    texts = (
        repr(found),
        str(found),
        repr(found.smartassist),
        found.model_dump_json(),
        str(found.model_dump()),
    )
    assert not any(HUSH in text for text in texts)


@pytest.mark.parametrize(
    "file",
    [
        table("smartassist", client_secret=HUSH),
        table("smartassist", **ACCOUNT, clientsecret=HUSH),
        table("smartassist", **ACCOUNT, endpoint=HUSH),
        table("smartassist", **{**ACCOUNT, "host": f"http://{HUSH}.example.com"}),
        table("smartassist", **{**ACCOUNT, "host": f"https://user:{HUSH}@example.com"}),
        table("smartassist", **{**ACCOUNT, "host": f"https://[{HUSH}]"}),
        f'smartassist = "{HUSH}"\n',
        f'[smartassist]\nclient_secret = ["{HUSH}"]\n',
        f'[smartassist]\nclient_secret = "{HUSH}\n',
        table("display", zone=HUSH),
        table("metrics", service_level_s=HUSH),
    ],
)
def test_no_error_tells_a_value(load: Load, file: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load(file)
    assert HUSH not in "".join(traceback.format_exception(caught.value))
    assert str(SECRETS_FILE) in str(caught.value)


def test_not_even_the_error_beneath_tells_a_value(load: Load) -> None:
    with pytest.raises(SettingsError) as caught:
        load(table("smartassist", **ACCOUNT, endpoint=HUSH))
    assert isinstance(caught.value.__context__, ValidationError)
    assert HUSH not in str(caught.value.__context__)


@pytest.mark.parametrize(
    ("file", "named"),
    [
        (table("smartassist", **ACCOUNT, acount_id="a-1"), "smartassist.acount_id"),
        ("[store]\nsettle_hour = 1\n", "store.settle_hour"),
        ("[metrics]\nservice_level = 20\n", "metrics.service_level"),
        ("[metrics.queues.qu-1]\nservice_levels = 20\n", "metrics.queues.qu-1.service_levels"),
        (table("display", timezone="UTC"), "display.timezone"),
    ],
)
def test_a_misspelt_key_is_named(load: Load, file: str, named: str) -> None:
    with pytest.raises(SettingsError, match=f"{named}: there is no such key"):
        load(file)


def test_a_misspelt_variable_is_named(load: Load) -> None:
    with pytest.raises(
        SettingsError,
        match=r"metrics\.short_abandons, from CALLBOARD_METRICS__SHORT_ABANDONS: there is no such key",
    ):
        load(METRICS__SHORT_ABANDONS="5")


def test_the_tables_of_others_are_left_alone(load: Load) -> None:
    assert load(table("auth", cookie_secret=HUSH) + table("connections", url="x")).smartassist is None


@pytest.mark.parametrize(
    ("written", "host"),
    [
        ("platform.example.com", "https://platform.example.com"),
        ("https://platform.example.com/", "https://platform.example.com"),
        ("HTTPS://platform.example.com:8443", "https://platform.example.com:8443"),
        ("http://localhost:8787", "http://localhost:8787"),
        ("http://127.0.0.1:8787", "http://127.0.0.1:8787"),
        ("http://[::1]:8787", "http://[::1]:8787"),
    ],
)
def test_a_host_in_every_spelling(load: Load, written: str, host: str) -> None:
    account = load(table("smartassist", **{**ACCOUNT, "host": written})).smartassist
    assert account is not None
    assert account.host == host


@pytest.mark.parametrize(
    "host",
    [
        "http://platform.example.com",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://10.0.0.1",
        "http://localhost@example.com",
        "ftp://platform.example.com",
        "https://",
        "https://[::1",
        "",
    ],
)
def test_plain_http_and_nonsense_are_no_hosts(load: Load, host: str) -> None:
    with pytest.raises(SettingsError, match=r"smartassist\.host"):
        load(table("smartassist", **{**ACCOUNT, "host": host}))


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ('"Asia/Kolkata"', Zone(name="Asia/Kolkata")),
        ("-330", Zone(offset_min=-330)),
        ('"-330"', Zone(offset_min=-330)),
        ("0", Zone(offset_min=0)),
    ],
)
def test_a_zone_is_a_name_or_a_number(load: Load, written: str, zone: Zone) -> None:
    assert load(f"[display]\nzone = {written}\n").display.zone == zone


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "-330"])
def test_a_zone_from_the_environment(load: Load, zone: str) -> None:
    found = load(DISPLAY__ZONE=zone).display.zone
    assert found is not None
    assert found.label in {"Asia/Kolkata", "UTC+05:30"}


@pytest.mark.parametrize("written", ['"Mars/Phobos"', '"--330"', "9000", "true", "1.5", "[]", '""'])
def test_what_is_no_zone_is_named(load: Load, written: str) -> None:
    with pytest.raises(SettingsError, match=r"display\.zone"):
        load(f"[display]\nzone = {written}\n")


@pytest.mark.parametrize(("written", "locale"), [("de", "de"), ("en-GB", "en_GB"), ("hi_IN", "hi_IN")])
def test_a_locale_is_a_language_with_or_without_a_country(load: Load, written: str, locale: str) -> None:
    assert load(f'[display]\nlocale = "{written}"\n').display.locale == locale


@pytest.mark.parametrize("written", ['"klingon"', '"de_"', '"<b>"', "5", "[]", '"C.UTF-8"'])
def test_what_is_no_locale_is_named(load: Load, written: str) -> None:
    with pytest.raises(SettingsError, match=r"display\.locale"):
        load(f"[display]\nlocale = {written}\n")


@pytest.mark.parametrize("file", [b"[smartassist", b"host = \n", b'a = "\xff"', b"a = 1\na = 2\n"])
def test_a_file_that_is_not_toml(load: Load, file: bytes) -> None:
    with pytest.raises(SettingsError, match="cannot be read as TOML"):
        load(file)


def test_a_variable_that_is_not_what_it_must_be(load: Load) -> None:
    with pytest.raises(SettingsError, match="CALLBOARD_ variables") as caught:
        load(METRICS__QUEUES="{" + HUSH)
    assert HUSH not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("store", "settle_hours", -1),
        ("store", "retention_days", 0),
        ("metrics", "service_level_s", -1),
        ("metrics", "short_abandon_s", -0.5),
        ("metrics", "service_level_policy", '"best"'),
        ("metrics", "count_short_abandoned", '"perhaps"'),
    ],
)
def test_what_is_out_of_bounds_is_named(load: Load, section: str, key: str, value: Any) -> None:
    with pytest.raises(SettingsError, match=f"{section}.{key}"):
        load(f"[{section}]\n{key} = {value}\n")


@pytest.mark.parametrize(
    ("key", "value"),
    [("page_size", 0), ("page_size", 101), ("requests_per_minute", 0), ("timeout_s", 0), ("paging", '"x"')],
)
def test_an_account_out_of_bounds_is_named(load: Load, key: str, value: Any) -> None:
    with pytest.raises(SettingsError, match=f"smartassist.{key}"):
        load(table("smartassist", **ACCOUNT) + f"{key} = {value}\n")


def test_a_queue_has_its_own_target(load: Load) -> None:
    queues = load("[metrics.queues.qu-1]\nservice_level_s = 60\n").metrics.queues
    assert {queue: target.service_level_s for queue, target in queues.items()} == {"qu-1": 60}


@pytest.mark.parametrize("path", ["store", "metrics", "display", "smartassist"])
def test_settings_are_frozen(load: Load, path: str) -> None:
    found = load(table("smartassist", **ACCOUNT))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(found, path, None)
    section = getattr(found, path)
    with pytest.raises(ValidationError, match="frozen"):
        setattr(section, next(iter(type(section).model_fields)), "x")


def test_the_file_may_stand_elsewhere(load: Load, tmp_path: Path) -> None:
    (tmp_path / "handed-over.toml").write_text(table("smartassist", **ACCOUNT), encoding="utf-8")
    account = load(None, SECRETS=str(tmp_path / "handed-over.toml")).smartassist
    assert account is not None
    assert account.account_id == "a-1"


def test_a_faulty_file_elsewhere_is_named(load: Load, tmp_path: Path) -> None:
    (tmp_path / "handed-over.toml").write_text("[", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"handed-over\.toml cannot be read as TOML"):
        load(None, SECRETS=str(tmp_path / "handed-over.toml"))


MARK, CURLY = "\ufeff", "\u201c{}\u201d"


def fault(load: Load, file: str | bytes | None = None, **variables: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(file, **variables)
    return str(caught.value)


def test_load_settings_byte_order_mark_is_passed_over(load: Load) -> None:
    account = load(MARK + table("smartassist", **ACCOUNT)).smartassist
    assert account is not None
    assert account.account_id == "a-1"


@pytest.mark.parametrize(
    ("file", "place", "shape", "advice"),
    [
        (
            f"[smartassist]\nclient_secret = {CURLY.format(HUSH)}\n",
            (2, 17),
            "client_secret = \u201c…",
            "straight",
        ),
        (f'[smartassist]\r\nclient_secret = "{HUSH}\r\n', (2, 27), 'client_secret = "…', "straight"),
        (f"[smartassist]\nclient_secret = {HUSH}\n", (2, 17), "client_secret = h…", "straight"),
        (f"[smartassist]\n{HUSH}\n", (2, 10), "…", "straight"),
        ("[smartassist\nhost = 1\n", (1, 13), "[smartassist", "straight"),
        ('[store]\npath = "a"\npath = "b"\n', (3, 11), 'path = "…', "second time"),
        ("[store]\n[display]\n[store]\n", (3, 7), "[store]", "second time"),
        (f"[{HUSH}\n", (1, 11), "…", "straight"),
    ],
)
def test_load_settings_faulty_line_is_named_without_its_value(
    load: Load, file: str, place: tuple[int, int], shape: str, advice: str
) -> None:
    told = fault(load, file)
    assert "line {}, column {}, which looks like ".format(*place) in told
    assert f"{shape.replace('h…', '…')} (values are not shown)" in told
    assert advice in told
    assert HUSH not in told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[store]\n".encode("utf-16"), "is not UTF-8. Save it as UTF-8"),
        ("[store]\n".encode("utf-16-le"), "is not UTF-8. Save it as UTF-8"),
        ('[store]\npath = "\u00e9"\n'.encode("latin-1"), "line 2, column 9 is not UTF-8"),
    ],
)
def test_load_settings_other_encoding_is_named(load: Load, content: bytes, told: str) -> None:
    assert told in fault(load, content)


def test_load_settings_folder_in_place_of_the_file_is_named(load: Load, tmp_path: Path) -> None:
    (tmp_path / SECRETS_FILE).mkdir(parents=True)
    assert "it is a folder" in fault(load)


def test_load_settings_file_that_may_not_be_read_is_named(
    load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError

    monkeypatch.setattr("pathlib.Path.read_bytes", refuse)
    assert "this user may not read it" in fault(load, "")


@pytest.mark.parametrize(("mark", "names"), [(MARK, {"auth"}), ("", set())])
def test_streamlit_tables_of_a_marked_file_are_its_own(load: Load, mark: str, names: set[str]) -> None:
    load(mark + table("smartassist", **ACCOUNT) + table("auth", cookie_secret=HUSH))
    assert streamlit_tables().keys() == names


def test_load_settings_named_file_that_is_missing_is_refused(load: Load, tmp_path: Path) -> None:
    assert "there is no such file" in fault(load, None, SECRETS=str(tmp_path / "nowhere.toml"))


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("[smartasist]\n", "smartasist: there is no such table; did you mean smartassist?"),
        ("[Store]\n", "Store: there is no such table; did you mean store?"),
        ("[zzz]\n", "zzz: there is no such table)"),
        ('host = "x"\n', "host: there is no such table)"),
        ("[store]\nsettle_hour = 1\n", "store.settle_hour: there is no such key; did you mean settle_hours?"),
        ("[[access.rules]]\nemial = 1\n", "access.rules.0.emial: there is no such key; did you mean email?"),
        (
            "[metrics.queues.qu-1]\nservice_levels = 1\n",
            "metrics.queues.qu-1.service_levels: there is no such key; did you mean service_level_s?",
        ),
        ("[store]\npath = 5\n", "store.path: Input should be a valid string"),
        ('store = "x"\n', "store: Input should be a valid dictionary"),
    ],
)
def test_load_settings_misspelt_name_is_refused_with_the_nearest(load: Load, file: str, told: str) -> None:
    assert told in fault(load, file)


@pytest.mark.parametrize(
    ("variable", "told"),
    [
        ("SMARTASIST__HOST", "CALLBOARD_SMARTASIST__HOST; did you mean CALLBOARD_SMARTASSIST__HOST?"),
        ("STORE_PATH", "CALLBOARD_STORE_PATH; did you mean CALLBOARD_STORE__PATH?"),
        ("SECRET", "CALLBOARD_SECRET; did you mean CALLBOARD_SECRETS?"),
    ],
)
def test_load_settings_misspelt_variable_is_refused_with_the_nearest(
    load: Load, variable: str, told: str
) -> None:
    text = fault(load, **{variable: HUSH})
    assert told in text
    assert HUSH not in text
