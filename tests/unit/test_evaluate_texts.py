"""Files of sentences: what is read from a good one, and what is said of a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlu.evaluate import texts
from nlu.evaluate.__main__ import main
from nlu.evaluate.texts import BadFile

HEADER = "text\tintent\tsub\tsource\tnote\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "some.tsv"


def test_each_row_is_a_sentence_with_its_kind(file: Path) -> None:
    file.write_text(
        HEADER
        + '他说"好的\trefund\tprogress\tshop|random\t\n'
        + "修好没\trepair_status\tprogress\tshop|targeted\tambiguous: ask_human\n"
        + "转人工\tother\task_human\tshop|random\tASR text\n",
        encoding="utf-8",
    )
    first, second, third = texts.sentences(file)
    assert (first.text, first.intent, first.clear, first.random) == ('他说"好的', "refund", True, True)
    assert (second.clear, second.random, second.accepts) == (False, False, {"repair_status", "other"})
    assert (third.clear, third.accepts) == (True, {"other"})


@pytest.mark.parametrize(
    ("note", "named"),
    [
        ("ambiguous: complaint (late)", {"complaint"}),
        ("ambiguous: refund progress; review-style", {"refund"}),
        ("ambiguous: repair_request/refund", {"refund", "other"}),
        ("ambiguous: hq_contact if the manufacturer counts", {"hq_contact"}),
        ("ambiguous: object not stated", set()),
    ],
)
def test_an_ambiguous_row_accepts_what_its_note_names_and_nothing_else(note: str, named: set[str]) -> None:
    assert texts.readings(note, {"repair_request", "invoice"}) == named


def test_two_columns_and_a_byte_order_mark_are_enough(file: Path) -> None:
    file.write_bytes("\ufefftext\tintent\r\n退钱\trefund\r\n\r\n".encode())
    assert [(one.text, one.intent, one.clear) for one in texts.sentences(file)] == [("退钱", "refund", True)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b" \n\n", "empty"),
        (HEADER.encode(), "no rows"),
        ("text\tsub\n退钱\tx\n".encode(), "no column intent"),
        ("text,intent\n退钱,refund\n".encode(), "no column text, intent"),
        ("text\tintent\n退钱\trefund\n".encode("gb18030"), "not UTF-8"),
        ("text\tintent\n退钱\trefunds\n".encode(), "line 2: intent is 'refunds'"),
        ("text\tintent\n退钱\n".encode(), "line 2: intent is ''"),
        ("text\tintent\n退钱\trefund\n\trefund\n".encode(), "line 3: no text"),
        ("text\tintent\n退钱\trefund\tmore\n".encode(), "line 2: 3 columns"),
    ],
)
def test_a_bad_file_is_told_what_is_wrong_with_it_and_where(file: Path, content: bytes, said: str) -> None:
    file.write_bytes(content)
    with pytest.raises(BadFile, match="some.tsv") as told:
        texts.sentences(file)
    assert said in str(told.value)


def test_a_file_that_is_not_there_ends_the_command_with_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--intents", str(tmp_path / "none.tsv")]) == 2
    assert main(["--times", str(tmp_path)]) == 2
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 2
    assert all("cannot be read" in line for line in told)


def test_a_time_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--now", "tomorrow"])
    assert "--now" in capsys.readouterr().err


def test_wishes_are_read_in_shanghai_unless_they_say_otherwise(file: Path) -> None:
    file.write_text(
        "text\tkind\tfrom\tto\n明天打\twant\t2026-11-19 00:00\t2026-11-19T23:59+08:00\n别打\tnocall\t\t\n",
        encoding="utf-8",
    )
    tomorrow, never = texts.wishes(file)
    assert tomorrow.begin is not None
    assert tomorrow.end is not None
    assert tomorrow.begin.utcoffset() == tomorrow.end.utcoffset()
    assert (never.kind, never.begin, never.end) == ("nocall", None, None)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("明天\twish\t\t", "kind is 'wish'"),
        ("明天\twant\t\t", "want needs a time"),
        ("明天\tnot\t2026-11-19 12:00\t2026-11-19 09:00", "not needs a time"),
        ("明天\twant\tsoon\tlater", "line 2"),
    ],
)
def test_a_wish_without_its_times_is_refused(file: Path, row: str, said: str) -> None:
    file.write_text(f"text\tkind\tfrom\tto\n{row}\n", encoding="utf-8")
    with pytest.raises(BadFile) as told:
        texts.wishes(file)
    assert said in str(told.value)
