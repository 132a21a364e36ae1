"""Receiving, the status door and withdrawing: what protects whoever tells the mechanism something."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from mithaq.cli.lines import from_file, secret_words
from mithaq.errors import SourceUnavailable
from mithaq.record.promises import parse_promise
from mithaq.registry.words import ARABIC, ENGLISH

CANARY = "canary-5d1f-كناري"
REPORT = json.dumps(
    {
        "day": "2017-01-05",
        "place": f"{CANARY} village",
        "classes": ["VC-06"],
        "killed": {"low": 1, "best": 2, "high": 4},
        "text": f"They shelled us. {CANARY}",
        "reporter": CANARY,
        "origin": f"{CANARY}-origin",
        "external_id": f"{CANARY}-7",
    },
    ensure_ascii=False,
)


def every_byte(desk) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(desk.folder.rglob("*")) if path.is_file())


def test_a_report_is_received_with_five_ordinary_words_that_are_stored_nowhere(desk):
    done = desk.process("receive", given=REPORT)
    data = every_byte(desk)

    said = done.out
    words = next(line.split() for line in said.splitlines() if line.startswith("    "))
    assert len(words) == 5
    assert set(words) <= set(ARABIC)
    assert desk.run("status")["inbox"] == 1
    assert CANARY not in said + done.err
    assert CANARY.encode() not in data
    assert " ".join(words).encode() not in data


def test_plain_text_is_a_report_and_its_words_may_be_english(desk):
    received = desk.run("receive", "--lang", "en", "--channel", "hotline", given="Shelling near the mill at dawn")

    assert set(received["words"]) <= set(ENGLISH)
    assert received["deadline"].endswith(":00:00Z")
    assert received["promise"] is None


def test_the_promise_file_comes_only_after_the_warning_and_names_neither_mechanism_nor_event(desk, tmp_path):
    file = tmp_path / "note.txt"
    refused = desk.run("receive", "--promise", str(file), given=REPORT, expect=5)
    assert not file.exists()
    assert desk.run("status")["inbox"] == 0

    received = desk.run("receive", "--promise", str(file), "--warned", given=REPORT)

    text = file.read_text("utf-8")
    promise = parse_promise(text)
    assert "can be found on whoever carries it" in refused["problem"]
    assert promise.deadline == received["deadline"]
    assert not any(word in text for word in ("mithaq", "drill.example", "2017", "VC-06", CANARY))
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.stat().st_mtime % 3600 == 0


def test_a_file_that_stands_in_the_way_leaves_no_report_without_its_promise(desk, tmp_path):
    file = tmp_path / "note.txt"
    file.write_text("somebody's", "utf-8")

    refused = desk.run("receive", "--promise", str(file), "--warned", given=REPORT, expect=5)

    assert "nothing was received" in refused["problem"]
    assert file.read_text("utf-8") == "somebody's"
    assert desk.run("status")["inbox"] == 0


def test_a_refused_report_leaves_no_promise_file(desk, tmp_path):
    file = tmp_path / "note.txt"

    desk.run("receive", "--promise", str(file), "--warned", given=REPORT)
    other = tmp_path / "other.txt"
    refused = desk.run("receive", "--promise", str(other), "--warned", given=REPORT, expect=5)

    assert "received before" in refused["problem"]
    assert not other.exists()


def test_wrong_words_look_like_no_news_and_right_ones_too_until_somebody_decided(desk):
    right = " ".join(desk.run("receive", "--lang", "en", given=REPORT)["words"])

    answers = {
        desk.say("receipt", "words", given=said)
        for said in (right, "apple apple apple apple apple", "one two", "", "\x00\xff", "ق " * 900)
    }

    assert answers == {"No news.  لا جديد.\n"}


def test_withdrawing_answers_alike_for_right_and_wrong_words_and_what_was_said_is_gone(desk):
    words = desk.run("receive", "--lang", "en", given=REPORT)["words"]

    wrong = desk.say("withdraw", given="apple apple apple apple apple")
    right = desk.say("withdraw", given="  " + ", ".join(word.upper() for word in words) + "\n")

    assert wrong == right
    assert desk.run("status")["inbox"] == 1
    assert desk.run("receive", given=REPORT)["words"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (b"", "nothing in it"),
        (b"   \n", "nothing in it"),
        ("قصف".encode("cp1256"), "not UTF-8"),
        (b'{"day": "2017-01-05"', "does not end"),
        (b"{" + b'"a":{' * 5_000, "does not end"),
        (b'{"day": "2017-13-05", "text": "secret-word"}', "day cannot be used"),
        (b'{"day": "0017-01-05"}', "day cannot be used"),
        (b'{"day": "2017-01-05", "lat": 95, "lon": 36}', "lat cannot be used"),
        (b'{"day": "2017-01-05", "lat": 35}', "lon cannot be used"),
        (b'{"day": "2017-01-05", "killed": -3}', "killed cannot be used"),
        (b'{"day": "2017-01-05", "killed": {"low": 5, "best": 2}}', "killed cannot be used"),
        (b'{"day": "2017-01-05", "killed": true}', "killed cannot be used"),
        (b'{"day": "2017-01-05", "classes": ["VC-99"]}', "classes cannot be used"),
        (b'{"classes": ["VC-06"]}', "day cannot be used"),
        (b'{"witness": "secret-word"}', "witness: no such field"),
        (b'{"text": "\\ud800"}', "text cannot be used"),
        (b"x" * 300_000, "longer than"),
    ],
)
def test_what_cannot_be_received_is_one_sentence_that_repeats_nothing_that_was_said(old_desk, given, says):
    refused = old_desk.run("receive", given=given, expect=6)

    assert says in refused["problem"]
    assert "secret-word" not in json.dumps(refused)
    assert old_desk.run("status")["inbox"] == 0


def test_no_command_takes_words_as_arguments(desk):
    assert desk.process("receipt", "words", "apple", "arch").code == 2
    assert desk.process("withdraw", "apple", "arch").code == 2


def test_the_promise_needs_a_place_that_can_be_written(desk, tmp_path):
    refused = desk.run(
        "receive", "--promise", os.fspath(tmp_path / "absent" / "note.txt"), "--warned", given=REPORT, expect=10
    )

    assert "nothing was received" in refused["problem"]
    assert desk.run("status")["inbox"] == 0


@pytest.mark.parametrize("read", [secret_words, lambda: from_file(Path("-"), what="the report")])
def test_a_process_without_standard_input_is_told_so(monkeypatch, read):
    monkeypatch.setattr("sys.stdin", None)

    with pytest.raises(SourceUnavailable, match="standard input is closed"):
        read()
