"""
`python -m lab.sdks`: writes what is generated under `sdks/` from the gateway's OpenAPI document (decision 22).

The generators stand apart from the product's libraries, each pinned with all it needs: `sdks/generators.txt` for
Python, which brings a Node too, and `sdks/typescript/package-lock.json`.

    python -m lab.sdks           generate; the first time some 100 MB are downloaded
    python -m lab.sdks --check   without a generator: is what was generated of this document, and as it was generated?
"""

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
SDKS = ROOT / "sdks"
PYTHON = Path("python/src/leadstream_client/generated")
TYPESCRIPT = Path("typescript/src/generated")
GENERATORS = (
    Path("generators.txt"),
    Path("python/generator.yaml"),
    Path("typescript/package-lock.json"),
    Path("typescript/openapi-ts.config.js"),
)
STAMP = Path("generated.json")

NOT_FOR_PROGRAMS = frozenset({"forms", "webhooks", "contract"})
"""Tags of what browsers and other systems call."""
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})
_WRITTEN = frozenset(
    {"application/json", "application/problem+json", "application/x-www-form-urlencoded", "application/octet-stream"}
)


def main(arguments: list[str] | None = None) -> int:
    """Generate, or with `--check` compare; exit 1 on drift."""
    parser = argparse.ArgumentParser(prog="python -m lab.sdks", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, fail on drift")
    if parser.parse_args(arguments).check:
        found = drifted(SDKS)
        for each in found:
            print(f"sdks: {each}: run `make sdks`")
        return 1 if found else 0
    install(SDKS)
    generate(SDKS)
    (SDKS / STAMP).write_text(json.dumps(stamp(SDKS), indent=2) + "\n", encoding="utf-8")
    return 0


def drifted(sdks: Path) -> list[str]:
    """What is not as it was when everything was generated: the document, a client, or a generator."""
    kept, now = json.loads((sdks / STAMP).read_text(encoding="utf-8")), stamp(sdks)
    return [f"{name} is another than was generated" for name in now if kept.get(name) != now[name]]


def stamp(sdks: Path) -> dict[str, str]:
    """The digests of what goes in and what comes out."""
    return {
        "document": hashlib.sha256(_rendered().encode()).hexdigest(),
        "generators": _digest(sdks, (sdks / each for each in GENERATORS)),
        "python": _digest(sdks, _files(sdks / PYTHON)),
        "typescript": _digest(sdks, _files(sdks / TYPESCRIPT)),
    }


def for_programs(document: Mapping[str, Any]) -> dict[str, Any]:
    """The part of an OpenAPI document that a program calls, with the components that this part names, in JSON alone."""
    paths = {path: _operations(item) for path, item in document["paths"].items()}
    told = {**document, "paths": {path: item for path, item in paths.items() if item}}
    told["tags"] = [each for each in document["tags"] if each["name"] not in NOT_FOR_PROGRAMS]
    named = set(_named(told["paths"], document))
    kept = {
        kind: {name: each for name, each in parts.items() if kind == "securitySchemes" or (kind, name) in named}
        for kind, parts in document["components"].items()
    }
    return {**told, "components": {kind: parts for kind, parts in kept.items() if parts}}


def install(sdks: Path) -> None:
    """What TypeScript is generated and compiled with, into `sdks/typescript/node_modules`."""
    run_node(sdks, "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")


def run_node(sdks: Path, *command: str, check: bool = True, **more: str) -> "subprocess.CompletedProcess[str]":
    """`node …` or `npm …` of the pinned Node in `sdks/typescript`; `more` are variables of its environment."""
    return _run(*run_with_tools(), *command, folder=sdks / "typescript", more=more, check=check)


def generate(sdks: Path) -> None:
    """Write both clients anew; `install` has been called."""
    with tempfile.TemporaryDirectory() as place:
        document = Path(place) / "openapi.json"
        document.write_text(_rendered(), encoding="utf-8")
        made = Path(place) / "python"
        options = ("--config", str(sdks / "python" / "generator.yaml"), "--meta", "none", "--fail-on-warning")
        _run(
            *run_with_tools(),
            "openapi-python-client",
            "generate",
            *("--path", str(document), "--output-path", str(made), *options),
            folder=Path(place),
        )
        _replace(sdks / PYTHON, made)
        out = Path(place) / "typescript"
        run_node(sdks, "node", "node_modules/@hey-api/openapi-ts/bin/run.js", DOCUMENT=str(document), OUTPUT=str(out))
        _replace(sdks / TYPESCRIPT, out)


def _rendered() -> str:
    contract = ROOT / "schemas" / "openapi" / "gateway.yaml"
    return json.dumps(for_programs(yaml.safe_load(contract.read_text(encoding="utf-8"))))


def _operations(item: Mapping[str, Any]) -> dict[str, Any]:
    """What programs call of one path, and what its operations share; nothing where they call none."""
    called = {
        method: _as_written(each)
        for method, each in item.items()
        if method in _METHODS and not NOT_FOR_PROGRAMS & set(each["tags"])
    }
    shared = {name: each for name, each in item.items() if name in {"parameters", "summary", "description"}}
    return {**shared, **called} if called else {}


def _as_written(operation: Mapping[str, Any]) -> dict[str, Any]:
    """Without the bodies that a generated client does not write: lines of JSON, one media type of a file for all."""
    body = operation.get("requestBody")
    if not body or "content" not in body:
        return dict(operation)
    return {
        **operation,
        "requestBody": {**body, "content": {k: v for k, v in body["content"].items() if k in _WRITTEN}},
    }


def _named(node: Any, document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The components that `node` names, and those that they name."""
    waiting, seen = [node], set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if isinstance(name := node.get("$ref"), str) and name not in seen:
                seen.add(name)
                _, _, kind, part = name.split("/")
                yield kind, part
                waiting.append(document["components"][kind][part])
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)


def _digest(root: Path, files: Iterable[Path]) -> str:
    told = hashlib.sha256()
    for each in files:
        told.update(f"{each.relative_to(root).as_posix()}\0".encode())
        told.update(hashlib.sha256(each.read_bytes()).digest())
    return told.hexdigest()


def _files(folder: Path) -> list[Path]:
    return sorted(each for each in folder.rglob("*") if each.is_file() and "__pycache__" not in each.parts)


def _replace(target: Path, made: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(made, target, ignore=shutil.ignore_patterns(".ruff_cache", "__pycache__"))


def run_with_tools() -> tuple[str, ...]:
    """What a command begins with that is to find the generators, and Node, on its path."""
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else "uv"
    return (uv, "run", "--quiet", "--isolated", "--no-project", "--with-requirements", str(SDKS / "generators.txt"))


def _authorities() -> Mapping[str, str]:
    """Node asks for certificates by a name of its own; where a network has its own authority, it is named once."""
    file = os.environ.get("SSL_CERT_FILE", "")
    return {"NODE_EXTRA_CA_CERTS": file} if file else {}


def _run(
    *command: str, folder: Path, more: Mapping[str, str] | None = None, check: bool = True
) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(  # noqa: S603  our own uv
        command,
        cwd=folder,
        env={**_authorities(), **os.environ, **(more or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if check and done.returncode:
        raise SystemExit(f"{' '.join(command[-3:])} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done


if __name__ == "__main__":
    sys.exit(main())
