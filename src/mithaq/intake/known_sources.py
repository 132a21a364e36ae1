"""The sources our readers speak for, as they are entered on the register when first imported.

Terms are as the publisher states them; where nothing is stated, nothing is republished beyond what `derived`
shows, and ``verified`` stays false. Where the terms forbid passing material on, nothing of it is shown. A
guarantor's bulletin is a recorder's claim, never a neutral count; so is a military's answer to what is laid to it.
"""

from __future__ import annotations

from typing import Final, Literal

from mithaq.mechanism.envelope import Text
from mithaq.mechanism.monitoring.facts import Republish
from mithaq.mechanism.monitoring.statements import SourceRegistered

__all__ = ["KNOWN_SOURCES"]

Standing = Literal["recorder", "party", "guarantor"]


def _source(
    code: str,
    names: tuple[str, str],
    *,
    republish: Republish,
    standing: Standing,
    terms: str,
    verified: bool = False,
) -> SourceRegistered:
    english, arabic = names
    return SourceRegistered(
        code=code,
        name=Text(lang="en", original=english, translations={"ar": arabic}),
        republish=republish,
        channel="bulletin" if standing == "guarantor" else "open-data",
        standing=standing,
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
        _source(
            "airwars",
            ("Airwars", "إيروورز"),
            republish=Republish.DERIVED,
            standing="recorder",
            terms="published openly for research with attribution; no licence stated, so derived fields only",
        ),
        _source(
            "syrian-archive",
            ("Syrian Archive (Mnemonic)", "الأرشيف السوري (نيمونيك)"),
            republish=Republish.DERIVED,
            standing="recorder",
            terms="CC BY-SA 4.0 by the notice of its site; our data are not share-alike, so derived fields only",
        ),
        _source(
            "acled",
            ("Armed Conflict Location and Event Data", "مشروع بيانات مواقع النزاعات المسلحة وأحداثها"),
            republish=Republish.NONE,
            standing="recorder",
            terms="its terms do not let its data be passed on: used inside the mission, nothing of it is shown",
        ),
        _source(
            "vdc",
            ("Violations Documentation Center in Syria", "مركز توثيق الانتهاكات في سوريا"),
            republish=Republish.DERIVED,
            standing="recorder",
            terms="counts, cited as facts with attribution; no licence stated",
        ),
        _source(
            "military-coalition",
            ("U.S.-led Coalition, on its own conduct", "التحالف الذي تقوده الولايات المتحدة، عن سلوكه"),
            republish=Republish.DERIVED,
            standing="party",
            terms="published answers to allegations, cited as facts",
        ),
        _source(
            "military-us",
            ("Armed forces of the United States, on their own conduct", "الجيش الأمريكي، عن سلوكه"),
            republish=Republish.DERIVED,
            standing="party",
            terms="published answers to allegations, cited as facts",
        ),
        _source(
            "military-uk",
            ("Armed forces of the United Kingdom, on their own conduct", "الجيش البريطاني، عن سلوكه"),
            republish=Republish.DERIVED,
            standing="party",
            terms="published answers to allegations, cited as facts",
        ),
    )
}
