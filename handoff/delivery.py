"""The post office's rules: what goes out now, in which form, and where to turn when it does not arrive.

A message to the customer is written in the transaction of what it tells. Here it becomes a letter on one way after the
other, each way a row of `deliveries`, until it has arrived or nothing is left; then a supervisor is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from handoff import alarms, commitments, routes
from handoff.clock import Clock
from handoff.companies import Companies
from handoff.letters import Closed, Later, Letter, Never, NotSent, Unsure
from handoff.packing import pack
from handoff.reach import MUST_ARRIVE, Rules
from handoff.scene import Scene
from handoff.store import Row, Store, Tx
from handoff.use_cases import UseCases

# Longer than a vendor is waited for: a sending that lasts longer was begun by a process that died.
SENDING = timedelta(seconds=20)
BACK_OFF_S = (2, 5, 15, 30, 60, 120, 300)
# By then another way is better than another try.
TRIES = {True: 5, False: len(BACK_OFF_S)}
TELL_TWICE = 2
HELD = "held"
# How often it is looked for what nobody has read.
LOOK = timedelta(seconds=3)


class Delivery(UseCases):
    """What the post office asks. Several may ask at once: a letter is handed out once."""

    def __init__(
        self, store: Store, clock: Clock, companies: Companies, channels: Mapping[str, Rules], untold_s: float
    ) -> None:
        super().__init__(store, clock, companies)
        self._channels = channels
        self._untold = timedelta(seconds=untold_s)
        self._fetching = [name for name, rules in channels.items() if not (rules.by_post or rules.spoken)]
        self._spoken = [name for name, rules in channels.items() if rules.spoken]
        self._warned: dict[str, datetime] = {}
        self._looked: datetime | None = None

    def pending(self, served: Collection[str]) -> list[tuple[str, str]]:
        """Addresses, as (channel, address), to which something may go now through one of these channels."""
        by_post = [name for name, rules in self._channels.items() if rules.by_post]
        with self._store.read() as tx:
            fresh = tx.unposted(by_post)
            due = tx.under_way_due(self._clock.now())
            late = self._unread(tx)
            unsaid = [message for name in self._spoken for message in tx.unspoken(name)]
        if fresh or late or unsaid:
            self._store.write(lambda tx: self._address(self._scene(tx), fresh, late, unsaid))
            with self._store.read() as tx:
                due = tx.under_way_due(self._clock.now())
        found = dict.fromkeys((d["channel"], d["address"]) for d in due)
        for channel in {channel for channel, _ in found} - set(served):
            self.warn_of_unserved(channel)
        return [(channel, address) for channel, address in found if channel in served]

    def warn_of_unserved(self, channel: str) -> None:
        """Letters wait and nobody can send them: an alarm, and again every hour."""
        now = self._clock.now()
        # Asked twice a second: the database need not hear of it each time.
        if channel in self._warned and now - self._warned[channel] < alarms.HOURLY:
            return
        detail = {"channel": channel}
        self._store.write(lambda tx: alarms.remind(self._scene(tx), "no_gateway", detail, alarms.HOURLY, of="channel"))
        self._warned[channel] = now

    def _unread(self, tx: Tx) -> list[Row]:
        """What nobody has fetched for too long. Looked for seldom, as it is found among all that was never fetched;
        but at once when the clock was set back: the next look is else as far away as that was."""
        now = self._clock.now()
        if self._looked and timedelta(0) <= now - self._looked < LOOK:
            return []
        self._looked = now
        return tx.untold(sorted(MUST_ARRIVE), self._fetching, now - self._untold)

    def _address(self, scene: Scene, conversations: list[str], late: list[Row], unsaid: list[Row]) -> None:
        """Give new messages their first way: that of their conversation; to unread and unsaid ones, the next."""
        for conversation_id in conversations:
            commitments.lock_conversation(scene, conversation_id)
            for message in scene.tx.unposted_of(conversation_id):
                routes.begin(scene, message, self._channels)
        for message in late:
            routes.onward(scene, message, self._channels, "unread")
        for message in unsaid:
            routes.unspoken(scene, message, self._channels)

    def claim(self, channel: str, address: str) -> Letter | None:
        """The next letter to an address, which is now this caller's to send; None where nothing may go now."""
        return self._store.write(lambda tx: self._claim(self._scene(tx), channel, address), durable=False)

    def _claim(self, scene: Scene, channel: str, address: str) -> Letter | None:
        tx = scene.tx
        tx.lock_address(channel, address)
        rows = tx.under_way_to(channel, address)
        if any(row["state"] == "sending" and row["next_at"] > scene.now for row in rows):
            return None
        dead = [row for row in rows if row["state"] == "sending"]
        for row in dead:
            self._not_sent(scene, row, Unsure("died"))
        if dead:  # they wait again now, or have turned to another way
            rows = tx.under_way_to(channel, address)
        waiting = routes.still_wanted(scene, [row for row in rows if row["state"] == "waiting"])
        # The customer may have left, or wants nothing more here, since it began to wait.
        if waiting and (shut := routes.shut(scene, channel, address)):
            for row, _ in waiting:
                self._not_sent(scene, row, Never(shut))
            return None
        # In order: what waits for another try holds back what comes after it. What was only kept back for a promise's
        # sake goes with whatever may go next.
        first = next((row for row, _ in waiting if row["reason"] != HELD), waiting[0][0] if waiting else None)
        if first is None or first["next_at"] > scene.now:
            return None
        packed = pack(scene, self._channels[channel], channel, address, waiting)
        for row, reason in packed.closed:
            self._not_sent(scene, row, Closed(reason))
        for row in packed.rows:
            values = {"state": "sending", "letter": packed.letter.id, "tries": row["tries"] + 1, "at": scene.now,
                      "next_at": scene.now + SENDING}  # fmt: skip
            tx.update("deliveries", row, values)
        for row in packed.held:
            again = scene.now + timedelta(seconds=BACK_OFF_S[-1])
            tx.update("deliveries", row, {"next_at": again, "reason": HELD})
        return packed.letter if packed.rows else None

    def sent(self, letter: Letter, vendor_id: str) -> None:
        """The vendor took it. Where receipts come, it has arrived only then."""

        def work(tx: Tx) -> None:
            now = self._clock.now()
            receipts = self._channels[letter.channel].receipts
            early = tx.early_receipt(letter.channel, vendor_id) if vendor_id else None
            rows = tx.rows("deliveries", letter=letter.id, state="sending")
            for row in rows:
                tx.update("deliveries", row, {"state": "sent", "vendor_id": vendor_id or None, "next_at": None})
                tx.told_by_post(row["message_id"], "sent", None if receipts else now)
            if early:
                self._receipt(self._scene(tx), rows, bool(early["ok"]), early["reason"])

        self._store.write(work)

    def failed(self, letter: Letter, why: NotSent) -> None:
        """It was not sent, or nobody knows: again later, in another form, or another way."""

        def work(tx: Tx) -> None:
            scene = self._scene(tx)
            for row in tx.rows("deliveries", letter=letter.id, state="sending"):
                self._not_sent(scene, row, why)

        self._store.write(work)

    def receipt(self, channel: str, vendor_id: str, ok: bool, reason: str = "") -> None:
        """What the vendor says later. In any order and as often as it likes."""

        def work(tx: Tx) -> None:
            rows = tx.rows("deliveries", channel=channel, vendor_id=vendor_id)
            if rows:
                self._receipt(self._scene(tx), [r for r in rows if r["state"] in ("sent", "unknown")], ok, reason)
            else:
                row = {"channel": channel, "vendor_id": vendor_id, "at": self._clock.now(), "ok": ok, "reason": reason}
                tx.insert_unless_there("early_receipts", row)

        self._store.write(work)

    def _receipt(self, scene: Scene, rows: list[Row], ok: bool, reason: str) -> None:
        for row in rows:
            if ok:
                scene.tx.update("deliveries", row, {"state": "delivered", "ended_at": scene.now})
                scene.tx.told_by_post(row["message_id"], "delivered", scene.now)
            else:
                self._not_sent(scene, row, Never(reason or "undelivered"))

    def _not_sent(self, scene: Scene, row: Row, why: NotSent) -> None:
        message = scene.tx.row("messages", row["message_id"])
        if message is None:
            raise LookupError("a delivery without its message")
        must = message["kind"] in MUST_ARRIVE
        if isinstance(why, Later) and row["tries"] < TRIES[must]:
            pause = why.after_s or BACK_OFF_S[min(row["tries"], len(BACK_OFF_S)) - 1]
            again = scene.now + timedelta(seconds=pause)
            scene.tx.update("deliveries", row, {"state": "waiting", "next_at": again, "reason": why.reason})
        elif isinstance(why, Unsure):
            self._unsure(scene, row, message, must, why)
        else:
            self._other_way(scene, row, message, why)

    def _unsure(self, scene: Scene, row: Row, message: Row, must: bool, why: Unsure) -> None:
        """A promise that stands is rather told twice than not at all; anything else is left at that."""
        if must and row["tries"] < TELL_TWICE and not routes.over(scene, message):
            scene.tx.update("deliveries", row, {"state": "waiting", "next_at": scene.now, "reason": why.reason})
            return
        routes.end(scene, row, "unknown", why.reason)
        scene.tx.told_by_post(message["id"], "unknown", None)

    def _other_way(self, scene: Scene, row: Row, message: Row, why: NotSent) -> None:
        routes.end(scene, row, "failed", why.reason)
        scene.tx.told_by_post(message["id"], "queued", None)
        if isinstance(why, Never) and why.gone:
            scene.tx.address_state(row["channel"], row["address"], "left")
        has_form = row["form"] == "text" and self._channels[row["channel"]].template
        if isinstance(why, Closed) and has_form and not routes.over(scene, message):
            routes.queue(scene, message, row["channel"], row["address"], "template")
        else:
            routes.onward(scene, message, self._channels, why.reason)
