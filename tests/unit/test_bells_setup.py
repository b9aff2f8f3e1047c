"""What is not set is simply no way; what is set wrongly is said, without its value."""

from __future__ import annotations

import pytest

from channels.bells.setup import ringers
from handoff.settings import Settings

WECOM = {"wecom_agent_id": "1000002", "wecom_agent_secret": "s3cret", "wecom_corp_id": "ww1"}
MAIL = {"smtp_host": "mail.example.com", "smtp_from": "yinuo@example.com"}
HOOK = {"webhook_key": "s3cret" * 6}


def ways(**given: str) -> set[str]:
    return set(ringers(Settings(_env_file=None, **given)))


@pytest.mark.parametrize(
    ("given", "found"),
    [({}, set()), (WECOM, {"wecom"}), (MAIL, {"email"}), (HOOK, {"webhook"}),
     ({**WECOM, **MAIL, **HOOK}, {"wecom", "email", "webhook"}),
     ({**MAIL, "smtp_tls": "off"}, {"email"}),
     ({**MAIL, "smtp_host": "127.0.0.1", "smtp_tls": "off", "smtp_user": "y", "smtp_password": "s3cret"}, {"email"})],
)  # fmt: skip
def test_a_way_is_there_once_it_is_set_up(given: dict[str, str], found: set[str]) -> None:
    assert ways(**given) == found


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({**WECOM, "wecom_agent_secret": ""}, "YINUO_WECOM_AGENT_SECRET"),
        ({**WECOM, "wecom_agent_id": ""}, "YINUO_WECOM_AGENT_ID"),
        ({**WECOM, "wecom_agent_id": "shop"}, "YINUO_WECOM_AGENT_ID"),
        ({**WECOM, "wecom_corp_id": ""}, "YINUO_WECOM_CORP_ID"),
        ({**MAIL, "smtp_from": ""}, "YINUO_SMTP_FROM"), ({**MAIL, "smtp_from": "yinuo"}, "YINUO_SMTP_FROM"),
        ({**MAIL, "smtp_tls": "yes"}, "YINUO_SMTP_TLS"),
        ({**MAIL, "smtp_tls": "off", "smtp_user": "y", "smtp_password": "s3cret"}, "YINUO_SMTP_TLS=off"),
        ({"webhook_key": "s3cret"}, "YINUO_WEBHOOK_KEY"),
    ],
)  # fmt: skip
def test_what_is_set_wrongly_is_no_way_and_is_said(
    given: dict[str, str], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert ways(**given) == set()
    assert said in caplog.text
    assert "s3cret" not in caplog.text


def test_links_that_lead_nowhere_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    ways(**MAIL)
    assert "YINUO_DESK_URL" in caplog.text
    caplog.clear()
    ways(**MAIL, desk_url="https://desk.example.com")
    assert "YINUO_DESK_URL" not in caplog.text
