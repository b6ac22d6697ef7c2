"""S4, P6: a model answers only after it is checked, and what it cannot answer is said, never guessed."""

import hashlib
import json
import math
import pickle
import random  # noqa: TID251  seeded
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from leadcore.metrics import Metrics
from leadcore.workspace import Model as ModelRules
from scorer.adapters import model_folder
from scorer.adapters.alarms import MetricAlarms
from scorer.adapters.model_file import forbidden
from scorer.adapters.model_folder import ModelRefused
from scorer.adapters.onnx_model import NoModel, OnnxModel
from scorer.bootstrap import model_of
from scorer.domain import FEATURE_NAMES, FEATURE_SET, Answer

SHIPPED = Path(__file__).parents[3] / "models"
WIDTH = len(FEATURE_NAMES)
ZEROS = (0.0,) * WIDTH


class Copy:
    """The shipped model in a folder of the test's own, to be spoilt."""

    def __init__(self, models: Path) -> None:
        self.models = models
        self.folder = models / "demo"
        self.folder.mkdir(parents=True)
        for name in ("card.json", "model.onnx", "golden.json"):
            (self.folder / name).write_bytes((SHIPPED / "demo" / name).read_bytes())

    @property
    def model(self) -> bytes:
        return (self.folder / "model.onnx").read_bytes()

    def with_model(self, content: bytes) -> None:
        """Another file, and a card that vouches for it."""
        (self.folder / "model.onnx").write_bytes(content)
        self.with_card(sha256=hashlib.sha256(content).hexdigest())

    def with_golden(self, golden: object) -> None:
        content = json.dumps(golden).encode()
        (self.folder / "golden.json").write_bytes(content)
        self.with_card(golden_sha256=hashlib.sha256(content).hexdigest())

    def with_card(self, **changed: object) -> None:
        card = json.loads((self.folder / "card.json").read_text())
        (self.folder / "card.json").write_text(json.dumps({**card, **changed}))

    def load(self, timeout_ms: int = 2000) -> OnnxModel:
        return OnnxModel(model_folder.read(self.models, "demo"), timeout_ms)

    def refusal(self) -> str:
        try:
            self.load().close()
        except ModelRefused as refused:
            return refused.cause
        return ""


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "models")


@pytest.fixture
def shipped() -> Iterator[OnnxModel]:
    model = OnnxModel(model_folder.read(SHIPPED, "demo"), 2000)
    yield model
    model.close()


def test_the_shipped_model_is_labelled_small_and_for_this_feature_set() -> None:
    card = json.loads((SHIPPED / "demo" / "card.json").read_text())
    assert "invented data" in card["label"]
    assert "demo workspace only" in card["label"]
    assert (card["feature_set"], tuple(card["features"])) == (FEATURE_SET, FEATURE_NAMES)
    assert (SHIPPED / "demo" / "model.onnx").stat().st_size < 300_000
    figures = card["cross_validation"]["figures"][card["algorithm"]]
    assert figures["roc_auc"] > 0.7
    assert figures["lift_top_tenth"] > 2


async def test_it_answers_its_golden_vectors(shipped: OnnxModel) -> None:
    golden = json.loads((SHIPPED / "demo" / "golden.json").read_text())
    answers = await shipped.predict(golden["rows"])
    assert [each.probability for each in answers] == pytest.approx(golden["probabilities"], abs=1e-5)
    assert len(answers) >= 20
    assert await shipped.predict([]) == []


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1e39])
async def test_a_row_that_is_not_finite_is_refused_and_its_neighbours_are_not(shipped: OnnxModel, value: float) -> None:
    first, bad, last = await shipped.predict([ZEROS, (value, *ZEROS[1:]), ZEROS])
    assert (bad.probability, bad.cause) == (None, "not-finite-in")
    assert first.probability == last.probability is not None


async def test_past_its_time_it_answers_nothing_and_the_next_batch_is_not_harmed(copy: Copy) -> None:
    model = copy.load(timeout_ms=0)
    assert {each.cause for each in await model.predict([ZEROS] * 1000)} == {"timed-out"}
    model.close()


async def test_a_run_that_fails_answers_nothing(shipped: OnnxModel) -> None:
    shipped._run = _failing  # type: ignore[method-assign,assignment]
    assert await shipped.predict([ZEROS]) == [Answer(None, "model-failed")]


def _failing(*_: object) -> Any:
    raise RuntimeError("as onnxruntime does")


SPOILT: dict[str, tuple[Callable[[bytes], bytes], set[str]]] = {
    "empty": (lambda _: b"", {"not-onnx"}),
    "truncated": (lambda content: content[: len(content) // 2], {"not-onnx", "not-loadable"}),
    "random": (lambda content: random.Random(3).randbytes(len(content)), {"not-onnx"}),
    "pickle": (lambda _: pickle.dumps({"coef": [1.0] * 49}), {"not-onnx"}),
    "json": (lambda _: b'{"model": true}', {"not-onnx"}),
}


@pytest.mark.parametrize("how", SPOILT)
def test_a_file_that_is_no_model_is_refused_even_if_the_card_vouches_for_it(copy: Copy, how: str) -> None:
    spoil, causes = SPOILT[how]
    copy.with_model(spoil(copy.model))
    assert copy.refusal() in causes


def test_a_file_that_is_not_the_cards_is_refused(copy: Copy) -> None:
    (copy.folder / "model.onnx").write_bytes(copy.model + b"\0")
    assert copy.refusal() == "digest-differs"
    copy.with_model((SHIPPED / "demo" / "model.onnx").read_bytes())
    (copy.folder / "golden.json").write_text("{}")
    assert copy.refusal() == "digest-differs"


async def test_no_flipped_bit_gives_a_wrong_score(copy: Copy, shipped: OnnxModel) -> None:
    """Even without the digest, golden vectors notice: a bit flip loads and runs one time in five."""
    whole = copy.model
    dice = random.Random(8)
    probes = [tuple(dice.choice((0.0, 1.0, 4.5)) for _ in range(WIDTH)) for _ in range(50)]
    wanted = [each.probability for each in await shipped.predict(probes)]
    for bit in dice.sample(range(len(whole) * 8), 400):
        flipped = bytearray(whole)
        flipped[bit // 8] ^= 1 << bit % 8
        copy.with_model(bytes(flipped))
        try:
            model = copy.load()
        except ModelRefused:
            continue
        said = [each.probability for each in await model.predict(probes)]
        model.close()
        assert said == pytest.approx(wanted, abs=1e-3), f"bit {bit}"


def test_a_model_for_other_features_is_refused(copy: Copy) -> None:
    copy.with_card(features=FEATURE_NAMES[::-1])
    assert copy.refusal() == "another-feature-set"
    copy.with_card(features=FEATURE_NAMES, feature_set="lead-0")
    assert copy.refusal() == "another-feature-set"


def test_golden_vectors_notice_another_order_of_features_with_the_same_shape(copy: Copy) -> None:
    golden = json.loads((copy.folder / "golden.json").read_text())
    copy.with_golden({**golden, "rows": [row[::-1] for row in golden["rows"]]})
    assert copy.refusal() == "golden-vectors-differ"


def test_golden_vectors_are_enough_and_fit(copy: Copy) -> None:
    golden = json.loads((copy.folder / "golden.json").read_text())
    rows, said = golden["rows"], golden["probabilities"]
    for spoilt in (
        {"rows": rows[:19], "probabilities": said[:19]},
        {"rows": [row[1:] for row in rows], "probabilities": said},
        {"rows": rows, "probabilities": said[1:]},
    ):
        copy.with_golden(spoilt)
        assert copy.refusal() == "golden-vectors-too-few"
    copy.with_golden({"rows": "many"})
    assert copy.refusal() == "card-unreadable"


def test_another_input_or_output_is_refused(copy: Copy) -> None:
    copy.with_card(input="rows")
    assert copy.refusal() == "another-input"
    copy.with_card(input="features", output="label")
    assert copy.refusal() == "another-output"


@pytest.mark.parametrize("name", ["../demo", "demo/../demo", "/etc", "", "."])
def test_a_name_never_leads_out_of_the_folder(copy: Copy, name: str) -> None:
    with pytest.raises(ModelRefused, match="name-not-allowed"):
        model_folder.read(copy.models, name)


def test_what_is_missing_or_unreadable_is_said(copy: Copy) -> None:
    (copy.folder / "card.json").write_text("{")
    assert copy.refusal() == "card-unreadable"
    (copy.folder / "card.json").unlink()
    assert copy.refusal() == "file-missing"


def test_a_file_of_gigabytes_is_not_read(copy: Copy) -> None:
    with (copy.folder / "model.onnx").open("r+b") as file:
        file.truncate(2 * 1024**3)
    assert copy.refusal() == "file-too-large"


def test_a_refused_model_leaves_the_rules_and_raises_the_alarm(copy: Copy) -> None:
    """P6: the scorer starts all the same."""
    metrics = Metrics()
    (copy.folder / "model.onnx").write_bytes(b"")
    model = model_of(ModelRules("active", "demo"), copy.models, metrics)
    assert isinstance(model, NoModel)
    assert metrics.registry.get_sample_value("model_load_failures_total", {"cause": "digest-differs"}) == 1
    assert metrics.registry.get_sample_value("model_info", {"version": "demo@1", "sha256": ""}) is None
    assert model_of(ModelRules("none"), copy.models, Metrics()) is None


def test_the_model_in_force_is_shown(copy: Copy) -> None:
    metrics = Metrics()
    model = model_of(ModelRules("active", "demo"), copy.models, metrics)
    assert isinstance(model, OnnxModel)
    model.close()
    labels = {"version": "demo@1", "sha256": hashlib.sha256(copy.model).hexdigest()}
    assert metrics.registry.get_sample_value("model_info", labels) == 1


def test_numbers_that_are_not_finite_have_a_metric_of_their_own() -> None:
    metrics = Metrics()
    alarms = MetricAlarms(metrics)
    for cause in ("not-finite-in", "not-finite-out", "timed-out"):
        alarms.fell_back(cause)
    assert metrics.registry.get_sample_value("lead_score_nonfinite_total") == 2
    assert metrics.registry.get_sample_value("lead_score_fallback_total", {"cause": "timed-out"}) == 1


# Models made by hand, as a stranger would: protobuf of onnx.proto3.


def field(number: int, value: bytes | int) -> bytes:
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])


def node(operator: str, inputs: list[bytes], output: bytes, *attributes: bytes, domain: str = "") -> bytes:
    named = b"".join(field(1, each) for each in inputs) + field(2, output) + field(4, operator.encode())
    return field(1, named + field(7, domain.encode()) + b"".join(field(5, each) for each in attributes))


def value_info(number: int, name: bytes, width: int) -> bytes:
    shape = field(1, field(2, b"N")) + field(1, field(1, width))
    return field(number, field(1, name) + field(2, field(1, field(1, 1) + field(2, shape))))


def tensor(name: bytes, numbers: list[int], *more: bytes) -> bytes:
    content = (
        field(1, len(numbers)) + field(2, 7) + field(8, name) + field(9, struct.pack(f"<{len(numbers)}q", *numbers))
    )
    return field(5, content + b"".join(more))


def model_of_graph(*parts: bytes) -> bytes:
    graph = field(2, b"g") + b"".join(parts)
    return field(1, 8) + field(7, graph) + field(8, field(1, b"") + field(2, 15))


def first_two_over_themselves() -> bytes:
    """1 where a feature is not 0, else not a number."""
    axis = field(1, b"axis") + field(3, 1) + field(20, 2)
    return model_of_graph(
        node("Gather", [b"features", b"first"], b"two", axis),
        node("Div", [b"two", b"two"], b"probabilities"),
        tensor(b"first", [0, 1]),
        value_info(11, b"features", WIDTH),
        value_info(12, b"probabilities", 2),
    )


async def test_an_answer_that_is_not_finite_is_refused(copy: Copy) -> None:
    copy.with_model(first_two_over_themselves())
    copy.with_golden({"rows": [(1.0,) * WIDTH] * 20, "probabilities": [1.0] * 20})
    model = copy.load()
    good, bad = await model.predict([(1.0,) * WIDTH, ZEROS])
    model.close()
    assert good.probability == 1.0
    assert (bad.probability, bad.cause) == (None, "not-finite-out")


def test_an_operator_that_can_loop_or_is_a_strangers_is_refused() -> None:
    assert forbidden(first_two_over_themselves()) == ""
    shapes = (value_info(11, b"features", WIDTH), value_info(12, b"probabilities", 2))
    for operator, domain in (("Loop", ""), ("If", ""), ("Div", "com.example"), ("RandomNormal", "")):
        made = model_of_graph(node(operator, [b"features"], b"probabilities", domain=domain), *shapes)
        assert forbidden(made) == "operator-not-allowed", operator
    hidden = field(1, b"body") + field(6, field(2, b"inner")) + field(20, 5)
    assert forbidden(model_of_graph(node("Div", [b"features"], b"p", hidden), *shapes)) == "operator-not-allowed"


def test_data_outside_the_file_is_refused() -> None:
    """Absolute, `..`, a link or a hard link: wherever it points, it is not under the card's digest."""
    for path in (b"/etc/passwd", b"../secret", b"weights.bin"):
        outside = field(13, field(1, b"location") + field(2, path)), field(14, 1)
        assert forbidden(model_of_graph(tensor(b"first", [0, 1], *outside))) == "external-data"
        inside = field(1, b"value") + tensor(b"first", [0], *outside) + field(20, 4)
        assert forbidden(model_of_graph(node("Div", [b"features"], b"p", inside))) == "external-data"


def test_functions_and_a_second_graph_are_refused() -> None:
    assert forbidden(first_two_over_themselves() + field(25, b"")) == "operator-not-allowed"
    assert forbidden(first_two_over_themselves() + field(7, b"")) == "not-onnx"
