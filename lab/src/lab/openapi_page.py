"""An OpenAPI document as a page of Markdown: each operation with what it takes and answers, then the schemas."""

from collections.abc import Iterator, Mapping
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
"""Preflights are left out: browsers send them by themselves."""

Node = Mapping[str, Any]


def page_of(document: Node, service: str) -> str:
    """The page; `python -m lab.openapi` writes it."""
    return "\n".join(_lines(document, service)).rstrip() + "\n"


def _lines(document: Node, service: str) -> Iterator[str]:
    info = document["info"]
    yield f"# {info['title']}, {info['version']}: every operation"
    yield f"Written by `make sdks` from `schemas/openapi/{service}.yaml`. {info['summary']}\n"
    yield info["description"]
    for tag in document["tags"]:
        yield f"## {tag['name']}\n{tag['description']}\n"
        for path, item in document["paths"].items():
            for method in METHODS:
                if tag["name"] in item.get(method, {}).get("tags", ()):
                    yield from _operation(document, path, method, item)
    yield "## Schemas"
    for name, schema in document["components"]["schemas"].items():
        yield from _schema(name, schema)


def _operation(document: Node, path: str, method: str, item: Node) -> Iterator[str]:
    operation = item[method]
    yield f"### `{method.upper()} {path}`"
    going = f"**Deprecated; gone from {operation['x-sunset']}.** " if operation.get("deprecated") else ""
    who = "No key is asked for." if operation.get("security", document["security"]) == [] else ""
    yield " ".join(filter(None, (f"{going}{operation['summary']}.", operation.get("description", "").strip(), who)))
    yield ""
    asked = [_resolved(document, each) for each in (*item.get("parameters", ()), *operation.get("parameters", ()))]
    if asked:
        yield "| parameter | in | is |\n| --- | --- | --- |"
        for each in asked:
            told = _told(each["schema"], each.get("description", ""))
            yield f"| `{each['name']}`{' (required)' if each.get('required') else ''} | {each['in']} | {_cell(told)} |"
        yield ""
    for kind, body in operation.get("requestBody", {}).get("content", {}).items():
        yield f"Body, `{kind}`: {_cell(_type(body['schema']))}\n"
    yield "| answer | is |\n| --- | --- |"
    yield from _answers(document, operation["responses"])
    yield ""


def _answers(document: Node, responses: Node) -> Iterator[str]:
    """One row for all statuses that are answered alike."""
    alike: dict[str, list[str]] = {}
    for status, given in responses.items():
        alike.setdefault(_cell(_answer(_resolved(document, given))), []).append(status)
    for told, statuses in alike.items():
        yield f"| {', '.join(statuses)} | {told} |"


def _answer(response: Node) -> str:
    bodies = {_type(each["schema"]) for each in response.get("content", {}).values()}
    headers = ", ".join(f"`{name}`" for name in response.get("headers", ()))
    told = f"{response['description']} {' or '.join(sorted(bodies - {'any', 'text'}))}".strip()
    return f"{told} · {headers}" if headers else told


def _schema(name: str, schema: Node) -> Iterator[str]:
    yield f"### {name}"
    yield f"{schema.get('description', '').strip()}\n"
    properties = schema.get("properties", {})
    if not properties:
        yield f"{_cell(_type(schema))}\n"
        return
    yield "| member | is |\n| --- | --- |"
    for member, each in properties.items():
        must = " (always)" if member in schema.get("required", ()) else ""
        told = _told(each, each.get("description", ""))
        yield f"| `{member}`{must} | {_cell(told)} |"
    yield ""


def _told(schema: Node, description: str) -> str:
    return f"{_type(schema)}. {description}" if description else _type(schema)


def _type(schema: Node) -> str:
    """A schema in few words."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "const" in schema:
        return f"`{schema['const']}`"
    if "enum" in schema:
        return " or ".join(f"`{each}`" for each in schema["enum"])
    if several := schema.get("oneOf") or schema.get("anyOf"):
        return " or ".join(_type(each) for each in several)
    kinds = schema.get("type", "any")
    named = " or ".join(kinds) if isinstance(kinds, list) else kinds
    named = f"{named} of {_type(schema['items'])}" if "items" in schema else named
    return " ".join((named.replace("string", "text"), *_bounds(schema)))


def _bounds(schema: Node) -> Iterator[str]:
    if "minimum" in schema:
        yield f"from {schema['minimum']}"
    if "maximum" in schema or "maxLength" in schema:
        yield f"to {schema.get('maximum', schema.get('maxLength'))}"


def _resolved(document: Node, node: Node) -> Node:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    found: Node = document["components"][kind][name]
    return found


def _cell(text: str) -> str:
    return text.replace("\n", " ").replace("|", "\\|").strip()
