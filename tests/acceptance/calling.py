"""A customer on the telephone: they speak, understand what is spoken, and when they have hung up they read their text
messages."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from handoff.model import SHANGHAI
from tests.acceptance.talking import Talking, until
from tests.acceptance.vendors import House
from tests.acceptance.voicing import Phone

_DIGITS = {sign: str(place) for place, sign in enumerate("零一二三四五六七八九")} | {"幺": "1", "两": "2"}
_COUNT = "[零一二两三四五六七八九十]+"
_AFTERNOON = ("下午", "晚上")
_PART = "凌晨|早上|上午|中午|下午|晚上"
_DAY = rf"(?:(?P<year>[零一二三四五六七八九]{{4}})年)?(?P<month>{_COUNT})月(?P<day>{_COUNT})号，星期[一二三四五六日]，"
_CLOCK = rf"(?P<{{0}}part>{_PART})(?P<{{0}}hour>{_COUNT})点(?P<{{0}}minute>一刻|半|三刻|{_COUNT}分)?"
_CALLED = re.compile(rf"(?P<who>[^，。：；！？]{{3,16}})将于{_DAY}{_CLOCK.format('')}之前")
_RINGS = re.compile(
    rf"{_DAY}{_CLOCK.format('from_')}[到至]{_CLOCK.format('')}再次来电，我们把电话直接接到(?P<who>[^，。]{{3,16}})，"
)
_CASE = re.compile("编号，?((?:[零幺二三四五六七八九]{3}，?){4})")
_MINUTES = {"": 0, "一刻": 15, "半": 30, "三刻": 45}
# Seven digits and more, as they are told one by one: that is a number which could be dialled.
_LONG = re.compile("[零幺二三四五六七八九](?:，?[零幺二三四五六七八九]){6,}")
_OVER = ("取消", "结束")


def counted(said: str) -> int:
    """二十三 is 23, and 零五 is 5."""
    tens, ten, ones = said.partition("十")
    if not ten:
        return int(told_digits(said))
    return 10 * int(told_digits(tens) or 1) + int(told_digits(ones) or 0)


def told_digits(said: str) -> str:
    """What was told digit by digit."""
    return "".join(_DIGITS.get(sign, "") for sign in said)


def understood(text: str, staff: list[str], now: datetime) -> dict[str, str] | None:
    """The promise that somebody hears in these words; the last one where there are several."""
    told, cases = [*_RINGS.finditer(text), *_CALLED.finditer(text)], _CASE.findall(text)
    if not told or not cases:
        return None
    last = told[-1]
    owner = next(name for name in staff if last["who"].endswith(name))
    case = told_digits(cases[-1])
    return {
        "owner": owner, "title": last["who"][: -len(owner)], "due_at": _instant(last, now).isoformat(),
        "case": f"{case[:6]}-{case[6:]}",
    }  # fmt: skip


def _instant(told: re.Match[str], now: datetime) -> datetime:
    minute, hour = told["minute"] or "", counted(told["hour"])
    return datetime(
        int(told_digits(told["year"] or "") or now.year), counted(told["month"]), counted(told["day"]),
        hour + 12 * (told["part"] in _AFTERNOON), _MINUTES[minute] if minute in _MINUTES else counted(minute[:-1]),
        tzinfo=SHANGHAI,
    )  # fmt: skip


class Caller(Talking):
    """Somebody with a mobile. What the desk has to say to them later comes as a text message."""

    free_text = False

    def __init__(self, house: House, texts: Talking) -> None:
        self.house = house
        self.address = texts.address
        self._texts = texts
        self._read = 0
        self._heard: list[dict[str, Any]] = []
        self.call: Phone | None = None

    def rings(self) -> str:
        """A new call; returns the greeting."""
        self.call = Phone(self.house, f"+86{self.address}")
        greeting = self.call.ring()
        assert "请问是什么事？请直接说" in greeting
        return greeting

    def hangs_up(self) -> None:
        """If they are on the phone at all."""
        if self.call and self.call.up:
            self.call.hang_up()

    def sends(self, text: str) -> None:
        """Say something, in a new call if need be."""
        if self.call is None or not self.call.up:
            self.rings()
        assert self.call
        self._hears(self.call.say(text))

    def presses(self, keys: str) -> dict[str, Any]:
        """Press keys in this call; returns what is said then."""
        assert self.call
        self._hears(self.call.keys(keys))
        return self._heard[-1]

    def _hears(self, text: str) -> None:
        self._reads()
        promise = understood(text, self.house.staff(), self.house.now())
        self._heard.append({"text": text, "spoken": True} | ({"promise": promise} if promise else {}))

    def _reads(self) -> None:
        """Text messages that only repeat what was spoken are nothing new."""
        came = self._texts.heard()
        self._heard += [one for one in came[self._read :] if not self._repeats(one)]
        self._read = len(came)

    def _repeats(self, text: dict[str, Any]) -> bool:
        spoken = [one for one in self._heard if one.get("spoken")]
        if text["template"] == "closed":
            return any(word in one["text"] for one in spoken for word in _OVER)
        return "promise" in text and text["promise"] in [one.get("promise") for one in spoken]

    def heard(self) -> list[dict[str, Any]]:
        """What was spoken, and the texts that came since, in order."""
        self._reads()
        return list(self._heard)

    def hears_more_than(self, before: int) -> dict[str, Any]:
        """What is not said in the call comes when it is over."""
        if len(self.heard()) <= before:
            self.hangs_up()
        return until(lambda: self.heard()[before:], "an answer")[-1]

    def has_no_more_wishes(self) -> None:
        """Say so, and hang up."""
        super().has_no_more_wishes()
        self.hangs_up()

    def is_told(self, promise: dict[str, str], text: str) -> bool:
        """By ear: title, name, date and minute; in a text message as that has it."""
        said = understood(text, self.house.staff(), self.house.now())
        return self.names(promise, text) and (not said or said == {name: promise[name] for name in said})

    def names(self, promise: dict[str, Any], text: str) -> bool:
        """The title comes before the name."""
        who = promise["title"] + promise["owner"]
        return f"{who}将于" in text or f"直接接到{who}，" in text or self._texts.names(promise, text)

    def asked_in(self, text: str) -> bool:
        """Whether there is anything to add is asked of everybody."""
        return super().asked_in(text.replace("还有要补充的吗？", ""))

    def numbers_in(self, text: str, promise: dict[str, str]) -> list[str]:
        """Told digit by digit; what they gave themselves is read back."""
        if not any(one["text"] == text and one.get("spoken") for one in self._heard):
            return super().numbers_in(text, promise)
        found = [told_digits(run) for run in _LONG.findall(text.partition("跟您核对一下号码")[0])]
        return [number for number in found if number != promise["case"].replace("-", "")]

    def asks_whether_it_is_solved(self, said: dict[str, Any]) -> bool:
        """In a text message, or in words."""
        return "说「是」或者按一" in said["text"] or self._texts.asks_whether_it_is_solved(said)

    def says_that_it_is_over(self, said: dict[str, Any]) -> bool:
        """As it is said."""
        return any(word in said["text"] for word in _OVER)
