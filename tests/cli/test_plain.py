from __future__ import annotations

from mithaq.cli.app import plain


def test_a_name_from_a_hostile_record_cannot_move_the_cursor_or_turn_the_line():
    assert plain("a\x1b[2Kb\r\u202ec\u2028") == "a\\x1b[2Kb\\x0d\\u202ec\\u2028"


def test_arabic_and_line_breaks_stay_as_they_are():
    assert plain("تمرين\nEXERCISE") == "تمرين\nEXERCISE"
