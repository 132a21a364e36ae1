import pytest

from mithaq.errors import InvalidStatement
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.linking import check_link, link_is_public
from mithaq.mechanism.monitoring.statements import Disposition


def test_a_link_is_shown_only_where_every_report_at_it_is() -> None:
    assert link_is_public(Republish.OPEN, Republish.DERIVED)
    assert not link_is_public(Republish.OPEN, Republish.NONE)
    assert not link_is_public(Republish.NONE)


@pytest.mark.parametrize(
    ("disposition", "incident", "duplicate_of"),
    [
        (Disposition.LINKED, None, None),
        (Disposition.DUPLICATE, None, None),
        (Disposition.OUT_OF_SCOPE, "i", None),
        (Disposition.WITHDRAWN, None, "r"),
        (Disposition.LINKED, "i", "r"),
    ],
)
def test_a_disposition_names_what_it_links_and_nothing_else(
    disposition: Disposition, incident: str | None, duplicate_of: str | None
) -> None:
    with pytest.raises(InvalidStatement, match="does not fit"):
        check_link(disposition, incident=incident, duplicate_of=duplicate_of)
