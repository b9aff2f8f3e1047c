"""The tables of what callers said: a recording a call, in parts of a few seconds."""

from __future__ import annotations

import sqlalchemy as sa

from handoff.tables.base import Instant, Serial, metadata

# `id` is the call's. `state` is kept, or declined: then nothing of it is here any more, and what still comes in for it
# is dropped. `size` counts the bytes of its parts, `lost` those that came and could not be kept.
recordings = sa.Table(
    "recordings",
    metadata,
    sa.Column("id", sa.ForeignKey("phone_calls.id"), primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("began_at", Instant, nullable=False, index=True),
    sa.Column("last_at", Instant, nullable=False),
    sa.Column("ended_at", Instant),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("lost", sa.BigInteger, nullable=False),
)
# G.711 mu-law, 8000 bytes a second. `mark` is the writer's own name for a part, so that one that is written again after
# a doubtful answer stands here once; `starts` is where in the recording it begins.
recording_parts = sa.Table(
    "recording_parts",
    metadata,
    sa.Column("id", Serial, primary_key=True),
    sa.Column("recording_id", sa.ForeignKey("recordings.id"), nullable=False),
    sa.Column("mark", sa.Text, nullable=False),
    sa.Column("starts", sa.BigInteger, nullable=False),
    sa.Column("audio", sa.LargeBinary, nullable=False),
    sa.UniqueConstraint("recording_id", "mark", name="recording_parts_once"),
    sa.Index("recording_parts_in_order", "recording_id", "starts"),
    sqlite_autoincrement=True,
)
