"""control:S14: what the cluster lets in is what the gateway's contract tells of, path by path, and nothing else."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import openapi

BASE = Path(__file__).parents[2] / "deploy" / "k8s" / "base"
[INGRESS] = [d for d in yaml.safe_load_all((BASE / "ingress.yaml").read_text()) if d["kind"] == "Ingress"]
NOT_IN_PRODUCTION = {"/openapi.json"}
"""TELL_CONTRACT is off there."""


def led(ingress: dict[str, Any]) -> set[tuple[str, str, str, str]]:
    """Path, kind, service and port of each rule."""
    return {
        (each["path"], each["pathType"], each["backend"]["service"]["name"], each["backend"]["service"]["port"]["name"])
        for rule in ingress["spec"]["rules"]
        for each in rule["http"]["paths"]
    }


def told() -> set[tuple[str, str, str, str]]:
    """The same of the contract: what stands in braces may be anything."""
    paths = json.loads(openapi.rendered("gateway"))["paths"].keys() - NOT_IN_PRODUCTION
    cut = {path.partition("{") for path in paths}
    return {(before, "Prefix" if brace else "Exact", "gateway", "http") for before, brace, _ in cut}


def test_every_path_of_the_contract_is_let_in_and_no_other() -> None:
    assert led(INGRESS) == told()
    assert "TELL_CONTRACT" not in "".join(file.read_text() for file in BASE.glob("*.yaml")), (
        "it is off unless it is set"
    )


def test_a_path_too_many_or_too_few_is_seen() -> None:
    [rule] = INGRESS["spec"]["rules"]
    for broken_paths in (rule["http"]["paths"][1:], [*rule["http"]["paths"], _to("/metrics")]):
        broken = copy.deepcopy(INGRESS)
        broken["spec"]["rules"][0]["http"]["paths"] = broken_paths
        assert led(broken) != told()


def _to(path: str) -> dict[str, Any]:
    return {"path": path, "pathType": "Exact", "backend": {"service": {"name": "gateway", "port": {"name": "http"}}}}


def test_it_is_let_in_under_one_name_and_enciphered() -> None:
    spec = INGRESS["spec"]
    assert "defaultBackend" not in spec
    [rule] = spec["rules"]
    assert rule["host"] in spec["tls"][0]["hosts"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/resume", "/openapi.json", "/v1/operations/x"])
def test_what_is_for_us_alone_is_not_let_in(path: str) -> None:
    """Health and metrics have a port of their own, the console an address of its own."""
    rules = led(INGRESS)
    assert not [rule for rule in rules if path == rule[0] or (rule[1] == "Prefix" and path.startswith(rule[0]))]


def test_the_service_leads_to_the_public_port_alone() -> None:
    documents = [d for file in BASE.glob("*.yaml") for d in yaml.safe_load_all(file.read_text())]
    services = {d["metadata"]["name"]: d["spec"]["ports"] for d in documents if d["kind"] == "Service"}
    assert [each["targetPort"] for each in services["gateway"]] == ["http"]
    [workload] = [d for d in documents if d["kind"] == "Deployment" and d["metadata"]["name"] == "gateway"]
    ports = {
        each["name"]: each["containerPort"] for each in workload["spec"]["template"]["spec"]["containers"][0]["ports"]
    }
    assert ports["http"] != ports["health"]
