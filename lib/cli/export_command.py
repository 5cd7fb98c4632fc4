"""`callboard export`: one table of a period, and what it was chosen by."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from lib.access import mask_personal_data
from lib.audit import TOOK
from lib.cli.audit import command_line_actor, open_audit_log
from lib.cli.matching import report_unmatched
from lib.cli.options import (
    build_question,
    choose_zone,
    format_period,
    load_command_settings,
    open_command_source,
)
from lib.cli.output import print_message
from lib.cli.sync_command import fetch
from lib.errors import AuditError
from lib.export import (
    DEMO_MEANING,
    SOURCE,
    describe_filter,
    describe_selection,
    format_of_file,
    open_output,
    with_demo_mark,
    write_table,
)
from lib.frames.channels import channel_names
from lib.frames.schema import SCHEMAS
from lib.metrics import (
    AGENT_COLUMNS,
    QUEUE_COLUMNS,
    Filters,
    Tables,
    agent_table,
    describe_columns,
    filter_table,
    filter_tables,
    queue_table,
)
from lib.store import translate_errors

if TYPE_CHECKING:
    import argparse

    import polars as pl

    from lib.period import Zone
    from lib.settings import Settings
    from lib.smartassist import Question
    from lib.source import Source

ALMOST_ALL: Final = 0.9995
"""A part of a period that is shown as 100 %."""

GRAINS: Final = ("conversations", "visits", "handlings", "assignments")
ENCODINGS: Final = ("utf-8", "utf-8-sig")
TABLES_OF_ROWS: Final = (*GRAINS, "rejects")
TABLE_NAMES: Final = (*TABLES_OF_ROWS, "queues", "agents")
NOTED: Final = ("channels", "queues", "agents", "not_channels", "not_queues", "not_agents")


def run_export(arguments: argparse.Namespace) -> None:
    """Fetch what is missing, then write one table."""
    settings = load_command_settings(arguments)
    zone = choose_zone(arguments, settings)
    question = build_question(arguments, zone)
    with open_command_source(settings, arguments) as source:
        if not arguments.offline:
            fetch(source, settings, question)
        report_share(source, question, offline=arguments.offline)
        filters = build_filters(arguments, question)
        with translate_errors(source.store.root):
            report_unmatched(source.store, question.window, format_period(question.window, zone), arguments)
            frame = select_rows(source, settings, arguments.table, filters, personal=arguments.personal)
        if source.is_demo:
            frame = with_demo_mark(frame)
        about = describe_export(source, question, filters, arguments.table, zone)
        audit_export(source, settings, arguments, filters, frame.height)
    with open_output(arguments.out, private=arguments.personal) as target:
        write_table(
            frame,
            arguments.format or format_of_file(arguments.out),
            target,
            zone=zone,
            filters=about,
            meanings=describe_columns(arguments.table, frame.columns) | demo_meaning(frame),
            bom=arguments.encoding == "utf-8-sig",
        )


def demo_meaning(frame: pl.DataFrame) -> dict[str, str]:
    """What the column of made-up data means, where the table has it."""
    return {SOURCE: DEMO_MEANING} if SOURCE in frame.columns else {}


def build_filters(arguments: argparse.Namespace, question: Question) -> Filters:
    """What the flags pick and exclude."""
    return Filters(
        question.window,
        channel_names(arguments.channel),
        question.queues,
        tuple(dict.fromkeys(arguments.agent)),
        not_channels=channel_names(arguments.exclude_channel),
        not_queues=tuple(arguments.exclude_queue),
        not_agents=tuple(arguments.exclude_agent),
    )


def audit_export(
    source: Source, settings: Settings, arguments: argparse.Namespace, filters: Filters, rows: int
) -> None:
    """Note in the audit log what is about to be written.

    Raises:
        AuditError: it cannot be noted, and holds customers' data; else a sentence is enough.
    """
    values_by_filter = {name: getattr(filters, name) for name in NOTED}
    span = {"from": filters.period.start.isoformat(), "to": filters.period.end.isoformat()}
    facts = span | {name: values for name, values in values_by_filter.items() if values}
    form = arguments.format or format_of_file(arguments.out)
    try:
        open_audit_log(source, settings).note(
            command_line_actor(), TOOK, table=arguments.table, format=form, rows=rows, **facts
        )
    except AuditError as error:
        if arguments.personal:
            raise
        print_message(str(error))


def describe_export(
    source: Source, question: Question, filters: Filters, table: str, zone: Zone
) -> dict[str, str]:
    """What a file says of how its rows were chosen."""
    now, narrow = datetime.now(UTC), (question.channels, question.queues)
    coverage = source.store.coverage().without_future(now)
    return describe_selection(
        table,
        question.window,
        {
            "Channels": describe_filter(filters.channels, filters.not_channels),
            "Queues": describe_filter(filters.queues, filters.not_queues),
            "Agents": describe_filter(filters.agents, filters.not_agents),
        },
        zone,
        coverage.data_as_of(question.window, *narrow),
        share=coverage.share(question.window, now, *narrow),
        demo=source.is_demo,
    )


def report_share(source: Source, question: Question, *, offline: bool) -> None:
    """Say how much of the period is there, when that is not all."""
    now, narrow = datetime.now(UTC), (question.channels, question.queues)
    coverage = source.store.coverage().without_future(now)
    share = coverage.share(question.window, now, *narrow)
    if share < ALMOST_ALL:
        as_of = coverage.data_as_of(question.window, *narrow)
        since = f", fetched from {as_of:%Y-%m-%d %H:%M} UTC on" if as_of else ""
        rest = " Without --offline the rest is fetched first." if offline else ""
        print_message(f"Only {share:.1%} of the period is there{since}.{rest}")


def select_rows(
    source: Source, settings: Settings, table: str, filters: Filters, *, personal: bool
) -> pl.DataFrame:
    """The rows of one table that were picked, customers' data masked unless `personal`."""
    scanned = source.store.scans(TABLES_OF_ROWS, filters.period)
    selected = filter_tables(Tables(**{name: scanned[name] for name in GRAINS}), filters)
    rules = settings.metrics
    if table == "queues":
        return queue_table(selected.visits, selected.handlings, rules).select(QUEUE_COLUMNS).collect()
    if table == "agents":
        return agent_table(selected.handlings, selected.assignments, rules).select(AGENT_COLUMNS).collect()
    if table in GRAINS:
        rows = (
            selected[table]
            .select(list(SCHEMAS[table]))
            .sort("session_start", "session_id", maintain_order=True)
        )
    else:
        rows = filter_table(table, scanned[table], filters).sort("session_start")
    return (rows if personal else mask_personal_data(rows, table)).collect()
