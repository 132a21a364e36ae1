"""The parties, guarantors, co-chairs and bodies that the instruments name, for a mission to enter on its record.

Source: reference/instruments.md, whose clause ids stand in ``source`` with the document and, where a document
has an address, its link; ``verified`` is true only where that page marks the fact V. Names are as the
instruments or the glossary print them: Arabic stands where the references give it and nowhere else, and no
label is added. An office is entered, never the person who holds it. Being named is not a judgement, and
``excluded`` says only that a truce's text leaves the group out.

Left out on purpose: Hay'at Tahrir al-Sham, which several groups formed, is no other name of one of them
(a name is never a merger of two parties); "all parties", member states and civil society name nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from mithaq.mechanism.agreement.statements import PartyEntered, PartyNamed
from mithaq.mechanism.envelope import Text

__all__ = ["NAMED_PARTIES", "Alias", "NamedParty"]

Role = Literal["party", "guarantor", "co_chair", "body", "excluded"]

_PACKAGE: Final = "S/2016/1133 of 29 Dec 2016, https://undocs.org/S/2016/1133"
_TERMS: Final = "annex of S/RES/2268 (2016), https://undocs.org/S/RES/2268(2016)"
_R2254: Final = "S/RES/2254 (2015), https://undocs.org/S/RES/2254(2015)"
_R2139: Final = "S/RES/2139 (2014), https://undocs.org/S/RES/2139(2014)"
_R2118: Final = "S/RES/2118 (2013), https://undocs.org/S/RES/2118(2013)"
_R2165: Final = "S/RES/2165 (2014), https://undocs.org/S/RES/2165(2014)"
_R2235: Final = "S/RES/2235 (2015), https://undocs.org/S/RES/2235(2015)"
_R2043: Final = "S/RES/2043 (2012), https://undocs.org/S/RES/2043(2012)"
_GA71248: Final = "A/RES/71/248, https://undocs.org/A/RES/71/248"
_ASTANA: Final = "joint statement of 24 Jan 2017, https://pax.peaceagreements.org/agreements/2092"
_JOINT_GROUP: Final = "concept paper on the Joint Group of 16 Feb 2017 (no document symbol known)"
_LISTING: Final = "S/2015/124, footnote, https://undocs.org/S/2015/124"


@dataclass(frozen=True, slots=True)
class Alias:
    """Another name, as somebody used it; the days are those the reference gives, or ``None``."""

    name: Text
    source: str
    verified: bool
    since: str | None = None
    until: str | None = None

    def statement(self, party: str) -> PartyNamed:
        return PartyNamed(
            party=party,
            name=self.name,
            since=self.since,
            until=self.until,
            source=self.source,
            verified=self.verified,
        )


@dataclass(frozen=True, slots=True)
class NamedParty:
    entered: PartyEntered
    aliases: tuple[Alias, ...] = ()


def _text(english: str, arabic: str | None) -> Text:
    return Text(lang="en", original=english, translations={} if arabic is None else {"ar": arabic})


def _alias(
    english: str,
    arabic: str | None,
    source: str,
    *,
    verified: bool,
    since: str | None = None,
    until: str | None = None,
) -> Alias:
    return Alias(_text(english, arabic), source, verified, since, until)


def _party(
    code: str,
    role: Role,
    english: str,
    source: str,
    *aliases: Alias,
    arabic: str | None = None,
    verified: bool = True,
) -> NamedParty:
    name = _text(english, arabic)
    return NamedParty(
        PartyEntered(code=code, role=role, name=name, source=source, verified=verified), tuple(aliases)
    )


def _signatory(code: str, name: str) -> NamedParty:
    """Signatures are known from one guarantor's ministry only (confidence M); one group stated reservations."""
    source = f"AG1229/signatories, as the Russian Ministry of Defence named them; {_PACKAGE}"
    return _party(code, "party", name, source, verified=False)


NAMED_PARTIES: Final = (
    _party(
        "GOV",
        "party",
        "Government of the Syrian Arab Republic",
        f"R2139/OP6, {_R2139}",
        _alias("Syrian authorities", None, f"R2165/OP2, {_R2165}", verified=True),
        arabic="حكومة الجمهورية العربية السورية",
    ),
    _party(
        "GOVF",
        "party",
        "Syrian forces and all forces supporting them",
        f"COH/ANX.2.c, {_TERMS}",
        _alias("Government forces", "القوات الحكومية", "glossary, g13", verified=False),
    ),
    _party(
        "AOG",
        "party",
        "Armed opposition groups that accepted the arrangement",
        f"COH/ANX.1.b, {_TERMS}",
        _alias("Armed opposition group", "جماعة معارضة مسلحة", "glossary, g11", verified=False),
    ),
    _signatory("faylaq-al-sham", "Faylaq al-Sham"),
    _signatory("ahrar-al-sham", "Ahrar al-Sham"),
    _signatory("jaysh-al-islam", "Jaysh al-Islam"),
    _signatory("thuwwar-al-sham", "Thuwwar al-Sham"),
    _signatory("jaysh-al-mujahidin", "Jaysh al-Mujahidin"),
    _signatory("jaysh-idlib", "Jaysh Idlib"),
    _signatory("jabhat-al-shamiya", "Jabhat al-Shamiya"),
    # One code a State: it is also a co-chair, and a party's forces, but remains one State.
    _party("RU", "guarantor", "Russian Federation", f"AG1229/A3.pp (co-chair: COH/STM.tf-a), {_PACKAGE}"),
    _party("TR", "guarantor", "Turkey", f"AG1229/A3.pp, {_PACKAGE}"),
    _party(
        "IR",
        "guarantor",
        "Islamic Republic of Iran",
        f"AST1/d, guarantor from 24 Jan 2017 and no signatory of the package of 29 Dec 2016; {_ASTANA}",
    ),
    _party("US", "co_chair", "United States of America", f"COH/STM.scope, {_TERMS}"),
    _party("ISSG", "body", "International Syria Support Group", f"COH/STM.scope, {_TERMS}"),
    _party("ISSG-CTF", "body", "ISSG Ceasefire Task Force", f"COH/STM.scope, {_TERMS}"),
    _party(
        "JC",
        "body",
        "Joint Commission",
        f"AG1229/A3.ART1.a, {_PACKAGE}",
        arabic="لجنة مشتركة",
    ),
    _party(
        "TRILATERAL",
        "body",
        "Trilateral mechanism to observe and ensure full compliance with the ceasefire",
        f"AST1/d, {_ASTANA}",
    ),
    _party("JG", "body", "Joint Group", f"AST2/a, {_JOINT_GROUP}"),
    _party("SC", "body", "Security Council", f"R2139/OP17, {_R2139}"),
    _party("UNSG", "body", "Secretary-General of the United Nations", f"R2139/OP17, {_R2139}"),
    _party(
        "OSE",
        "body",
        "Special Envoy's office",
        f"R2254/OP2, {_R2254}",
        _alias("Special Envoy", "المبعوث الخاص", "glossary, g89", verified=False),
    ),
    _party("UNHA", "body", "United Nations humanitarian agencies and partners", f"R2165/OP2, {_R2165}"),
    _party("UNSMIS", "body", "UNSMIS", f"R2043/OP5, ended 19 Aug 2012; {_R2043}", verified=False),
    _party(
        "TGB",
        "body",
        "Transitional governing body",
        f"GC2012/P9.a, annex II of {_R2118}",
        arabic="هيئة حكم انتقالية",
        verified=False,
    ),
    _party("OPCW", "body", "OPCW", f"R2118/OP12, {_R2118}", verified=False),
    _party("JIM", "body", "Joint Investigative Mechanism", f"R2235/OP5, {_R2235}", verified=False),
    _party(
        "IIIM",
        "body",
        "International, Impartial and Independent Mechanism",
        f"GA71248/OP4.a, {_GA71248}",
        arabic="الآلية الدولية المحايدة والمستقلة",
    ),
    _party("COI", "body", "Commission of Inquiry", f"GA71248/OP4.c, {_GA71248}"),
    _party(
        "ISIL",
        "excluded",
        "ISIL",
        f"R2254/OP8, {_R2254}",
        _alias(
            "Islamic State in Iraq and the Levant",
            "تنظيم الدولة الإسلامية في العراق والشام",
            f"AG1229/A1.scope, {_PACKAGE}",
            verified=True,
        ),
        _alias("Daesh", "داعش", f"COH/STM.scope, {_TERMS}", verified=True),
        _alias("ISIL", None, f"listed by the 1267 Committee; {_LISTING}", verified=True, since="2013-05-30"),
    ),
    _party(
        "ANF",
        "excluded",
        "Al-Nusra Front",
        f"R2254/OP8, {_R2254}",
        _alias("Jabhat al-Nusra", "جبهة النصرة", f"COH/STM.scope, {_TERMS}", verified=True),
        _alias(
            "Al-Nusra Front", None, f"listed by the 1267 Committee; {_LISTING}", verified=True, since="2013-05-30"
        ),
        _alias(
            "Jabhat Fath al-Sham",
            "جبهة فتح الشام",
            "instruments, section 18 (confidence H; on the 1267 Committee's list only later, confidence M)",
            verified=False,
            since="2016-07-28",
            until="2017-01-28",
        ),
    ),
)
