"""Rows for every table there is, so that nothing can be left out unseen."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa

from handoff.store import Row, Tx
from handoff.tables import Instant, metadata
from tests.core.small import FRIDAY, House


def fill(core: House) -> None:
    """What the product itself writes in a day, and made-up rows where it has written none."""
    for n in range(3):
        core.complains(address=f"anon:{n}", phone="13800138000")
    core.later(hours=2)
    core.watcher.sweep()
    core.says("有人吗", "anon:9")
    for table in metadata.sorted_tables:
        if not core.rows(table.name):
            row = {column.name: _made_up(core, table, column) for column in table.c}
            core.store.write(partial(_put, table=table.name, row=row))


def _put(tx: Tx, table: str, row: Row) -> None:
    tx.put(table, row)


def _made_up(core: House, table: sa.Table, column: sa.Column) -> Any:
    for key in column.foreign_keys:
        return core.rows(key.column.table.name)[0][key.column.name]
    if column.primary_key and not isinstance(column.type, sa.Text):
        return 7
    kinds: list[tuple[type, Any]] = [
        (Instant, FRIDAY + timedelta(microseconds=7)), (sa.JSON, {"甲": [1, None, "\u2028"]}),
        (sa.LargeBinary, bytes(range(256))), (sa.Boolean, True), (sa.Integer, 7), (sa.Text, "一句\n话"),
    ]  # fmt: skip
    return next(value for kind, value in kinds if isinstance(column.type, kind))


def everything(core: House) -> dict[str, list[dict[str, Any]]]:
    """All rows of all tables."""
    with core.store.read() as tx:
        return {table.name: list(tx.every_row(table.name)) for table in metadata.sorted_tables}
