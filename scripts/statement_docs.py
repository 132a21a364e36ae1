"""Prints docs/statements.md: every kind of statement with its fields, made from the schemas themselves."""

from __future__ import annotations

import msgspec

from mithaq.mechanism.kinds import Kind
from mithaq.mechanism.statements import KINDS

HEAD = """# Statements on the record

Made from the schemas by `scripts/statement_docs.py`; a test fails if it is out of date. Every statement travels
in the envelope `{kind, v, id, links, procedure, at, who, body, seals, sig?}` as canonical JSON,
at most 65,535 bytes.
A (kind, version) never changes. A kind that a verifier does not know is "not checked", never "fine".
"""


def _type(node: dict[str, object]) -> str:
    if "$ref" in node:
        return str(node["$ref"]).rsplit("/", 1)[1]
    if "anyOf" in node:
        parts = node["anyOf"]
        assert isinstance(parts, list)
        return " or ".join(_type(part) for part in parts)
    if "enum" in node:
        values = node["enum"]
        assert isinstance(values, list)
        return ", ".join(f"`{value}`" for value in values)
    if node.get("type") == "array":
        items = node.get("items")
        return f"list of {_type(items)}" if isinstance(items, dict) else "list"
    return str(node.get("type", "any value"))


def _section(kind: Kind) -> str:
    _, parts = msgspec.json.schema_components([kind.body], ref_template="#/{name}")
    schema = parts[kind.body.__name__]
    lines = [f"## {kind.name} v{kind.version}", "", " ".join((kind.body.__doc__ or "").split()), ""]
    facts = [f"id letter `{kind.letter.value}`"]
    if kind.seals:
        facts.append(f"seals {'always all of' if kind.every_seal else 'any of'} {', '.join(kind.seals)}")
    if kind.streams:
        facts.append(f"in the stream of its {', '.join(letter.name.lower() for letter in kind.streams)}")
    lines += ["; ".join(facts).capitalize() + ".", ""]
    fields = schema.get("properties", {})
    if fields:
        lines += ["| field | value |", "|---|---|"]
        lines += [f"| `{name}` | {_type(node)} |" for name, node in fields.items()]
        lines.append("")
    return "\n".join(lines)


def page() -> str:
    return HEAD + "\n" + "\n".join(_section(kind) for _, kind in sorted(KINDS.items()))


if __name__ == "__main__":
    print(page(), end="")
