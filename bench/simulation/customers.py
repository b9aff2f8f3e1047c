"""Who gets in touch: patient and angry, who ask again, change the time, solve it themselves, come back."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from bench.simulation.dialogue import mark
from bench.simulation.workers import LOST

if TYPE_CHECKING:
    from bench.simulation.bots import Bots
    from bench.simulation.world import World

CHANNELS = ("webchat", "wechat", "sms", "voice")
_INTENTS = ("complaint", "repair_status", "refund", "hq_contact", "delivery", "abuse")
_TEXTS = {
    "complaint": "洗衣机坏了没人管", "repair_status": "维修师傅什么时候来", "refund": "退款还没有到账",
    "hq_contact": "我要找总部", "delivery": "我的货到哪里了", "abuse": "你们太过分了",
}  # fmt: skip
# One in twelve is in danger or in need.
_GRAVE = {0: "safety", 12: "vulnerable"}
_SIGN = {"channel": (11, 4, 3, 2), "intent": (9, 6, 4, 1, 2, 1)}
LONGEST_TALK = timedelta(days=4)


@dataclass
class Customer:
    """One of them. `withheld`: rings without a number; `reads` their page at once, or comes back to it later."""

    number: int
    channel: str
    address: str
    phone: str
    angry: bool
    reads: bool
    withheld: bool = False
    said: int = 0
    conversation: str | None = None
    heard_to: str | None = None
    kept: dict[str, str] = field(default_factory=dict)


class Customers:
    """All of them, and what they do."""

    def __init__(self, world: World, bots: Bots, call: Callable[[Customer, str], None]) -> None:
        self._world, self._bots, self._call = world, bots, call
        self._random = random.Random(f"customers {world.seed}")
        self.by_conversation: dict[str, Customer] = {}

    def plan(self, count: int) -> None:
        """When each of them gets in touch for the first time; on one morning many do at once."""
        busy = self._world.start + timedelta(days=max(1, self._world.days // 3), hours=9)
        for number in range(count):
            customer = self._somebody(number)
            when = self._random.random() < 0.04
            at = busy + timedelta(minutes=self._random.uniform(0, 90)) if when else self._moment()
            self._world.agenda.at(at, partial(self.begin, customer))

    def _moment(self) -> datetime:
        """Mostly by day, on any day but the last of the run, so that there is time to call back."""
        days = max(1.0, self._world.days * 0.85)
        day = self._world.start + timedelta(days=int(self._random.uniform(0, days)))
        hour = self._random.triangular(7.5, 23, 11) if self._random.random() < 0.93 else self._random.uniform(0, 24)
        return day + timedelta(hours=hour)

    def _somebody(self, number: int) -> Customer:
        r = self._random
        channel = r.choices(CHANNELS, _SIGN["channel"])[0]
        phone = f"+86138{number:08d}" if r.random() < 0.85 else ""
        withheld = channel == "voice" and r.random() < 0.2
        own = {"sms": f"+86139{number:08d}", "voice": f"+86137{number:08d}", "wechat": f"wx{number}"}
        return Customer(number, channel, own.get(channel, f"anon:{number}"), "" if channel == "voice" else phone,
                        r.random() < 0.12, r.random() < 0.9, withheld)  # fmt: skip

    def begin(self, customer: Customer) -> None:
        """A matter."""
        r = self._random
        intent = r.choices(_INTENTS, _SIGN["intent"])[0]
        text, facts = _TEXTS[intent], dict[str, str]()
        if customer.phone and r.random() < 0.8:
            facts["phone"] = customer.phone
        if customer.angry:
            facts["threat"] = "媒体"
        if grave := _GRAVE.get(customer.number % 25):
            facts["gravity"] = grave
        if r.random() < 0.05:
            facts["cost"] = "50"
        if r.random() < 0.03:
            named = r.choice([p for p in self._world.company.people.values() if p.role != "manager"])
            text = f"我要投诉{named.name}，态度太差"
        facts |= self._wish() if r.random() < 0.25 else {}
        if customer.channel == "voice":
            self._call(customer, text + mark(intent, **facts))
        else:
            self.says(customer, text + mark(intent, **facts))
            self._goes_on(customer)

    def _wish(self) -> dict[str, str]:
        """A time at which they want to be called, at times one that nobody works; or one at which they do not."""
        r = self._random
        day = self._world.clock.true.replace(hour=0, minute=0, second=0, microsecond=0)
        hour = r.choices((9, 10, 11, 14, 15, 16, 19, 22), (3, 3, 2, 3, 3, 2, 2, 1))[0]
        starts = day + timedelta(days=r.choice((0, 1, 1, 2, 3)), hours=hour)
        span = f"{starts.isoformat()}~{(starts + timedelta(hours=r.choice((1, 2, 3)))).isoformat()}"
        return {"want" if r.random() < 0.8 else "not": span}

    def _goes_on(self, customer: Customer) -> None:
        """What they say before anybody has called."""
        r, plan = self._random, self._world.agenda
        if r.random() < 0.75:  # the answer to a question, where there was one
            answer = mark("give_phone", phone=customer.phone) if customer.phone else mark("deny")
            plan.after(r.uniform(20, 90), partial(self.says, customer, "这样" + answer))
        if r.random() < 0.2:
            text = mark("give_time", **self._wish()) if r.random() < 0.2 else mark(r.choice(("thank", "nlu_fallback")))
            plan.after(r.uniform(100, 300), partial(self.says, customer, "好的" + text))
        for _ in range(r.choices((0, 1, 2, 3), (70, 18, 8, 4))[0]):
            plan.after(r.uniform(600, 90000), partial(self.says, customer, "我的事怎么样了" + mark("ask_status")))
        if r.random() < 0.12:
            plan.after(r.uniform(200, 20000), partial(self._changes_the_time, customer))
        if r.random() < 0.08:
            plan.after(
                r.uniform(300, 60000), partial(self.says, customer, "还漏水" + mark("complaint", repeat="again"))
            )
        if r.random() < 0.08:
            plan.after(r.uniform(300, 90000), partial(self.says, customer, "已经解决了" + mark("solved")))

    def _changes_the_time(self, customer: Customer) -> None:
        self.says(customer, "换个时间" + mark("change_time", **self._wish()))

    def says(self, customer: Customer, text: str) -> None:
        """A message of theirs, with what the network makes of it."""
        world, r = self._world, self._random
        customer.said += 1
        send = partial(self._bots.hear, customer.channel, customer.address, f"m{customer.said}", text,
                       partial(self._known, customer))  # fmt: skip
        late = 0.0
        if world.faults.due("message late", world.part):
            world.faults.note("message late")
            late = r.uniform(30, 900)
        if world.faults.due("messages out of order", world.part):
            world.faults.note("messages out of order")
            customer.said += 1
            before = partial(self._bots.hear, customer.channel, customer.address, f"m{customer.said}",
                             "还有一句" + mark("nlu_fallback"), partial(self._known, customer))  # fmt: skip
            world.agenda.after(late, before)
            late += r.uniform(0.0, 2.0)
        if world.faults.due("message doubled", world.part):
            world.faults.note("message doubled")
            world.agenda.after(late + r.choice((0.0, 0.4, 5.0, 400.0)), send)
        if late:
            world.agenda.after(late, send)
        else:
            send()

    def _known(self, customer: Customer, conversation_id: str) -> None:
        """Their side reads what was said to them, now or when they come back to the page."""
        customer.conversation = conversation_id
        self.by_conversation[conversation_id] = customer
        if customer.channel == "webchat":
            pause = 1.0 if customer.reads else self._random.uniform(60, 7200)
            self._world.agenda.after(pause, partial(self._reads, customer))

    def _reads(self, customer: Customer) -> None:
        bot = self._world.bot()
        if bot is None or customer.conversation is None:
            return
        conversation = customer.conversation
        try:
            heard = bot.run(lambda: bot.intake.messages(conversation, customer.heard_to))
            bot.run(bot.intake.note_delivered)
        except LOST:
            return
        customer.heard_to = heard[-1]["id"] if heard else customer.heard_to

    def asked_to_close(self, conversation_id: str) -> None:
        """They were called, and are asked whether it is solved."""
        customer = self.by_conversation.get(conversation_id)
        if customer is None:
            return
        r, plan = self._random, self._world.agenda
        if customer.channel == "webchat":
            plan.after(r.uniform(2, 600), partial(self._reads, customer))
        answer = r.choices(("affirm", "deny", "ask_status", "solved", ""), (50, 8, 5, 10, 27))[0]
        if answer and not customer.withheld:
            plan.after(r.uniform(60, 40000), partial(self.says, customer, "嗯" + mark(answer)))
        if r.random() < 0.08:
            plan.after(r.uniform(90000, 900000), partial(self.begin, customer))
