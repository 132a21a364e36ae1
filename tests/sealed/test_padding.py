from __future__ import annotations

from hypothesis import given, strategies as st

from mithaq.sealed.padding import REPORT_BYTES, SMALLEST_BYTES, padded


@given(plain=st.binary(max_size=20_000), kind=st.sampled_from(["report.received", "report.disposed"]))
def test_a_length_tells_only_which_doubling_it_fell_into(plain: bytes, kind: str) -> None:
    smallest = REPORT_BYTES if kind == "report.received" else SMALLEST_BYTES

    made = padded(plain, kind)

    assert made[: len(plain)] == plain
    assert made[len(plain) :].strip() == b""
    assert (len(made) // smallest).bit_count() == 1
    assert len(made) == smallest or len(made) < 2 * len(plain)


def test_a_short_and_a_page_long_report_are_of_one_length() -> None:
    assert len(padded(b"{}", "report.received")) == len(padded(b"x" * 4_000, "report.received"))
