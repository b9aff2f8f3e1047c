"""What the drills that kill have in common: who is in flight, what they say, and how the blow falls."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.acceptance.forked import Zygote
from tests.drills.audit import Sent, count, told_once
from tests.drills.house import Standing
from tests.drills.record import LONG, Record
from tests.drills.steadfast import PATIENCE_S, Steadfast

IN_FLIGHT = 3
# A question, a promise, a change of time; and a conversation that begins with the promise.
TURNS = ("冰箱不制冷没人管，我要投诉，电话13800138000", "没有单号", "改到明天下午三点再打给我")
AT_ONCE = ("订单号YL2026030188的洗衣机坏了没人管，我要投诉，电话13800138000", "我的事怎么样了", TURNS[2])
# Where a step commits nothing but a question's words, there is no promise to be committed.
NOT_AT_A_QUESTION = ("promise_committed",)
BOT = ("tests.drills.points:bot",)
KEEPER = ("tests.drills.points:keeper",)
# How often on each database, in the long run.
DATABASES = {"SQLite": 20, "PostgreSQL": 3} if LONG else {"SQLite": 2}
ON_BOTH = "; ".join(["", *(f"{times} kills on {name}" for name, times in DATABASES.items())]) if LONG else ""


def on_its_feet(house: Standing, zygote: Zygote, bot: Sequence[str] = BOT, keeper: Sequence[str] = KEEPER) -> Standing:
    """A prepared house whose bot and keeper run and can be made to kill themselves."""
    house.zygote = zygote
    house.start_keeper(tuple(keeper))
    house.start_bot(changes=tuple(bot))
    return house


def all_say(crowd: Sequence[Steadfast], texts: Sequence[str]) -> None:
    """Each says all of it, everybody at once."""

    def talk(one: Steadfast) -> None:
        for text in texts:
            one.says(text)

    with ThreadPoolExecutor(len(crowd)) as threads:
        list(threads.map(talk, crowd))


def strike(
    house: Standing, point: str, stage: int, which: int, bot: Sequence[str] = BOT, patience_s: float = PATIENCE_S
) -> list[Steadfast]:
    """Customers walk to one turn; with all of them in flight the bot dies at this point, for the `which`th of them.
    It is started again, and they end their talk."""
    turns = AT_ONCE if stage == 0 and point in NOT_AT_A_QUESTION else TURNS
    crowd = [Steadfast(house, patience_s) for _ in range(IN_FLIGHT)]
    all_say(crowd, turns[:stage])
    house.arm(point, which)
    with ThreadPoolExecutor(1) as beside:
        talking = beside.submit(all_say, crowd, turns[stage:])
        house.struck("bot")
        house.start_bot(changes=tuple(bot), wait=False)
        talking.result()
    return crowd


def counted(house: Standing, crowd: Sequence[Steadfast], record: Record) -> Record:
    """Everything that these customers could have lost or had twice."""
    sent: list[Sent] = [one.sent for one in crowd]
    return told_once(sent, count(house, sent, record))
