"""One customer across channels, on both databases: what binds, what does not, and what happens when two are one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from handoff import binding as rules
from handoff import verify
from handoff.binding import Binding
from handoff.model import Identity, Receipt, Refused
from tests.core.small import KEY, House

PHONE, OTHER = "+8613800138000", "+8613911112222"
GUEST, SITE, OPENID = "anon:a", "site:u1", "oAbc"


@pytest.fixture
def binding(core: House) -> Binding:
    return Binding(core.store, core.clock, core.companies)


@pytest.fixture(autouse=True)
def the_ledger_agrees(core: House) -> Any:
    yield
    assert verify.verify(core.store, KEY)[1] == []


def hears(core: House, channel: str, address: str, text: str = "洗衣机坏了没人管", phone: str = "") -> Receipt:
    """A message, with a number where the channel vouches for one."""
    number = address if channel == "sms" else phone
    who = Identity(channel, address, phone=number) if number else None
    return core.intake.receive(channel, address, f"n{len(core.rows('messages'))}", text, who)


def complains(core: House, channel: str, address: str, phone: str = "", **known: Any) -> dict[str, Any]:
    """A complaint that is handed off; returns its promise."""
    receipt = hears(core, channel, address, phone=phone)
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    assert core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint", **known}).closed
    return core.promises()[-1]


def letters(core: House) -> list[Any]:
    """Everything that may go out now, sent."""
    found: list[Any] = []
    for way in core.delivery.pending(("wechat", "sms", "wecom")):
        while letter := core.delivery.claim(*way):
            core.delivery.sent(letter, f"v{len(core.rows('deliveries'))}-{len(found)}")
            found.append(letter)
    return found


def code_for(core: House, binding: Binding, number: str, channel: str = "webchat", address: str = GUEST) -> str:
    """Ask for a code and read it from the text message."""
    binding.ask(number, channel, address)
    return str(next(one for one in letters(core) if one.template == "code").params["code"])


def customers(core: House) -> list[dict[str, Any]]:
    return core.rows("customers")


def open_calls(core: House) -> list[dict[str, Any]]:
    return [p for p in core.promises(kind="call_back") if p["state"] in ("open", "calling")]


def said(core: House, address: str = GUEST) -> str:
    return "\n".join(core.told(address))


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


def test_the_site_learns_a_number_whose_customer_is_known_already(core: House) -> None:
    older = complains(core, "sms", PHONE)
    core.later(minutes=5)
    newer = complains(core, "webchat", SITE)
    core.later(minutes=5)
    hears(core, "webchat", SITE, "还有一件事", phone=PHONE)
    assert len(customers(core)) == 1
    assert {a["customer_id"] for a in core.rows("addresses")} == {customers(core)[0]["id"]}
    (call,) = open_calls(core)
    assert call["case_id"] == older["case_id"]
    first, second = (next(c for c in core.rows("cases") if c["id"] == p["case_id"]) for p in (older, newer))
    assert (first["state"], second["state"], second["closed_by"]) == ("open", "closed", "joined")
    assert first["owner_id"] == older["owner_id"]
    assert core.rows("promises", id=newer["id"])[0]["state"] == "moved"
    assert newer["case_id"] in core.told(SITE)[-1]
    assert call["owner_name"] in core.told(SITE)[-1]
    assert core.told(SITE)[-1].endswith(f"编号 {older['case_id']}。")


def test_a_promise_that_was_sooner_in_the_case_that_moves_is_not_made_later(core: House, binding: Binding) -> None:
    crowd = [f"anon:crowd{n}" for n in range(8)]
    for one in crowd:
        core.complains(address=one)
    late = complains(core, "sms", PHONE)
    core.later(minutes=1)
    for one in crowd:
        turn_id, known = core.says("已经解决了", one)
        core.intake.solved(turn_id, known)
    soon = complains(core, "webchat", GUEST)
    assert soon["due_at"] < late["due_at"]
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    (call,) = open_calls(core)
    assert call["due_at"] < late["due_at"]
    assert (call["case_id"], call["previous_id"]) == (late["case_id"], late["id"])


def test_a_case_that_waited_for_no_call_gets_the_one_of_the_case_that_moves_into_it(
    core: House, binding: Binding
) -> None:
    first = complains(core, "sms", PHONE)
    core.casework.start_call(first["owner_id"], first["id"])
    core.casework.reached(first["owner_id"], first["id"], "说清楚了", "", None)
    assert core.rows("cases")[0]["state"] == "closing"
    core.later(minutes=5)
    complains(core, "webchat", GUEST)
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    (call,) = open_calls(core)
    assert (call["case_id"], call["owner_id"]) == (first["case_id"], first["owner_id"])
    assert core.rows("cases", id=first["case_id"])[0]["state"] == "open"


def test_what_an_owner_promised_to_do_stays_promised_when_cases_join(core: House, binding: Binding) -> None:
    first = complains(core, "sms", PHONE)
    core.later(minutes=5)
    second = complains(core, "webchat", GUEST)
    due = core.clock.now() + timedelta(hours=4)
    core.casework.start_call(second["owner_id"], second["id"])
    core.casework.reached(second["owner_id"], second["id"], "答应寄配件", "寄出门封圈", due)
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    old, new = (core.rows("promises", kind="action", state=state)[0] for state in ("moved", "open"))
    assert (new["what"], new["due_at"], new["owner_id"], new["previous_id"]) == (
        "寄出门封圈", due, old["owner_id"], old["id"]
    )  # fmt: skip
    assert (old["case_id"], new["case_id"]) == (second["case_id"], first["case_id"])


def test_an_owner_who_is_calling_at_this_moment_keeps_the_case(core: House, binding: Binding) -> None:
    complains(core, "sms", PHONE)
    core.later(minutes=5)
    second = complains(core, "webchat", GUEST)
    core.casework.start_call(second["owner_id"], second["id"])
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    (call,) = open_calls(core)
    assert (call["id"], call["state"]) == (second["id"], "calling")


def test_who_is_complained_about_in_one_case_does_not_get_it_with_the_other(core: House, binding: Binding) -> None:
    first = complains(core, "sms", PHONE)
    core.later(minutes=5)
    receipt = hears(core, "webchat", GUEST, f"我要投诉{first['owner_name']}，态度太差")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.hand_off(turn.id, {**turn.known, "intent": "complaint"})
    binding.confirm(code_for(core, binding, PHONE), "webchat", GUEST)
    (call,) = open_calls(core)
    assert call["owner_id"] != first["owner_id"]
    assert core.rows("cases", id=first["case_id"])[0]["owner_id"] != first["owner_id"]


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


def announced(core: House) -> str:
    """A question that only its announcement could be sent for; returns the code."""
    receipt = hears(core, "sms", PHONE, "您好")
    turn = core.intake.take(receipt.conversation_id, "bot")
    assert turn is not None
    core.intake.close(turn.id, ["门封圈有两种，您的机器是哪一种？"], {**turn.known, "order_number": "A1"}, {"x": 1})
    return str(next(one for one in letters(core) if one.template == "continue").params["code"])


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


def test_a_guest_who_had_begun_already_becomes_that_customer(core: House, binding: Binding) -> None:
    older = complains(core, "sms", PHONE)
    letters(core)
    code = announced(core)
    core.later(minutes=5)
    complains(core, "webchat", GUEST)
    binding.go_on(code, "webchat", GUEST)
    assert len(customers(core)) == 1
    assert [call["case_id"] for call in open_calls(core)] == [older["case_id"]]


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


def test_two_who_begin_at_once_with_one_number_are_one_customer(core: House) -> None:
    with ThreadPoolExecutor(4) as pool:
        sent = [
            pool.submit(core.intake.receive, "webchat", f"site:{n}", "1", "您好", Identity("webchat", f"site:{n}", phone=PHONE))
            for n in range(4)
        ]  # fmt: skip
        for one in sent:
            one.result()
    assert len(customers(core)) == 1


def test_two_become_one_while_both_are_being_answered(core: House, binding: Binding) -> None:
    """Whatever comes first, nothing is lost and one call-back is left."""
    for n in range(3):
        number = f"+861380013900{n}"
        guest = f"anon:{n}"
        complains(core, "sms", number)
        core.intake.receive("webchat", guest, "q", "洗衣机漏水，我要投诉")
        code = code_for(core, binding, number, "webchat", guest)
        conversation = core.intake.conversation("webchat", guest) or ""
        sms = core.intake.conversation("sms", number) or ""
        hears(core, "sms", number, "怎么样了")
        turns = [core.intake.take(one, "bot") for one in (conversation, sms)]
        with ThreadPoolExecutor(3) as pool:
            done: list[Any] = [pool.submit(binding.confirm, code, "webchat", guest)]
            done += [
                pool.submit(core.intake.hand_off, turn.id, {**turn.known, "intent": "complaint"})
                for turn in turns
                if turn
            ]
            for one in done:
                one.result()
        core.later(minutes=1)
    assert len(customers(core)) == 3
    live = [c for c in core.rows("cases") if c["state"] == "open"]
    assert len(live) == 3
    assert len(open_calls(core)) == 3
    assert core.rows("messages", closed_at=None) == []
