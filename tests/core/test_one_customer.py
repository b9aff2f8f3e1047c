"""One customer across channels, on both databases: what binds, what does not, and what codes are worth."""

from __future__ import annotations

import pytest

from handoff import binding as rules
from handoff.binding import Binding
from handoff.model import Refused
from tests.core.knowing import (
    GUEST,
    OPENID,
    OTHER,
    PHONE,
    SITE,
    announced,
    code_for,
    complains,
    customers,
    hears,
    letters,
    said,
)
from tests.core.small import House

pytestmark = pytest.mark.usefixtures("the_ledger_agrees")


def test_a_text_message_and_the_site_with_the_same_number_are_one_customer_from_the_start(core: House) -> None:
    made = complains(core, "sms", PHONE)
    complains(core, "webchat", SITE, phone=PHONE)
    assert len(customers(core)) == 1
    assert [c["id"] for c in core.rows("cases")] == [made["case_id"]]
    assert made["owner_name"] in said(core, SITE)


def test_a_number_that_is_merely_typed_binds_nobody_and_shows_nothing(core: House) -> None:
    made = complains(core, "sms", PHONE)
    typed = complains(core, "webchat", GUEST)
    turn_id, known = core.says(f"我的电话是{PHONE}", GUEST, phone=PHONE)
    core.intake.note(turn_id, known, "inform")
    assert len(customers(core)) == 2
    assert made["case_id"] not in said(core)
    assert typed["case_id"] != made["case_id"]
    assert [c["phone_verified"] for c in customers(core) if c["id"] != core.rows("cases")[0]["customer_id"]] == [False]


def test_who_has_a_number_is_not_whoever_typed_it_before(core: House) -> None:
    turn_id, known = core.says(f"洗衣机坏了，我的电话是{PHONE}", GUEST, intent="complaint", phone=PHONE)
    core.intake.hand_off(turn_id, known)
    typed = core.promises()[-1]
    holder = complains(core, "sms", PHONE)
    assert holder["case_id"] != typed["case_id"]
    assert len(customers(core)) == 2


@pytest.mark.parametrize("channel, address", [("webchat", GUEST), ("wechat", OPENID)])
def test_the_right_code_shows_that_the_number_is_theirs(
    core: House, binding: Binding, channel: str, address: str
) -> None:
    made = complains(core, "sms", PHONE)
    code = code_for(core, binding, PHONE, channel, address)
    assert made["case_id"] not in str([m["text"] for m in core.rows("messages", kind="code")])
    conversation = binding.confirm(code, channel, address)
    assert len(customers(core)) == 1
    last = core.intake.messages(conversation)[-1]
    assert last["promise"]["case"] == made["case_id"]
    assert last["promise"]["owner"] == made["owner_name"]
    assert core.rows("cases")[0]["conversation_id"] == conversation


def test_the_answer_is_the_same_whether_the_number_is_known_or_not(core: House, binding: Binding) -> None:
    complains(core, "sms", PHONE)
    binding.ask(PHONE, "webchat", GUEST)
    binding.ask(OTHER, "webchat", "anon:b")
    known, unknown = said(core).replace("8000", "####"), said(core, "anon:b").replace("2222", "####")
    assert known == unknown
    assert {one.address for one in letters(core) if one.template == "code"} == {PHONE, OTHER}


def test_a_number_that_nobody_was_known_by_is_theirs_from_then_on(core: House, binding: Binding) -> None:
    binding.confirm(code_for(core, binding, OTHER), "webchat", GUEST)
    (customer,) = customers(core)
    assert (customer["phone"], customer["phone_verified"]) == (OTHER, True)
    hears(core, "sms", OTHER)
    assert len(customers(core)) == 1


def test_a_wrong_code_is_refused_and_the_sixth_try_does_not_help(core: House, binding: Binding) -> None:
    code = code_for(core, binding, PHONE)
    wrong = f"{(int(code) + 1) % 1000000:06d}"
    for _ in range(5):
        with pytest.raises(Refused, match="code_refused"):
            binding.confirm(wrong, "webchat", GUEST)
    with pytest.raises(Refused, match="code_refused"):
        binding.confirm(code, "webchat", GUEST)
    assert not customers(core)[0]["phone_verified"]


def test_a_code_is_of_the_conversation_that_asked_for_it_and_of_the_number_asked_last(
    core: House, binding: Binding
) -> None:
    complains(core, "sms", PHONE)
    code = code_for(core, binding, PHONE)
    core.later(seconds=61)
    code_for(core, binding, PHONE, address="anon:b")
    with pytest.raises(Refused, match="code_refused"):
        binding.confirm(code, "webchat", "anon:b")
    core.later(seconds=61)
    binding.ask(OTHER, "webchat", GUEST)
    with pytest.raises(Refused, match="code_refused"):
        binding.confirm(code, "webchat", GUEST)
    assert len(customers(core)) == 3


def test_a_code_is_old_after_ten_minutes_and_used_up_with_its_first_use(core: House, binding: Binding) -> None:
    code = code_for(core, binding, PHONE)
    core.later(minutes=10)
    with pytest.raises(Refused, match="code_refused"):
        binding.confirm(code, "webchat", GUEST)
    code = code_for(core, binding, PHONE)
    binding.confirm(code, "webchat", GUEST)
    with pytest.raises(Refused, match="code_refused"):
        binding.confirm(code, "webchat", GUEST)


def test_codes_are_not_asked_for_too_often(core: House, binding: Binding) -> None:
    binding.ask(PHONE, "webchat", GUEST)
    with pytest.raises(Refused, match="asked_too_often"):
        binding.ask(PHONE, "webchat", "anon:b")
    for _ in range(4):
        core.later(minutes=2)
        binding.ask(PHONE, "webchat", "anon:b")
    core.later(minutes=2)
    with pytest.raises(Refused, match="asked_enough"):
        binding.ask(PHONE, "webchat", "anon:c")
    core.later(days=1)
    binding.ask(PHONE, "webchat", "anon:c")
    assert PHONE not in str(core.rows("sign_in_failures"))


def test_who_wants_no_text_messages_gets_no_code_either(core: House, binding: Binding) -> None:
    complains(core, "sms", PHONE)
    letters(core)
    hears(core, "sms", PHONE, "退订")
    binding.ask(PHONE, "webchat", GUEST)
    assert letters(core) == []


def test_a_code_goes_alone_and_takes_no_promise_with_it(core: House, binding: Binding) -> None:
    complains(core, "sms", PHONE)
    binding.ask(PHONE, "webchat", GUEST)
    assert [one.template for one in letters(core)] == ["promise", "code"]


def test_the_code_of_a_text_message_opens_the_same_customers_web_chat(core: House, binding: Binding) -> None:
    made = complains(core, "sms", PHONE)
    letters(core)
    code = announced(core)
    conversation = binding.go_on(f" {code[:4].lower()}-{code[4:]} ", "webchat", GUEST)
    assert len(customers(core)) == 1
    told = core.told()
    assert "门封圈有两种，您的机器是哪一种？" in told
    assert told[-1].endswith(f"编号 {made['case_id']}。")
    assert core.rows("cases")[0]["conversation_id"] == conversation
    assert {a["channel"] for a in core.rows("addresses")} == {"sms", "webchat"}
    assert core.says("是第二种")[1]["order_number"] == "A1"
    with pytest.raises(Refused, match="code_refused"):
        binding.go_on(code, "webchat", "anon:b")


def test_guessing_at_codes_of_text_messages_ends_after_sixty_and_is_seen(core: House, binding: Binding) -> None:
    code = announced(core)
    for _ in range(rules.WRONG_CONTINUE.most):
        with pytest.raises(Refused, match="code_refused"):
            binding.go_on("22222222", "webchat", GUEST)
    with pytest.raises(Refused, match="too_many_tries"):
        binding.go_on(code, "webchat", GUEST)
    assert [a["kind"] for a in core.rows("alarms")] == ["guessing"]
    core.later(seconds=61)
    binding.go_on(code, "webchat", GUEST)
