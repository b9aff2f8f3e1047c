"""Twilio as a telephone application: https://www.twilio.com/docs/voice/twiml

docs/channels/voice.md says which address goes where in Twilio's console.
"""

from __future__ import annotations

from sanic.request import Request
from sanic.response import HTTPResponse, empty, text

from channels.signed_form import Fields, NoForm, fields_of, genuine
from channels.voice import twilio, twiml
from channels.voice.verbs import Answer, Event, Over, Ringing, Unreadable
from handoff.settings import Settings

FORM = "application/x-www-form-urlencoded"
FORGED, NO_FORM = 403, 415


class TwilioCalls:
    """Known by its signature."""

    name, path, hooks = "twilio", "/twilio", ""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._public = settings.public_url.rstrip("/")

    def refusal(self, request: Request) -> HTTPResponse | None:
        """Only what Twilio signed for the public address, about a call of our account."""
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
            return empty(status=NO_FORM)
        form, token = _form(request), self._settings.voice_twilio_token
        query = f"?{request.query_string}" if request.query_string else ""
        url, signature = self._public + request.path + query, request.headers.get("x-twilio-signature", "")
        # Whether what stands behind the # is signed with the rest is not written down; it is the same either way.
        signed = any(genuine(token, whole, form, signature) for whole in (url, url + twiml.ASK_AGAIN))
        return None if signed and twilio.ours(form, self._settings.voice_twilio_account) else empty(status=FORGED)

    def ringing(self, request: Request) -> Ringing | Over:
        return twilio.ringing(_form(request))

    def event(self, request: Request) -> tuple[str, Event]:
        form = _form(request)
        return twilio.call_of(form), twilio.event(form, request.query_string)

    def over(self, request: Request) -> Over | None:
        return twilio.over(_form(request))

    def answer(self, request: Request, answer: Answer, hook: str) -> HTTPResponse:
        """The owner sees the number that was set, or else the line's own, which every carrier takes."""
        line = self._settings.voice_caller_id.strip() or twilio.one(_form(request), "To")
        whole = twiml.render(answer, self._public + hook, self._settings.voice_twilio_voice, line)
        return text(whole, content_type=twiml.CONTENT_TYPE)

    def noted(self) -> HTTPResponse:
        return text(twiml.NOTHING, content_type=twiml.CONTENT_TYPE)


def _form(request: Request) -> Fields:
    try:
        return fields_of(request.body)
    except NoForm:
        raise Unreadable("no form") from None
