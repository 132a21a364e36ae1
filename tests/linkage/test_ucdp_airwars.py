"""UCDP events and Airwars incidents of early 2017, against the citations that the matcher never saw."""

from __future__ import annotations

from linkage.ucdp_airwars import REACH, cited_links, cross_links, reports, two_gazetteers
from mithaq.linkage import link, read_columns

LINKED_OR_ASKED = 0.005


def test_of_the_cited_links_that_are_plausible_nearly_all_are_linked_or_asked_about(shared_data):
    read = read_columns(reports(shared_data))
    linked = link(read, model=two_gazetteers(read), reach=REACH)
    found = cross_links(linked)
    cited = cited_links(shared_data)

    emitted = {pair for pair, chance in found.items() if chance >= LINKED_OR_ASKED}
    assert len(cited) == 156
    assert len(emitted & cited) / len(cited) >= 0.95
    assert len(emitted) < 0.6 * len(found)
