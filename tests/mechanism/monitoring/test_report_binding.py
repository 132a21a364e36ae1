from hypothesis import given, strategies as st

from mithaq.mechanism.monitoring.report_binding import bound_value

seals = st.dictionaries(st.sampled_from("abcdefgh"), st.text("ABCxyz", min_size=1), min_size=2)


@given(seals=seals, field=st.sampled_from("abcdefgh"))
def test_the_binding_changes_with_every_commitment_and_not_with_itself(seals: dict[str, str], field: str) -> None:
    bound = bound_value(seals)

    assert bound_value(seals | {"report": "anything"}) == bound
    assert bound_value(seals | {field: seals.get(field, "") + "z"}) != bound
