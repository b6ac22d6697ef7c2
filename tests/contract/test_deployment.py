"""P2, P3, V5, V6, control:S28: manifests and compose are checked here statically; each rule goes red on a break."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from leadcore.contracts import UNITS as UNITS_DELIVERED
from leadstream.application import application
from leadstream.units import STAGES, WEB
from typer.main import get_command

ROOT = Path(__file__).parents[2]
BASE = ROOT / "deploy" / "k8s" / "base"
UNITS = {unit.replace(".", "-") for unit in (*STAGES, *WEB)}

Document = dict[str, Any]


def documents() -> Iterator[Document]:
    for path in sorted(BASE.glob("*.yaml")):
        if path.name not in {"kustomization.yaml", "topics.yaml"}:
            yield from yaml.safe_load_all(path.read_text())


WORKLOADS = {d["metadata"]["name"]: d for d in documents() if d["kind"] in {"Deployment", "StatefulSet"}}


def findings(workload: Document) -> list[str]:
    """What is wrong with a workload, by rule."""
    pod = workload["spec"]["template"]["spec"]
    [container] = pod["containers"]
    security, limits = container.get("securityContext", {}), container.get("resources", {})
    rules = {
        "non-root": pod.get("securityContext", {}).get("runAsNonRoot") is True,
        "seccomp": pod.get("securityContext", {}).get("seccompProfile", {}).get("type") == "RuntimeDefault",
        "no-token": pod.get("automountServiceAccountToken") is False,
        "read-only-root": security.get("readOnlyRootFilesystem") is True,
        "no-escalation": security.get("allowPrivilegeEscalation") is False,
        "no-capabilities": security.get("capabilities", {}).get("drop") == ["ALL"],
        "requests": {"cpu", "memory"} <= set(limits.get("requests", {})),
        "limits": {"cpu", "memory"} <= set(limits.get("limits", {})),
        "liveness": container.get("livenessProbe", {}).get("httpGet", {}).get("path") == "/healthz",
        "readiness": container.get("readinessProbe", {}).get("httpGet", {}).get("path") == "/readyz",
        "grace": pod.get("terminationGracePeriodSeconds", 0) >= 30,
        "pre-stop": "preStop" in container.get("lifecycle", {}),
        "replicas": workload["spec"].get("replicas", 0) >= 2,
        "secrets": all(_readable(volume["secret"], pod) for volume in pod["volumes"] if "secret" in volume),
    }
    return [name for name, held in rules.items() if not held]


def _readable(secret: Document, pod: Document) -> bool:
    """Whether the pod's user may read it: the files are root's, and of the group `fsGroup`."""
    mode, security = secret.get("defaultMode", 0o644), pod.get("securityContext", {})
    in_group = security.get("fsGroup") == security.get("runAsGroup") is not None
    return bool(mode & 0o004 or (mode & 0o040 and in_group))


@pytest.mark.parametrize("name", WORKLOADS)
def test_a_workload_is_hardened_and_probed(name: str) -> None:
    assert findings(WORKLOADS[name]) == []


@pytest.mark.parametrize("unit", UNITS_DELIVERED)
def test_a_unit_is_delivered_in_the_cluster_as_its_contract_says(unit: str) -> None:
    """P2: in the manifest stands what schemas/topics.yaml says, so that whoever reads it knows; or nothing."""
    [container] = WORKLOADS[unit.replace(".", "-")]["spec"]["template"]["spec"]["containers"]
    said = {each["name"]: each.get("value") for each in container["env"]}
    spec = UNITS_DELIVERED[unit]
    assert said.get("DELIVERY_MODE", spec.delivery) == spec.delivery
    assert "INSTANCE_ID" in said or "transactional" not in spec.modes, "a transactional id is each replica's own"


BREAKS: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "non-root": (("spec", "template", "spec", "securityContext", "runAsNonRoot"), False),
    "seccomp": (("spec", "template", "spec", "securityContext", "seccompProfile", "type"), "Unconfined"),
    "no-token": (("spec", "template", "spec", "automountServiceAccountToken"), True),
    "read-only-root": (
        ("spec", "template", "spec", "containers", 0, "securityContext", "readOnlyRootFilesystem"),
        False,
    ),
    "no-escalation": (
        ("spec", "template", "spec", "containers", 0, "securityContext", "allowPrivilegeEscalation"),
        True,
    ),
    "no-capabilities": (("spec", "template", "spec", "containers", 0, "securityContext", "capabilities", "drop"), []),
    "requests": (("spec", "template", "spec", "containers", 0, "resources", "requests"), {}),
    "limits": (("spec", "template", "spec", "containers", 0, "resources", "limits"), {"cpu": "1"}),
    "liveness": (("spec", "template", "spec", "containers", 0, "livenessProbe", "httpGet", "path"), "/"),
    "readiness": (("spec", "template", "spec", "containers", 0, "readinessProbe", "httpGet", "path"), "/"),
    "grace": (("spec", "template", "spec", "terminationGracePeriodSeconds"), 5),
    "pre-stop": (("spec", "template", "spec", "containers", 0, "lifecycle"), {}),
    "replicas": (("spec", "replicas"), 1),
    "secrets": (("spec", "template", "spec", "securityContext", "fsGroup"), None),
}


@pytest.mark.parametrize("rule", BREAKS)
def test_each_rule_goes_red(rule: str) -> None:
    path, value = BREAKS[rule]
    broken = copy.deepcopy(WORKLOADS["enricher"])
    place: Any = broken
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    assert findings(broken) == [rule]


def test_every_document_fits_kubernetes_own_schema() -> None:
    assert {name: told for name, told in map(_misfit, documents()) if told} == {}


def _misfit(document: Document) -> tuple[str, str]:
    """A document's kind and name, and what Kubernetes says against it; empty: nothing."""
    try:
        kubernetes_validate.validate(document, "1.31", strict=True)
    except kubernetes_validate.ValidationError as error:
        return f"{document['kind']} {document['metadata']['name']}", str(error)
    return f"{document['kind']} {document['metadata']['name']}", ""


def test_a_misspelt_key_does_not_fit() -> None:
    broken = copy.deepcopy(WORKLOADS["enricher"])
    broken["spec"]["replica"] = 2
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(broken, "1.31", strict=True)


def test_every_unit_has_its_workload() -> None:
    assert set(WORKLOADS) == UNITS
    budgets = {d["metadata"]["name"] for d in documents() if d["kind"] == "PodDisruptionBudget"}
    assert budgets == UNITS


KEEPS_ITS_PLACE = {"ingest-admit", "crm-sync-hubspot"}


def place_findings(workload: Document, services: set[str]) -> list[str]:
    """What keeps a pod's successor from having its place: its name, and that as its place in the group."""
    [container] = workload["spec"]["template"]["spec"]["containers"]
    places = [each for each in container["env"] if each["name"] == "GROUP_INSTANCE_ID"]
    name = [{"name": "GROUP_INSTANCE_ID", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}]
    rules = {
        "kind": workload["kind"] == "StatefulSet",
        "service": workload["spec"].get("serviceName") in services,
        "place": places == name,
        "no-surge": "strategy" not in workload["spec"],
    }
    return [rule for rule, held in rules.items() if not held]


def test_who_has_a_place_keeps_it_and_nobody_else_claims_one() -> None:
    """A place that two pods of a Deployment shared would let each end the other."""
    services = {d["metadata"]["name"] for d in documents() if d["kind"] == "Service"}
    assert {name for name in WORKLOADS if place_findings(WORKLOADS[name], services) == []} == KEEPS_ITS_PLACE
    for name in UNITS - KEEPS_ITS_PLACE:
        assert {"kind", "place"} <= set(place_findings(WORKLOADS[name], services))
    broken = copy.deepcopy(WORKLOADS["crm-sync-hubspot"])
    place = broken["spec"]["template"]["spec"]["containers"][0]["env"][-1]
    place["valueFrom"]["fieldRef"]["fieldPath"] = "spec.nodeName"
    assert place_findings(broken, services) == ["place"]
    broken["kind"], broken["spec"]["serviceName"] = "Deployment", "none"
    assert place_findings(broken, services) == ["kind", "service", "place"]


def test_kustomization_lists_every_file() -> None:
    listed = yaml.safe_load((BASE / "kustomization.yaml").read_text())["resources"]
    assert sorted(listed) == sorted(p.name for p in BASE.glob("*.yaml") if p.name != "kustomization.yaml")


def test_the_network_denies_first() -> None:
    policies = [d for d in documents() if d["kind"] == "NetworkPolicy"]
    assert policies[0]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def compose() -> Document:
    document: Document = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return document


def test_compose_has_every_unit_of_the_local_stack() -> None:
    services = compose()["services"]
    assert set(services) >= UNITS
    for name in UNITS:
        unit = services[name]["environment"].get("UNIT", name)
        assert unit.replace(".", "-") == name
        assert services[name]["read_only"] is True
        assert services[name]["cap_drop"] == ["ALL"]


def test_compose_listens_on_loopback_alone() -> None:
    for service in compose()["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", ()))


def test_compose_keeps_what_the_stores_hold_when_containers_are_made_anew() -> None:
    """P5: without it the log is lost and PostgreSQL is not, and ids that follow from offsets are given out again."""
    kafka, postgres = compose()["services"]["kafka"], compose()["services"]["postgres"]
    assert kafka["volumes"] == [f"kafka:{kafka['environment']['KAFKA_LOG_DIRS']}"]
    assert postgres["volumes"] == ["postgres:/var/lib/postgresql"], "where images from 18 on keep their data"


def registry_findings(document: Document) -> list[str]:
    """What keeps the profile `registry` from having every schema registered before a service starts."""
    services = document["services"]
    schemas, registry = services.get("schemas", {}), services["registry"]
    waits = [services[unit]["depends_on"].get("schemas", {}) for unit in UNITS]
    rules = {
        "one-shot": schemas.get("restart") == "on-failure" and "registry" in schemas.get("depends_on", {}),
        "profile": schemas.get("profiles") == registry["profiles"],
        "address": f"http://registry:8080{API}" in schemas.get("command", ()),
        "awaited": all(each.get("condition") == "service_completed_successfully" for each in waits),
        "only-with-the-profile": all(each.get("required") is False for each in waits),
        "switch": all(services[unit]["environment"]["SCHEMA_REGISTRY_URL"] == SWITCH for unit in UNITS),
    }
    return [name for name, held in rules.items() if not held]


API, SWITCH = "/apis/ccompat/v7", "${SCHEMA_REGISTRY_URL:-}"


def test_compose_registers_all_schemas_before_a_service_starts() -> None:
    """P2: a service whose registry lacks a schema of ours does not start."""
    assert registry_findings(compose()) == []
    broken = compose()
    del broken["services"]["schemas"]
    assert registry_findings(broken) == ["one-shot", "profile", "address"]
    for unit in UNITS:
        broken["services"][unit]["depends_on"].pop("schemas", None)
    assert {"awaited", "only-with-the-profile"} <= set(registry_findings(broken))


def test_what_compose_has_the_command_do_it_can_do() -> None:
    """Each one-shot's arguments are parsed by the command itself; nothing runs."""
    commands = [each for each in compose()["services"].values() if _service(each) == "leadstream"]
    assert len(commands) == 2
    for each in commands:
        found: Any = get_command(application)
        words = list(each["command"])
        while hasattr(found, "commands"):
            found = found.commands[words.pop(0)]
        found.make_context("leadstream", words)


def _service(described: Document) -> str:
    return str(described.get("build", {}).get("args", {}).get("SERVICE", ""))


def known_settings() -> set[str]:
    """Every variable that some Settings of ours reads, from the source text: images hold one service each."""
    sources = [*ROOT.glob("services/*/src/**/*.py"), *ROOT.glob("libs/*/src/**/*.py"), *ROOT.glob("migrations/**/*.py")]
    names = {name for path in sources for name in re.findall(r'setting\(\s*"([A-Z_0-9]+)"', path.read_text())}
    return names | {f"{name}_FILE" for name in names} | {"UNIT", "POSTGRES_DSN_FILE"}


def test_no_variable_is_set_that_nobody_reads() -> None:
    used = {name for unit in UNITS for name in compose()["services"][unit]["environment"]}
    kustomization = yaml.safe_load((BASE / "kustomization.yaml").read_text())
    used |= {line.split("=")[0] for g in kustomization["configMapGenerator"] for line in g["literals"]}
    used |= {
        variable["name"]
        for d in WORKLOADS.values()
        for variable in d["spec"]["template"]["spec"]["containers"][0]["env"]
    }
    assert used - known_settings() == set()


def test_the_dockerfile_takes_a_service_and_drops_root() -> None:
    text = (ROOT / "Dockerfile").read_text()
    assert "ARG SERVICE" in text
    assert re.search(r"^USER 10001$", text, re.M)
    assert re.search(r'^ENTRYPOINT \["/app/bin/service"\]$', text, re.M)
