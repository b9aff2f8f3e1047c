"""The script for FreeSWITCH, with stand-ins for FreeSWITCH and the house's own bodies and verbs at the other end.

It was tried so and not on a FreeSWITCH: what the stand-ins do is what its documentation says.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.voice import jambonz
from channels.voice.setup import Voice
from channels.voice.verbs import (
    Answer,
    Ask,
    Dial,
    Dialled,
    Event,
    Hangup,
    Heard,
    Keys,
    Listen,
    Over,
    Ringing,
    Say,
    Silence,
    Wait,
    Waited,
)

SCRIPT = Path("docs/channels/voice/freeswitch.lua").read_text(encoding="utf-8")
DOOR = "http://voice:secret@127.0.0.1:5005"
FIRST, STATUS, HOOK = "/webhooks/voice/call", "/webhooks/voice/status", "/webhooks/voice/call/c1/{}"
NLSML = (
    '<?xml version="1.0"?><result><interpretation confidence="0.92"><instance>x</instance>'
    '<input mode="speech"> 我的电脑坏了 </input></interpretation></result>'
)
Did = list[tuple[Any, ...]]


class Switch:
    """FreeSWITCH as far as the script knows it. `answers` are the door's, None for one that fails; `results` what
    recognition gives, `pressed` the keys behind, `outcomes` what comes of dialling."""

    def __init__(self, answers: list[Answer | None], **given: Any) -> None:
        self.answers = answers
        self.globals = {"yinuo_url": DOOR, "yinuo_asr": "unimrcp:ali", "yinuo_gateway": "trunk", **given.get("set", {})}
        self.results, self.pressed = list(given.get("results", [])), list(given.get("pressed", []))
        self.outcomes = list(given.get("outcomes", []))
        self.ends_after = given.get("ends_after", 10_000)
        self.variables = {
            "caller_id_number": "13800138000",
            "destination_number": "4001234567",
            **given.get("vars", {}),
        }
        self.did: Did = []
        self.asked: list[tuple[str, dict[str, Any]]] = []
        self.there = True

    def run(self, version: str = "lua52") -> Switch:
        runtime: Any = import_module(f"lupa.{version}").LuaRuntime(register_eval=False)
        self._runtime = runtime
        runtime.globals().session = runtime.table_from(
            {name[4:]: self._counted(getattr(self, name)) for name in dir(self) if name.startswith("lua_")}
        )
        api = runtime.table_from({"execute": lambda _, name, words: self.curl(name, words)})
        runtime.globals().freeswitch = runtime.table_from(
            {"getGlobalVariable": lambda name: self.globals.get(name), "API": lambda: api}
        )
        runtime.execute(SCRIPT)
        return self

    def _counted(self, work: Callable[..., Any]) -> Callable[..., Any]:
        return lambda _, *given: work(*given)

    def _do(self, *what: Any) -> None:
        self.did.append(what)
        self.there = self.there and len(self.did) < self.ends_after

    def lua_get_uuid(self) -> str:
        return "c0ffee-1"

    def lua_ready(self) -> bool:
        return self.there

    def lua_answer(self) -> None:
        self.variables["answered"] = "yes"

    def lua_setAutoHangup(self, on: bool) -> None:
        self.variables["auto"] = str(on)

    def lua_set_tts_params(self, engine: str, voice: str) -> None:
        self.variables["tts"] = f"{engine} {voice}"

    def lua_getVariable(self, name: str) -> str | None:
        return self.variables.get(name)

    def lua_setVariable(self, name: str, value: str) -> None:
        self.variables[name] = value

    def lua_speak(self, text: str) -> None:
        self._do("speak", text)

    def lua_sleep(self, ms: int) -> None:
        self._do("sleep", ms)

    def lua_hangup(self) -> None:
        self.did.append(("hangup",))
        self.there = False

    def lua_getDigits(self, most: int, finish: str, wait_ms: int, pause_ms: int = 0) -> str:
        self._do("getDigits", most, finish, wait_ms)
        return str(self.pressed.pop(0)) if self.pressed else ""

    def lua_playAndGetDigits(self, *given: Any) -> str:
        self._do("playAndGetDigits", *given)
        return str(self.pressed.pop(0)) if self.pressed else ""

    def lua_execute(self, name: str, what: str) -> None:
        self._do(name, what)
        if name == "play_and_detect_speech":
            self.variables["detect_speech_result"] = self.results.pop(0) if self.results else ""
        if name == "bridge":
            self.variables["originate_disposition"] = self.outcomes.pop(0) if self.outcomes else "SUCCESS"

    def curl(self, name: str, words: str) -> str:
        """mod_curl takes its words apart at blanks, ten at most, and decodes what it posts."""
        parts = words.split(" ")
        assert name == "curl" and len(parts) <= 10 and parts[-2] == "post"
        assert parts[0].startswith(DOOR) and parts[parts.index("content-type") + 1] == "application/json"
        hook = parts[0][len(DOOR) :]
        self.asked.append((hook, json.loads(unquote(parts[-1]))))
        if hook == STATUS:
            return json.dumps({"status_code": 200, "body": "", "headers": []})
        answer = self.answers.pop(0) if self.answers else None
        if answer is None:
            return json.dumps({"status_code": 503, "headers": []})
        verbs = jambonz.render(answer, HOOK.format(len(self.asked)), Voice())
        return json.dumps({"status_code": 200, "body": json.dumps(verbs, ensure_ascii=len(self.asked) % 2 == 0)})

    @property
    def events(self) -> list[Event]:
        """What the steps were told, as the house reads it."""
        steps = [(hook.partition("?")[2], body) for hook, body in self.asked if hook not in (FIRST, STATUS)]
        return [jambonz.event(body, query) for query, body in steps]


GREETING = Ask("您好，请问是什么事？", most=1)
END: Answer = (Say("再见"), Hangup())


def test_a_call_from_the_greeting_to_the_end() -> None:
    heard = Switch([(GREETING,), END], results=[NLSML]).run()
    ringing = jambonz.ringing(heard.asked[0][1])
    assert ringing == Ringing("jambonz", "c0ffee-1", "13800138000", False, "4001234567")
    assert [hook for hook, _ in heard.asked] == [FIRST, HOOK.format(1), STATUS]
    assert heard.events == [Heard("我的电脑坏了", 0.92)]
    assert ("speak", "再见") in heard.did and heard.did[-1] == ("hangup",)
    assert jambonz.over(heard.asked[-1][1]) == Over("jambonz", "c0ffee-1", "completed")


@pytest.mark.parametrize("version", ["lua52", "lua53", "lua54"])
def test_what_is_asked_is_played_while_it_listens(version: str) -> None:
    heard = Switch([(GREETING,), END], results=["我要投诉"]).run(version)
    (how,) = [what[1] for what in heard.did if what[0] == "play_and_detect_speech"]
    assert how.startswith("say:您好，请问是什么事？ detect:unimrcp:ali {")
    assert "no-input-timeout=6000" in how
    assert heard.variables["playback_terminators"] == "0123456789*#"


@pytest.mark.parametrize(
    ("ask", "result", "pressed", "event"),
    [
        (GREETING, "我要投诉", (), Heard("我要投诉", None)), (GREETING, NLSML, (), Heard("我的电脑坏了", 0.92)),
        (GREETING, '{"text" : "我 要 投诉"}', (), Heard("我 要 投诉", None)),
        (GREETING, NLSML.replace("0.92", "85"), (), Heard("我的电脑坏了", 0.85)),
        (GREETING, "", (), Silence()), (GREETING, "Completion-Cause: 002 no-input-timeout", (), Silence()),
        (GREETING, "Completion-Cause: 001 no-match", (), Heard("", None)),
        (GREETING, "<result></result>", (), Silence()),
        (GREETING, "DIGIT: 0", (), Keys("0")), (Ask("号码？"), "DIGIT: 1", ("3800138000",), Keys("13800138000")),
        (Ask("号码？"), "DIGIT: #", (), Silence()), (Ask("号码？", most=3), "DIGIT: 1", ("23",), Keys("123")),
        (Ask("？", speech=False), "", ("12",), Keys("12")), (Ask("？", speech=False), "", (), Silence()),
    ],
)  # fmt: skip
def test_what_the_caller_does_reaches_the_house(ask: Ask, result: str, pressed: tuple[str, ...], event: Event) -> None:
    assert Switch([(ask,), END], results=[result], pressed=pressed).run().events == [event]


def test_one_key_is_enough_where_one_is_asked_for() -> None:
    heard = Switch([(GREETING,), END], results=["DIGIT: 0"]).run()
    assert not [what for what in heard.did if what[0] == "getDigits"]


def test_without_recognition_there_are_keys() -> None:
    heard = Switch([(GREETING,), END], set={"yinuo_asr": ""}, pressed=["0"]).run()
    assert heard.events == [Keys("0")]
    assert not [what for what in heard.did if what[0] == "play_and_detect_speech"]


@pytest.mark.parametrize(
    ("to", "where", "outcome", "event"),
    [
        ("8012", "sofia/gateway/trunk/8012", "SUCCESS", Dialled(True, "completed")),
        ("+8613800138000", "sofia/gateway/trunk/+8613800138000", "USER_BUSY", Dialled(False, "busy")),
        ("8012", "sofia/gateway/trunk/8012", "NO_ANSWER", Dialled(False, "no-answer")),
        ("8012", "sofia/gateway/trunk/8012", "CALL_REJECTED", Dialled(False, "failed")),
        ("sip:wang@10.0.0.5:5060", "sofia/external/wang@10.0.0.5:5060", "SUCCESS", Dialled(True, "completed")),
    ],
)
def test_the_caller_is_put_through(to: str, where: str, outcome: str, event: Event) -> None:
    heard = Switch([(Say("请稍等"), Dial(to, "王敏")), END], outcomes=[outcome]).run()
    (how,) = [what[1] for what in heard.did if what[0] == "bridge"]
    assert how.endswith("}" + where) and "originate_timeout=25" in how
    assert heard.events == [event]
    assert heard.variables["hangup_after_bridge"] == "false"


@pytest.mark.parametrize("to", ["8012,sofia/evil/1", "sip:a@b|c", "sip:{x=y}a@b", "&lua(x.lua)"])
def test_nothing_but_a_number_or_an_address_is_dialled(to: str) -> None:
    heard = Switch([(Dial(to, "王敏"),), END]).run()
    assert not [what for what in heard.did if what[0] == "bridge"]
    assert heard.events == [Dialled(False, "failed")]


def test_after_a_pause_the_house_is_asked_again() -> None:
    heard = Switch([(Say("请稍等"), Wait(1.5)), END]).run()
    assert ("getDigits", 1, "#", 1500) in heard.did
    assert heard.events == [Waited()]


def test_a_door_that_fails_is_come_back_to_as_its_answer_says() -> None:
    heard = Switch([(GREETING,), None, None, END], results=["我要投诉"]).run()
    assert heard.events == [Heard("我要投诉", None), Waited(), Waited()]
    assert [what[3] for what in heard.did if what[0] == "getDigits"] == [2000, 4000]


@pytest.mark.parametrize("fallback", ["", "sofia/gateway/trunk/8000"])
def test_a_door_that_never_answers_leaves_a_person(fallback: str) -> None:
    heard = Switch([], set={"yinuo_fallback": fallback}).run()
    assert [hook for hook, _ in heard.asked] == [FIRST] * 3 + [STATUS]
    assert [what[0] for what in heard.did] == ["sleep", "sleep", "speak", *["bridge"] * bool(fallback), "hangup"]


def test_who_hangs_up_is_not_talked_to() -> None:
    heard = Switch([(Say("请稍等"), GREETING)], ends_after=1).run()
    assert [what[0] for what in heard.did] == ["speak"]
    assert [hook for hook, _ in heard.asked] == [FIRST, STATUS]


def test_who_hangs_up_on_a_question_has_not_answered_it() -> None:
    heard = Switch([(GREETING,), END], ends_after=1).run()
    assert [hook for hook, _ in heard.asked] == [FIRST, STATUS]


def test_a_number_that_is_hidden_stays_so() -> None:
    heard = Switch([END], vars={"privacy_hide_number": "true"}).run()
    ringing = jambonz.ringing(heard.asked[0][1])
    assert isinstance(ringing, Ringing) and ringing.withheld
    assert "13800138000" not in str(heard.asked)


def test_recording_is_left_out() -> None:
    heard = Switch([(Listen("wss://x/audio", True), *END)]).run()
    assert [what[0] for what in heard.did] == ["speak", "hangup"]


def test_a_call_that_never_ends_is_ended() -> None:
    heard = Switch([(GREETING,)] * 1000).run()
    assert heard.did[-1] == ("hangup",) and 400 <= len(heard.asked) <= 402


@given(text=st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), min_size=1, max_size=30))
def test_every_text_passes_both_ways_unchanged(text: str) -> None:
    said = Switch([(Say(text), *END)]).run()
    assert said.did[0] == ("speak", text)
    heard = Switch([(GREETING,), END], vars={"destination_number": text}, results=["x"]).run()
    assert heard.asked[0][1]["to"] == text
