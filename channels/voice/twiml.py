"""What is said and done in a call, as TwiML: https://www.twilio.com/docs/voice/twiml"""

from __future__ import annotations

import re

from twilio.twiml.voice_response import Gather, VoiceResponse

from channels.voice.twilio import AFTER_WAITING
from channels.voice.verbs import Answer, Ask, Dial, Hangup, Listen, Say, Verb, Wait
from handoff import lines

CONTENT_TYPE = "text/xml"
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
# https://www.twilio.com/docs/voice/twiml/gather#languagetags for what is heard; voices of Amazon and Google call the
# same language by its own code: https://www.twilio.com/docs/voice/twiml/say/text-speech#available-voices-and-languages
HEARD_IN, SPOKEN_IN = "cmn-Hans-CN", "cmn-CN"
# Words that everything depends on, for the recogniser.
HINTS = "人工,转人工,投诉,我要投诉,报修,退款,是的,不是,没有"
# https://www.twilio.com/docs/voice/twiml/dial#timeout
SHORTEST_DIAL_S, LONGEST_DIAL_S = 5, 600
STREAM = "recording"
# A step that was answered is not done twice, so Twilio may ask again whatever went wrong. What stands behind the # is
# not sent: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides
ASK_AGAIN = "#rc=5&rp=all"
# https://www.w3.org/TR/xml/#charsets
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Script:
    """One answer being written. `hook` is the address of the next step, `line` the number that the caller dialled."""

    def __init__(self, hook: str, voice: str, line: str = "") -> None:
        self._hook = clean(hook) + ASK_AGAIN
        self._after_waiting = f"{clean(hook)}?{AFTER_WAITING}{ASK_AGAIN}"
        self._voice = voice
        self._line = line if re.fullmatch(r"\+[0-9]{5,20}", line) else None
        self._response = VoiceResponse()

    def write(self, verb: Verb) -> None:
        """Add one verb."""
        if isinstance(verb, Say):
            self._say(self._response, verb.text)
        elif isinstance(verb, Ask):
            self._ask(verb)
        elif isinstance(verb, Dial):
            self._dial(verb)
        elif isinstance(verb, Wait):
            self._response.pause(length=_seconds(verb.seconds))
            self._response.redirect(self._after_waiting, method="POST")
        elif isinstance(verb, Listen):
            self._listen(verb)
        elif isinstance(verb, Hangup):
            self._response.hangup()

    def text(self) -> str:
        """The whole of it."""
        return str(self._response)

    def _say(self, where: VoiceResponse | Gather, text: str) -> None:
        words = clean(text)
        if words.strip():
            where.say(words, voice=self._voice, language=SPOKEN_IN)

    def _ask(self, ask: Ask) -> None:
        """Whoever speaks or presses a key is not spoken over. After silence, Twilio goes on behind the question, to
        the redirect. Rude words are for the owner to know, so none is starred out."""
        ways = [way for way, wanted in (("speech", ask.speech), ("dtmf", ask.keys)) if wanted]
        keys = {"finish_on_key": ask.finish, "num_digits": ask.most or None} if ask.keys else {}
        speech = {"speech_timeout": "auto", "language": HEARD_IN, "hints": HINTS, "profanity_filter": False}
        gather = self._response.gather(
            input=" ".join(ways), action=self._hook, method="POST", timeout=_seconds(ask.silence_s), barge_in=True,
            **keys, **(speech if ask.speech else {}),
        )  # fmt: skip
        self._say(gather, ask.text)
        self._response.redirect(self._hook, method="POST")

    def _dial(self, dial: Dial) -> None:
        """Calls are put through with the line's own number: the caller's may be one that no carrier takes, and then
        nobody would be reached. https://www.twilio.com/docs/api/errors/13214"""
        limit = min(max(dial.limit_s, SHORTEST_DIAL_S), LONGEST_DIAL_S)
        made = self._response.dial(
            action=self._hook, method="POST", timeout=limit, caller_id=self._line, answer_on_bridge=True
        )
        if dial.to.lower().startswith(("sip:", "sips:")):
            made.sip(clean(dial.to))
        else:
            made.number(dialable(dial.to))

    def _listen(self, listen: Listen) -> None:
        """https://www.twilio.com/docs/voice/twiml/stream: it is stopped by its name. What the house says is kept as
        words, so only the caller's side is needed."""
        if listen.on:
            self._response.start().stream(name=STREAM, url=clean(listen.url), track="inbound_track")
        else:
            self._response.stop().stream(name=STREAM)


def render(answer: Answer, hook: str, voice: str, line: str = "") -> str:
    """The answer as TwiML. `hook` is the public address of the next step, `line` the number that was called."""
    script = Script(hook, voice, line)
    for verb in answer:
        script.write(verb)
    return script.text()


def clean(text: str) -> str:
    """The text without the signs that no XML can carry."""
    return _NO_XML.sub("", text)


def dialable(number: str) -> str:
    """A number as Twilio dials it, mainland ones without +86 too; what is no whole number stays as it was written."""
    return lines.e164(number) or clean(number)


def _seconds(seconds: float) -> int:
    """Twilio counts whole seconds, and at least one."""
    return max(1, round(seconds))
