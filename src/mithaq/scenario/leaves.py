"""The types of event that a level tells apart: a code, a group of codes, and how people say it in both languages.

Finer than the acts of the truce (`mithaq.scenario.acts`), whose clauses they share: linkage needs types that one
source takes for another.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from mithaq.scenario.acts import ACTS, UNRELATED
from mithaq.scenario.wording import Pieces

__all__ = ["LEAF_BOUNDS", "LEAVES", "UNRELATED_LEAF", "Leaf"]

OF_ACT: Final = {act.key: act for act in (*ACTS, UNRELATED)}


@dataclass(frozen=True, slots=True)
class Leaf:
    key: str
    group: str
    share: float
    """Its part of true events; 0 for what is no matter of the truce."""
    is_fire: bool
    ar: tuple[Pieces, ...]
    en: tuple[Pieces, ...]
    rounds: str | None = None
    """What is counted: `shell` or `strike`, where anything is."""


def _cut(*clauses: str) -> tuple[Pieces, ...]:
    return tuple((clause.partition("@")[0], clause.partition("@")[2]) for clause in clauses)


def _like(act: str, key: str, group: str, share: float) -> Leaf:
    found = OF_ACT[act]
    return Leaf(key, group, share, found.is_fire, found.ar, found.en)


LEAVES: Final = (
    Leaf(
        "artillery", "shelling", 0.13, True,
        _cut("استهدف قصف مدفعي @", "تعرضت @ لقصف مدفعي", "قصفت مدفعية ثقيلة الأحياء السكنية في @",
             "تجدد القصف المدفعي على @", "دوت انفجارات في @ جراء قصف بالمدفعية"),
        _cut("artillery fire hit @", "@ came under artillery fire", "heavy guns shelled homes in @",
             "shelling by artillery resumed on @", "explosions were heard in @ as guns opened fire"),
        "shell",
    ),
    Leaf(
        "mortar", "shelling", 0.09, True,
        _cut("سقطت قذائف هاون على @", "تجدد القصف بقذائف الهاون على محيط @", "تعرضت @ لقذائف هاون",
             "طالت قذائف الهاون @"),
        _cut("mortar rounds fell on @", "mortar fire resumed around @", "@ was hit by mortar shells",
             "mortars were fired into @"),
        "shell",
    ),
    Leaf(
        "rocket", "shelling", 0.07, True,
        _cut("سقطت عدة صواريخ أرضية على أطراف @", "استُهدفت @ براجمات الصواريخ", "تعرضت @ لرشقة صاروخية",
             "انفجرت صواريخ أرض أرض في @"),
        _cut("several rockets landed on the outskirts of @", "rocket launchers targeted @",
             "a salvo of rockets came down on @", "surface-to-surface rockets exploded in @"),
        "shell",
    ),
    Leaf(
        "tank_fire", "shelling", 0.045, True,
        _cut("طال القصف بقذائف الدبابات @", "أطلقت دبابات قذائفها على @", "قصفت الدبابات أطراف @"),
        _cut("tank shells hit @", "tanks fired at @", "tank fire struck the edge of @"),
        "shell",
    ),
    Leaf(
        "air_strike", "air", 0.13, True,
        _cut("شنت طائرات حربية غارة على @", "تعرضت @ لغارة جوية", "استهدفت غارتان جويتان محيط @",
             "أغار الطيران الحربي على @", "نفذت طائرات حربية عدة غارات على @", "استهدف الطيران @"),
        _cut("warplanes struck @", "@ was hit by an air strike", "two air strikes hit the surroundings of @",
             "jets bombed @", "aircraft carried out several strikes on @", "an air raid targeted @"),
        "strike",
    ),
    Leaf(
        "drone", "air", 0.045, True,
        _cut("قصفت طائرة مسيرة موقعاً في @", "استهدفت مسيرة @", "ألقت طائرة بدون طيار قنبلة على @"),
        _cut("a drone hit a site in @", "an unmanned aircraft struck @", "a drone dropped a bomb on @"),
        "strike",
    ),
    Leaf("barrel_bomb", "air", 0.04, True, OF_ACT["barrel_bomb"].ar, OF_ACT["barrel_bomb"].en, "strike"),
    _like("sniper", "sniper", "ground", 0.075),
    Leaf(
        "clash", "ground", 0.07, True,
        _cut("اندلعت اشتباكات بالأسلحة الخفيفة في محيط @", "سُمع تبادل لإطلاق النار قرب @",
             "دارت مواجهات على أطراف @"),
        _cut("clashes with small arms broke out around @", "an exchange of fire was heard near @",
             "fighting took place at the edge of @"),
    ),
    Leaf(
        "machine_gun", "ground", 0.05, True,
        _cut("أطلقت رشاشات ثقيلة النار باتجاه @", "تعرضت @ لنيران رشاشات", "مشطت الرشاشات أطراف @"),
        _cut("heavy machine guns fired towards @", "@ came under machine-gun fire",
             "machine guns raked the outskirts of @"),
    ),
    _like("advance", "advance", "ground", 0.055),
    Leaf(
        "landmine", "remnants", 0.016, True,
        _cut("انفجر لغم أرضي في أرض زراعية قرب @", "انفجر جسم من مخلفات القصف في @"),
        _cut("a landmine went off on farmland near @", "an unexploded bomblet went off in @"),
    ),
    Leaf(
        "cluster", "remnants", 0.012, True,
        _cut("سقطت قنابل عنقودية على @", "انتشرت قنيبلات عنقودية في @"),
        _cut("cluster munitions fell on @", "bomblets were scattered over @"),
    ),
    _like("medical", "medical", "protected", 0.018),
    _like("rescue", "rescue", "protected", 0.012),
    _like("monitors", "monitors", "protected", 0.012),
    _like("siege", "siege", "siege", 0.02),
    _like("obstruction", "obstruction", "siege", 0.03),
    _like("displacement", "displacement", "siege", 0.01),
    _like("services", "services", "siege", 0.018),
    _like("detention", "detention", "persons", 0.032),
    _like("unrelated", "unrelated", "unrelated", 0.0),
)  # fmt: skip
LEAF_BOUNDS: Final = tuple(accumulate(leaf.share for leaf in LEAVES))
UNRELATED_LEAF: Final = len(LEAVES) - 1
