"""The seals of the ledger's running totals: one for each shard, all of them there from the first event on."""

from __future__ import annotations

from collections.abc import Mapping

from handoff import ledger
from handoff.store.deferred import Deferred
from handoff.store.prepared import Row

# Stands where a seal was taken away: no key gives it, so that the next event does not mend what is missing.
UNSEALED = "missing"


class Seals(Deferred):
    """Writes of `checkpoints`, each sealed with the ledger's key."""

    _key: str

    def _add_to_totals(self, added: Mapping[int, list[str]]) -> None:
        """Count these events' hashes in, shard by shard."""
        seals = self._seals(sorted(added))
        if len(seals) < len(added):
            self._begin_seals(sorted(added))
            seals = self._seals(sorted(added))
        for shard, hashes in sorted(added.items()):
            self._seal(seals[shard], len(hashes), ledger.add(seals[shard]["total"], hashes))

    def _seals(self, shards: list[int]) -> dict[int, Row]:
        return {row["shard"]: row for row in self.rows("checkpoints", "shard", lock=True, shard=shards)}

    def _begin_seals(self, wanted: list[int]) -> None:
        """With the first event all shards are sealed, most of them empty. What is missing later was taken away; but for
        a ledger that was begun before that was so, and has not been sealed as a whole yet."""
        there = {row["shard"]: row for row in self.rows("checkpoints", "shard")}
        if not there:
            for shard in range(ledger.SHARDS):
                self._insert("checkpoints", self._empty(shard, whole=True), unless_there=False)
            return
        whole = any(ledger.sealed(self._key, row, whole=True) for row in there.values())
        for shard in wanted:
            if shard not in there:
                row = self._empty(shard, whole=False)
                self._insert("checkpoints", row | ({"mac": UNSEALED} if whole else {}), unless_there=False)

    def _empty(self, shard: int, whole: bool) -> Row:
        total = ledger.add("0", [])
        mac = ledger.checkpoint_mac(self._key, shard, 0, total, whole)
        return {"shard": shard, "events": 0, "total": total, "mac": mac}

    def _seal(self, row: Row, events: int, total: str) -> None:
        """A seal that was broken stays so."""
        shard, events = row["shard"], row["events"] + events
        whole = next((one for one in (True, False) if ledger.sealed(self._key, row, one)), None)
        mac = row["mac"] if whole is None else ledger.checkpoint_mac(self._key, shard, events, total, whole)
        values = {"events": events, "total": total, "mac": mac}
        self._later(*self._updating("checkpoints", shard, values, {}, key="shard"))

    def seal_as_a_whole(self) -> bool:
        """Give a ledger that was begun with some shards the seals of all; only once, as afterwards none may be missing,
        and only with the key that it has. Returns whether it was done."""
        there = {row["shard"]: row for row in self.rows("checkpoints", "shard", lock=True)}
        if any(ledger.sealed(self._key, row, whole=True) for row in there.values()):
            return False
        if not any(ledger.sealed(self._key, row, whole=False) for row in there.values()):
            return False
        for shard in range(ledger.SHARDS):
            row = there.get(shard)
            if row is None:
                self._insert("checkpoints", self._empty(shard, whole=True), unless_there=False)
            elif ledger.sealed(self._key, row, whole=False):
                mac = ledger.checkpoint_mac(self._key, shard, row["events"], row["total"], whole=True)
                self._update("checkpoints", shard, {"mac": mac}, {}, key="shard")
        return True
