from __future__ import annotations

from mithaq.mechanism.monitoring.origin import FoundRepeat, FoundWhy
from mithaq.mechanism.monitoring.same_address import address_key, same_addresses


def test_spellings_that_lead_to_one_page_are_one_and_the_path_keeps_its_capitals() -> None:
    assert address_key("HTTPS://www.Video.example/Ab/#x") == address_key("http://video.example/Ab")
    assert address_key("http://video.example/ab") != address_key("http://video.example/Ab")
    assert address_key("http://video.example/watch?v=1") != address_key("http://video.example/watch?v=2")


def test_each_two_reports_of_one_address_are_a_pair() -> None:
    shown = [("a", ("http://x.example/1",)), ("b", ("https://x.example/1/",)), ("c", ("http://x.example/1",))]

    assert same_addresses([*shown, ("d", ("http://x.example/2",))]) == tuple(
        FoundRepeat(report=later, repeats=earlier, why=FoundWhy.UPSTREAM)
        for earlier, later in (("a", "b"), ("a", "c"), ("b", "c"))
    )
