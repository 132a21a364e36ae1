"""The sources our readers speak for, as they are entered on the register when first imported.

Terms are as the publisher states them; where nothing is stated, nothing is republished beyond what `derived`
shows, and ``verified`` stays false. A guarantor's bulletin is a recorder's claim, never a neutral count.
"""

from __future__ import annotations

from typing import Final

from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.statements import SourceRegistered

__all__ = ["KNOWN_SOURCES"]


def _source(
    code: str, names: tuple[str, str], *, republish: Republish, standing: str, terms: str, verified: bool = False
) -> SourceRegistered:
    english, arabic = names
    assert standing in {"recorder", "guarantor"}
    return SourceRegistered(
        code=code,
        name=Text(lang="en", original=english, translations={"ar": arabic}),
        republish=republish,
        channel="open-data" if standing == "recorder" else "bulletin",
        standing="recorder" if standing == "recorder" else "guarantor",
        terms=terms,
        verified=verified,
    )


KNOWN_SOURCES: Final = {
    source.code: source
    for source in (
        _source(
            "ucdp-ged",
            ("UCDP Georeferenced Event Dataset", "قاعدة بيانات أحداث العنف المنظم (أوبسالا)"),
            republish=Republish.OPEN,
            standing="recorder",
            terms="CC BY 4.0, by the publisher's download page; cite the publisher",
        ),
        _source(
            "awsd",
            ("Aid Worker Security Database", "قاعدة بيانات أمن عمال الإغاثة"),
            republish=Republish.DERIVED,
            standing="recorder",
            terms="openly downloadable with attribution; exact terms not verified",
        ),
        _source(
            "snhr",
            ("Syrian Network for Human Rights", "الشبكة السورية لحقوق الإنسان"),
            republish=Republish.DERIVED,
            standing="recorder",
            terms="published counts, cited as facts; reports have their own terms",
        ),
        _source(
            "guarantor-ru",
            ("Russian side of the Joint Commission", "الجانب الروسي في اللجنة المشتركة"),
            republish=Republish.DERIVED,
            standing="guarantor",
            terms="published counts, cited as facts",
        ),
        _source(
            "guarantor-tr",
            ("Turkish side of the Joint Commission", "الجانب التركي في اللجنة المشتركة"),
            republish=Republish.DERIVED,
            standing="guarantor",
            terms="published counts, cited as facts",
        ),
        _source(
            "guarantor-joint",
            ("Joint Commission, side not stated", "اللجنة المشتركة من غير بيان الجانب"),
            republish=Republish.DERIVED,
            standing="guarantor",
            terms="published counts, cited as facts",
        ),
    )
}
