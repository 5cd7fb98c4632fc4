"""What goes wrong below the store is told in a sentence, and nothing is overwritten."""

from __future__ import annotations

import errno
import shutil
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from deltalake.exceptions import CommitFailedError

from lib.errors import StoreBusy, StoreError
from lib.frames import schema
from lib.store import Store, manifest, open_store, translate_errors
from lib.store.errors import describe_error
from lib.store.locations import account_folder, check_location
from lib.store.tables import Tables
from tests.store.made import WEEK, Made, content, every, hours, ids, synced

RECORDS = every(timedelta(hours=1), WEEK)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "is full"),
        (OSError("Generic LocalFileSystem error: File too large (os error 27)"), "is full"),
        (OSError(errno.EROFS, "Read-only file system"), "may not be written"),
        (PermissionError(errno.EACCES, "Permission denied"), "may not be written"),
        (NotADirectoryError(errno.ENOTDIR, "Not a directory"), "a file stands in its way"),
        (FileNotFoundError(errno.ENOENT, "No such file or directory: /x/part-1.parquet"), "part-1.parquet"),
        (OSError("broken part-0001-a.c000.zstd.parquet of Ada Lovelace"), "part-0001-a.c000.zstd.parquet"),
    ],
)
def test_each_cause_has_its_sentence(error: OSError, told: str) -> None:
    with pytest.raises(StoreError, match=told) as raised, translate_errors("data/demo"):
        raise error
    assert "data/demo" in str(raised.value)
    assert "Ada" not in str(raised.value)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (OSError("Generic S3 error: error sending request for url (http://x/)"), "cannot be reached"),
        (OSError("Generic S3 error: Server returned non-2xx status code: 500"), "cannot be reached"),
        (ConnectionRefusedError(errno.ECONNREFUSED, "refused"), "cannot be reached"),
        (OSError("Server returned non-2xx status code: 404: NoSuchBucket AKIAKEY"), "does not exist"),
        (OSError("Server returned non-2xx status code: 403: InvalidAccessKeyId AKIAKEY"), "refused the cred"),
        (PermissionError("The operation lacked the necessary privileges: AKIAKEY"), "refused the cred"),
        (FileNotFoundError("object-store error: Object at x/part-1.parquet not found"), "part-1.parquet"),
    ],
)
def test_each_cause_of_an_object_store_has_its_sentence(error: OSError, told: str) -> None:
    with pytest.raises(StoreError, match=told) as raised, translate_errors("s3://bucket/callboard"):
        raise error
    assert "s3://bucket/callboard" in str(raised.value)
    assert "AKIAKEY" not in str(raised.value)


def test_a_commit_that_came_second_is_told_as_another_writers() -> None:
    with pytest.raises(StoreBusy, match="Another process has written this store"), translate_errors("data"):
        raise CommitFailedError("Failed to commit transaction: 0")


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("x")
    with pytest.raises(StoreError, match="a file stands in its way"):
        synced(open_store(str(tmp_path / "data"), "acme"), Made(RECORDS))


def test_a_full_disk_keeps_what_was_whole(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    synced(store, Made(RECORDS), hours(0, 24))
    before = ids(store)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Tables, "replace", full)
        with pytest.raises(StoreError, match="is full"):
            synced(store, Made(RECORDS))
    assert ids(store) == before
    synced(store, Made(RECORDS))
    assert len(ids(store)) == len(RECORDS)


def test_a_folder_that_may_not_be_written_is_told(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(StoreError, match="may not be written or read by this user"):
        synced(store, Made(RECORDS))


@pytest.mark.parametrize("damage", ["cut", "gone"])
def test_a_damaged_file_is_told_and_left(store: Store, damage: str) -> None:
    synced(store, Made(RECORDS))
    file = Path(store.files("visits", store.entry())[0].path)
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:100])
    else:
        file.unlink()
    with pytest.raises(StoreError, match=file.name):
        store.scan("visits")
    assert len(store.scan("records").collect()) == len(RECORDS)


def test_a_damaged_ledger_is_told(store: Store) -> None:
    synced(store, Made(RECORDS))
    for log in Path(store.root, "coverage", "_delta_log").glob("*.json"):
        log.write_text("{not json")
    with pytest.raises(StoreError, match="cannot be read"):
        open_store(str(Path(store.root).parent), "acme")


def test_a_newer_store_is_refused_and_left(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(manifest, "VERSION", schema.VERSION + 1)
        patch.setattr(manifest.Entry, "check", lambda *_: None)
        entry = manifest.Entry(schema=schema.VERSION + 1, versions={})
        Path(store.root).mkdir(parents=True)
        manifest.Manifest(store.root).write(entry)
    before = sorted(path.name for path in Path(store.root).rglob("*"))
    for attempt in (store.coverage, lambda: store.scan("visits"), lambda: synced(store, Made(RECORDS))):
        with pytest.raises(StoreError, match="newer Callboard"):
            attempt()
    with pytest.raises(StoreError, match="newer Callboard"):
        open_store(str(Path(store.root).parent), "acme")
    assert sorted(path.name for path in Path(store.root).rglob("*")) == before


def test_a_store_is_for_its_owner_alone(store: Store) -> None:
    synced(store, Made(RECORDS), hours(0, 1))
    assert stat.S_IMODE(Path(store.root).stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("account", "folder"),
    [(None, "demo"), ("acme", "account-acme"), ("demo", "account-demo")],
)
def test_each_account_has_a_folder(account: str | None, folder: str) -> None:
    assert account_folder(account) == folder


def test_accounts_that_look_alike_have_folders_of_their_own() -> None:
    assert len({account_folder(name) for name in ("a-b", "a_b", "A-B", "../a-b", "a-b/")}) == 5
    assert all(
        "/" not in account_folder(name) and ".." not in account_folder(name) for name in ("../x", "a/b", "")
    )


def test_an_address_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(StoreError, match=r"ftp://\)\. Set it to a folder, or to an address .* az://\.$"):
        open_store("ftp://example.com/x")


@pytest.mark.parametrize("address", ["s3://key:hush@bucket/x", "az://box/x?sig=hush", "gs://box/x#hush"])
def test_an_address_with_credentials_is_refused_and_not_repeated(address: str) -> None:
    with pytest.raises(StoreError, match="in the environment") as raised:
        open_store(address)
    assert "hush" not in str(raised.value)


def test_an_account_in_an_address_is_no_credential() -> None:
    address = "abfss://box@account.dfs.core.windows.net/callboard"
    assert check_location(f"{address}/") == address


def test_the_sentence_of_the_unknown_names_the_kind_alone() -> None:
    assert "RuntimeError" in describe_error(RuntimeError("Ada's number"), "x")
    assert "Ada" not in describe_error(RuntimeError("Ada's number"), "x")


def test_nothing_is_made_before_the_first_sync(store: Store) -> None:
    content(store)
    assert not Path(store.root).exists()


@pytest.mark.parametrize("again", [24, 72])
def test_a_store_that_was_moved_away_is_read_as_what_is_there_now(store: Store, again: int) -> None:
    for first in (0, 24, 48):
        synced(store, Made(RECORDS), hours(first, first + 24))
    seen = [(store.version, len(ids(store)))]
    shutil.move(store.root, f"{store.root}-away")
    assert (store.version, ids(store)) == (0, [])
    synced(open_store(str(Path(store.root).parent), "acme"), Made(RECORDS), hours(0, again))
    seen.append((store.version, len(ids(store))))
    shutil.move(store.root, f"{store.root}-again")
    shutil.move(f"{store.root}-away", store.root)
    seen.append((store.version, len(ids(store))))
    assert [count for _, count in seen] == [73, again + 1, 73]
    assert len({version for version, _ in seen}) == 3
    synced(store, Made(RECORDS))
    assert len(ids(store)) == len(RECORDS)
