"""Where people are told of reminders and alarms stands in the company's files, and leads somewhere."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from handoff.company import CompanyError, from_document, load, to_document

SAMPLE = Path(__file__).parents[2] / "company"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SAMPLE, tmp_path / "company"))


def give(folder: Path, line: str, file: str = "people.yml") -> Path:
    """A line in the first entry of people.yml, or at the end of another file."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    before, name, after = text.partition("  name: 王敏\n")
    path.write_text(f"{before}{name}  {line}\n{after}" if name else f"{text}\n{line}\n", encoding="utf-8")
    return folder


def test_the_sample_company_has_addresses_that_nobody_owns_and_the_usual_order() -> None:
    company = load(SAMPLE)
    owned = [person for person in company.people.values() if person.email.partition("@")[2] not in ("", "example.com")]
    assert owned == []
    assert company.people["wangmin"].email == "wangmin@example.com"
    assert company.policy.tell_by == ("wecom", "email", "webhook")
    assert company.policy.reaction_minutes == 10


@pytest.mark.parametrize(
    "address",
    ["https://hooks.example.com/yinuo?of=min", "http://127.0.0.1:9000/x", "http://localhost/x", "http://[::1]:9000/x"],
)
def test_a_webhook_is_called_encrypted_or_on_this_machine(folder: Path, address: str) -> None:
    assert load(give(folder, f"webhook: {address}")).people["wangmin"].webhook == address


@pytest.mark.parametrize(
    "line",
    [
        "webhook: http://hooks.example.com/x", "webhook: http://10.0.0.5/x", "webhook: ftp://example.com/x",
        "webhook: https://name:word@example.com/x", "webhook: https:///x", "webhook: https://example.com:many/x",
        "webhook: \"https://example.com/a b\"", "webhook: http://127.0.0.1.example.com/x",
        "wecom_userid: \"@all\"", "wecom_userid: WangMin|LiQiang", "wecom_userid: 王敏",
        "wecom_userid: [a, b]",
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_is_refused_with_its_line(folder: Path, line: str) -> None:
    with pytest.raises(CompanyError) as refused:
        load(give(folder, line))
    field = line.partition(":")[0]
    place = (folder / "people.yml").read_text(encoding="utf-8").splitlines().index(f"  {line}") + 1
    assert str(refused.value).startswith(f"people.yml, line {place}, {field}: ")


@pytest.mark.parametrize("address", ["wangmin", "a@b", "a b@example.com", "王敏@example.com", "a@example.com\\nBcc"])
def test_a_wrong_email_address_is_refused(folder: Path, address: str) -> None:
    path = folder / "people.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("wangmin@example.com", f'"{address}"'), encoding="utf-8")
    with pytest.raises(CompanyError, match="is no e-mail address. Write one address such as"):
        load(folder)


@pytest.mark.parametrize("order", ["[pigeon]", "[email, email]"])
def test_an_order_of_ways_that_cannot_be_is_refused(folder: Path, order: str) -> None:
    path = folder / "policy.yml"
    text = path.read_text(encoding="utf-8").replace("[wecom, email, webhook]", order)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CompanyError, match="tell_by: .* is no way, or stands here twice"):
        load(folder)


def test_nobody_can_be_asked_to_react_within_no_time(folder: Path) -> None:
    path = folder / "policy.yml"
    text = path.read_text(encoding="utf-8").replace("reaction_minutes: 10", "reaction_minutes: 0")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CompanyError, match="reaction_minutes: must be at least 1"):
        load(folder)


def test_the_database_keeps_the_addresses_and_the_order(folder: Path) -> None:
    company = load(give(give(folder, "wecom_userid: WangMin"), "webhook: https://hooks.example.com/min"))
    document = json.loads(json.dumps(to_document(company)))
    assert from_document(document) == company
    older = {**document, "policy": {k: v for k, v in document["policy"].items() if k != "tell_by"}}
    older["people"] = [{k: v for k, v in p.items() if k not in ("email", "webhook")} for p in document["people"]]
    assert from_document(older).policy.tell_by == ("wecom", "email", "webhook")
    assert from_document(older).people["wangmin"].email == ""
