"""Real calls to the real product: SIP, G.711 and telephone-events on loopback, Mandarin in both directions.

What was said and heard in each is kept in var/calls, as sound and in writing.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.acceptance.forked import Zygote
from tests.acceptance.running import Running
from tests.acceptance.talking import until
from tests.calls.caller import SHORT_PAUSE_S, Caller
from tests.calls.conftest import Call, Line
from tests.calls.gateway import Gateway
from tests.calls.hooks import Door
from tests.calls.listening import is_heard, time_is_heard
from tests.calls.voices import Understood

SECRET = "a secret of the telephone tests"
COMPLAINT = "我的洗衣机坏了三次我要投诉"
# What a recogniser makes of a bad line.
RUBBISH = "嗯啊呃呃哦嗯"
PROMISE_S = 60.0
BACK_S = 80.0
AT_ONCE_S = 1.0
# What is in every spoken time, and in no other sentence of a call.
TIME = "点"
# So many more characters are listened to, then somebody who has a name and a time hangs up.
MORE = 12


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, zygote: Zygote) -> Iterator[Running]:
    """One company for all calls, each of them from a number of its own."""
    made = Running(tmp_path_factory.mktemp("calls"), YINUO_VOICE_SECRET=SECRET)
    made.zygote = zygote
    try:
        made.up()
        yield made
    finally:
        made.hang_up()
        made.down()
    logs = "".join(path.read_text(errors="replace") for path in made.folder.glob("*.log"))
    assert "Traceback" not in logs, logs[logs.index("Traceback") :][:3000]
    for private in ("1381234", COMPLAINT, RUBBISH, SECRET):
        assert private not in logs, logs[max(0, logs.index(private) - 500) :][:1000]


class Company:
    """The line of that company in one test, and what was promised in it."""

    def __init__(self, house: Running, people: Collection[str], line: Line) -> None:
        self.house, self.people = house, people
        door = f"{house.bot}/webhooks/voice"
        self._before = {promise["id"] for promise in self._promises()}
        self.line: Gateway = line(Door(f"{door}/call", f"{door}/status", SECRET))

    def _promises(self) -> list[dict[str, Any]]:
        return list(json.loads(self.house.command("promises", "--json")))

    def promise(self) -> dict[str, Any]:
        """The one open promise that came of this test: somebody's, by a time."""

        def fresh() -> list[dict[str, Any]]:
            return [p for p in self._promises() if p["id"] not in self._before and p["state"] == "open"]

        (found,) = until(fresh, "a promise")
        assert found["owner"] in self.people, found
        assert datetime.fromisoformat(found["due_at"]) > self.house.now(), found
        return found

    def has_begun(self, sentence: int) -> bool:
        """Whether the line has begun to say so many sentences."""
        return len(self.line.log.all("said")) >= sentence

    def is_telling(self, caller: Caller) -> None:
        """Wait until somebody's time is being spoken."""
        until(lambda: caller.gone() or self.places(), "a promise to be spoken", PROMISE_S)
        assert self.places(), self.line.log.entries

    def has_told(self, caller: Caller) -> dict[str, Any]:
        """Wait until a promise was spoken to its end in this call; what the caller heard is its owner and its time."""
        self.is_telling(caller)
        sentence = self.places()[0]
        said = self.line.log.all("said")[sentence - 1]
        caller.hears(sentence, min(1.0, (said["text"].rindex(TIME) + MORE) / len(said["text"])))
        promise = self.promise()
        due, since = datetime.fromisoformat(promise["due_at"]), said["at_s"] - caller.answered_s
        heard = caller.heard(since)
        if not (is_heard(promise["owner"], heard) and time_is_heard(due, heard)):
            # As anybody would, once more and bit by bit.
            heard += "\n" + caller.heard(since, SHORT_PAUSE_S)
        self.line.log.add("the caller heard", text=heard)
        assert is_heard(promise["owner"], heard), (promise, heard)
        assert time_is_heard(due, heard), (promise, heard)
        return promise

    def places(self) -> list[int]:
        """Which sentences of the call, counted from one, spoke of a time."""
        return [number for number, said in enumerate(self.line.log.all("said"), 1) if TIME in said["text"]]


@pytest.fixture(scope="module")
def people(house: Running) -> Collection[str]:
    """The names of everybody who can own a promise."""
    return set(house.people())


@pytest.fixture
def company(house: Running, people: Collection[str], line: Line) -> Company:
    """That company on a morning of its own, so that no test takes another's slot."""
    house.next_working_morning()
    return Company(house, people, line)


def test_a_caller_says_what_is_wrong_and_hears_a_name_and_a_time(company: Company, call: Call) -> None:
    caller = call(company.line, "13812340001")
    caller.hears_out(1)
    assert caller.first_sound_s() < AT_ONCE_S
    assert company.line.log.all("hook")[0]["ms"] < AT_ONCE_S * 1000
    caller.says(COMPLAINT)
    promise = company.has_told(caller)
    assert promise["made_by"] == "dialogue"
    caller.hangs_up()
    assert company.promise() == promise


def test_one_key_is_enough_for_a_name_and_a_time(company: Company, call: Call) -> None:
    caller = call(company.line, "13812340002")
    until(caller.speaks_to_me, "the greeting to begin")
    caller.presses("0")
    company.has_told(caller)
    caller.hangs_up()
    assert not company.line.log.all("caller spoke")


def test_a_caller_who_says_nothing_is_promised_a_call(company: Company, call: Call) -> None:
    caller = call(company.line, "13812340003")
    company.is_telling(caller)
    assert [hook["body"].get("reason") for hook in company.line.log.all("hook")][1:3] == ["timeout", "timeout"]
    caller.hangs_up()
    company.promise()


def test_a_caller_who_hangs_up_after_the_first_sentence_is_called_back(company: Company, call: Call) -> None:
    caller = call(company.line, "13812340004")
    until(caller.speaks_to_me, "the greeting to begin")
    caller.says(COMPLAINT)
    until(lambda: len(company.line.log.all("hook")) > 1, "the sentence to be reported")
    caller.hangs_up()
    assert company.line.log.all("over")[0]["by"] == "caller"
    company.promise()


def test_a_caller_who_hangs_up_in_the_greeting_is_called_back(company: Company, call: Call) -> None:
    caller = call(company.line, "13812340005")
    until(caller.speaks_to_me, "the greeting to begin")
    caller.hangs_up()
    company.promise()


def test_a_caller_whom_the_recogniser_does_not_understand_is_promised_a_call(company: Company, call: Call) -> None:
    company.line.recognise = lambda _: Understood(RUBBISH, 0.2)
    caller = call(company.line, "13812340006")
    for sentence in range(1, 4):
        until(lambda sentence=sentence: company.has_begun(sentence), "the line to speak")  # type: ignore[misc]
        if company.places():
            break
        caller.says(COMPLAINT)
    company.is_telling(caller)
    caller.hangs_up()
    company.promise()


@pytest.mark.timeout(180)
def test_the_bot_may_be_killed_while_somebody_speaks(company: Company, call: Call) -> None:
    caller = call(company.line, "13812340007")
    until(caller.speaks_to_me, "the greeting to begin")
    company.house.stop("bot", hard=True)
    caller.says(COMPLAINT)
    log = company.line.log
    until(lambda: any("error" in hook for hook in log.all("hook")), "the bot to be missed")
    company.house.start("bot", *company.house.bot_words())
    until(lambda: log.all("hook")[-1].get("status") == 200, "the bot to be back", BACK_S)
    if log.all("hook failed"):  # it was away for longer than the telephone application asks again
        caller.says(COMPLAINT)
    company.has_told(caller)
    caller.hangs_up()
    company.promise()
