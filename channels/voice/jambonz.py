"""Jambonz: its bodies as events, and answers as its verbs.

What it sends: https://github.com/jambonz/schema/tree/main/callbacks; what it does with an answer:
https://docs.jambonz.org/verbs/verbs/overview
"""

from __future__ import annotations

import json
import re
from typing import Any

from channels.voice import words
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
    Unreadable,
    Verb,
    Wait,
    Waited,
)  # fmt: skip

VENDOR = "jambonz"
Body = dict[str, Any]
# https://docs.jambonz.org/reference/websocket-api/call-control/call-status
_ENDED = {"completed", "failed", "busy", "no-answer", "canceled"}
# What carriers write for a number that is not shown (RFC 3323 and habit).
_WITHHELD = {"", "anonymous", "restricted", "unavailable", "unknown", "private", "withheld", "-1"}
_NAME = re.compile(r"[A-Za-z0-9_.:@-]{1,80}")
_DIGITS = re.compile(r"[0-9*#A-D]{0,64}")
LONGEST_TEXT = 2000
BETWEEN_KEYS_S = 4
# Where the hook of a gather fails the verbs behind it run: they come back until somebody answers again, and last longer
# than a process takes to start. A redirect whose hook fails would end the call (TaskGather._resolve, TaskRedirect.exec
# and CallSession.exec in https://github.com/jambonz/jambonz-feature-server).
_COME_BACK_S = (2, 4, 8, 15, 30)
BACK = "back"


def body_of(raw: bytes) -> Body:
    """The JSON object of a request. Raises Unreadable."""
    try:
        body = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unreadable("no JSON") from None
    if not isinstance(body, dict):
        raise Unreadable("no object")
    return body


def vendor_id(body: Body) -> str:
    """Which call of Jambonz's this is about."""
    name = _text(body, "call_sid")
    if not _NAME.fullmatch(name):
        raise Unreadable("no call_sid")
    return name


def ringing(body: Body) -> Ringing | Over:
    """What the application's call hook says."""
    ended = over(body)
    if ended is not None:
        return ended
    number = _text(body, "from")[:80]
    return Ringing(VENDOR, vendor_id(body), number, number.strip().lower() in _WITHHELD, _text(body, "to")[:80])


def over(body: Body) -> Over | None:
    """What the call status hook says; None while the call goes on."""
    status = _text(body, "call_status")
    return Over(VENDOR, vendor_id(body), status) if status in _ENDED else None


def event(body: Body, query: str = "") -> Event:
    """What an actionHook says: of a gather, of a dial, or of coming back without being asked for anything."""
    if "dial_call_status" in body or "dial_sip_status" in body:
        status = _text(body, "dial_call_status")
        return Dialled(status == "completed", status)
    reason = _text(body, "reason")
    if reason == "dtmfDetected" or (not reason and body.get("digits") is not None) or body.get("digits"):
        return _keys(body)
    if reason == "speechDetected" or (not reason and body.get("speech") is not None):
        return _heard(body)
    if reason == "timeout":
        return Waited() if query == BACK else Silence()
    if reason in ("error", "stt-low-confidence"):
        return Heard("", 0.0)
    return Waited()


def _keys(body: Body) -> Event:
    digits = _text(body, "digits")
    if not _DIGITS.fullmatch(digits):
        raise Unreadable("no digits")
    return Keys(digits) if digits else Silence()


def _heard(body: Body) -> Heard:
    speech = body.get("speech")
    found = speech.get("alternatives") if isinstance(speech, dict) else None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreadable("no speech")
    best = found[0] if found else {}
    sure = best.get("confidence")
    if isinstance(sure, bool) or not isinstance(sure, (int, float, type(None))):
        raise Unreadable("no confidence")
    return Heard(_text(best, "transcript")[:LONGEST_TEXT], sure)


def _text(body: Body, name: str) -> str:
    value = body.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Unreadable(f"no text in {name}")
    return value


def render(answer: Answer, hook: str, voice: Voice) -> list[dict[str, Any]]:
    """The verbs of an answer; the result of the last one comes to `hook`."""
    shown = [_verb(verb, hook, voice) for verb in answer]
    if isinstance(answer[-1], Hangup):
        return shown
    return shown + _come_back(hook, voice)


def _verb(verb: Verb, hook: str, voice: Voice) -> dict[str, Any]:
    if isinstance(verb, Say):
        return {"verb": "say", **_say(verb.text, voice)}
    if isinstance(verb, Ask):
        return _gather(verb, hook, voice)
    if isinstance(verb, Dial):
        return _dial(verb, hook, voice)
    if isinstance(verb, Wait):
        return _back(hook, verb.seconds)
    if isinstance(verb, Listen):
        return _listen(verb)
    return {"verb": "hangup"}


def _say(text: str, voice: Voice) -> dict[str, Any]:
    return {"text": text, "synthesizer": dict(voice.synthesizer)}


def _gather(ask: Ask, hook: str, voice: Voice) -> dict[str, Any]:
    """https://docs.jambonz.org/verbs/verbs/gather: keys end by `finishOnKey`, by number, or by a pause, and the pause
    counts only where `minDigits` is said."""
    kinds = ["digits"] * ask.keys + ["speech"] * ask.speech
    shown: dict[str, Any] = {
        "verb": "gather", "actionHook": hook, "input": kinds, "timeout": ask.silence_s, "say": _say(ask.text, voice),
        "bargein": ask.speech, "dtmfBargein": ask.keys, "listenDuringPrompt": True,
    }  # fmt: skip
    if ask.keys:
        shown |= {"finishOnKey": ask.finish, "minDigits": 1, "interDigitTimeout": BETWEEN_KEYS_S}
        shown |= {"numDigits": ask.most} if ask.most else {}
    if ask.speech:
        shown["recognizer"] = dict(voice.recognizer)
    return shown


def _dial(dial: Dial, hook: str, voice: Voice) -> dict[str, Any]:
    """https://docs.jambonz.org/verbs/verbs/dial"""
    sip = dial.to.startswith(("sip:", "sips:"))
    target = {"type": "sip", "sipUri": dial.to} if sip else {"type": "phone", "number": dial.to}
    # The call was answered long ago: what answerOnBridge would hold back is only the ringing.
    shown = {"verb": "dial", "actionHook": hook, "target": [target], "timeout": dial.limit_s, "answerOnBridge": True}
    return shown | ({"callerId": voice.caller_id} if voice.caller_id else {})


def _listen(listen: Listen) -> dict[str, Any]:
    """https://docs.jambonz.org/verbs/verbs/config: a listen in the background, until it is switched off."""
    how: dict[str, Any] = {"enable": listen.on, "url": listen.url}
    # mono: what the caller says, without what is said to them
    how |= {"mixType": "mono", "sampleRate": 8000, "disableBidirectionalAudio": True} if listen.on else {}
    return {"verb": "config", "listen": how}


def _back(hook: str, seconds: float) -> dict[str, Any]:
    """A pause, and then the hook; a key is heard, too."""
    return {
        "verb": "gather", "actionHook": f"{hook}?{BACK}", "input": ["digits"], "numDigits": 1, "timeout": seconds,
    }  # fmt: skip


def _come_back(hook: str, voice: Voice) -> list[dict[str, Any]]:
    again = [_back(hook, seconds) for seconds in _COME_BACK_S]
    return [
        {"verb": "say", **_say(words.ONE_MOMENT, voice)},
        *again,
        {"verb": "say", **_say(words.LINE_BROKEN, voice)},
        {"verb": "hangup"},
    ]
