"""
Trains the demo workspace's model on invented leads and publishes it to `models/demo/`.

    make model

    generate leads → run them through the real stages in memory → the scorer's own feature vectors, with the
    generator's labels → cross-validate each kind of model → fit the one with the least log loss on all → to ONNX →
    compare with onnxruntime → card, golden vectors

Equal arguments give equal figures; the file's bytes may differ between platforms.
"""

import argparse
import asyncio
import hashlib
import json
import sys
import warnings
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import onnxmltools
import onnxruntime
import skl2onnx
from lab.generator import NOW, Mix, generate
from leadcore import workspace
from scorer.domain import FEATURE_NAMES, FEATURE_SET
from simulator.simulation import simulate
from sklearn.calibration import calibration_curve
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

ROOT = Path(__file__).parents[1]
VERSION = "1"
INPUT, OUTPUT = "features", "probabilities"
GOLDEN = 64
FOLDS = 5
LIGHTGBM, LOGISTIC = "LightGBM, 120 trees of 7 leaves", "logistic regression on scaled features"
OPSET = 15
PINNED = ("lightgbm", "onnxmltools", "skl2onnx", "onnx", "scikit-learn", "numpy")

Array = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True, slots=True)
class Examples:
    """Feature vectors, and whether each lead converted."""

    features: Array
    converted: Array


def main() -> int:
    """Train, check and publish; 1 where the ONNX file does not say what the trained model says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=20_000, help="how many invented leads (default 20000)")
    parser.add_argument("--seed", type=int, default=11, help="seed of the generator and of the folds (default 11)")
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "demo")
    chosen = parser.parse_args()
    warnings.filterwarnings("ignore", message="X does not have valid feature names")
    examples = gather(chosen.n, chosen.seed)
    kinds = {LIGHTGBM: booster(chosen.seed), LOGISTIC: straight_line()}
    figures = {kind: judge(model, examples, chosen.seed) for kind, model in kinds.items()}
    kind = min(figures, key=lambda each: float(figures[each]["log_loss"]))
    model = kinds[kind].fit(examples.features, examples.converted)
    content = to_onnx(kind, model)
    rows = golden_rows(examples, chosen.seed)
    wanted = model.predict_proba(rows)[:, 1]
    gap = float(np.abs(answers(content, rows) - wanted).max())
    if gap > 1e-5:
        print(f"the ONNX file differs from the trained model by {gap}", file=sys.stderr)
        return 1
    publish(chosen.out, content, rows, wanted, card(chosen, examples, kind, figures, gap))
    return 0


def gather(n: int, seed: int) -> Examples:
    """Invented leads as the real stages see them: nothing here computes a feature of its own."""
    stream = list(generate(n, seed, mix=Mix(duplicates=0.0, invalid=0.0)))
    labels = {each.event_id: each.converted for each in stream}
    shipped = workspace.load(ROOT / "workspace")
    submissions = [(each.source, each.body) for each in stream]
    result = asyncio.run(simulate(shipped, submissions, round(NOW.timestamp() * 1000), version("simulator")))
    leads = sorted(result.leads, key=lambda lead: lead.origin.event_id)
    features = np.asarray([lead.scoring.features for lead in leads], np.float32)
    converted = np.asarray([labels[lead.origin.event_id] for lead in leads], np.int64)
    assert len(leads) == n, f"{len(leads)} of {n} leads came out"
    return Examples(features, converted)


def booster(seed: int) -> Any:
    """Small trees, few of them: the file must stay small and the generator's truth is nearly additive."""
    return lightgbm.LGBMClassifier(
        n_estimators=120,
        num_leaves=7,
        learning_rate=0.06,
        min_child_samples=40,
        subsample=0.8,
        subsample_freq=1,
        colsample_bytree=0.8,
        reg_lambda=5.0,
        random_state=seed,
        deterministic=True,
        force_row_wise=True,
        n_jobs=1,
        verbosity=-1,
    )


def straight_line() -> Any:
    """What a weighted sum of the same features can do."""
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=2000))


def judge(model: Any, examples: Examples, seed: int) -> dict[str, Any]:
    """Cross-validated figures: each lead is judged by a model that has not seen it."""
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=seed)
    said = cross_val_predict(model, examples.features, examples.converted, cv=folds, method="predict_proba")[:, 1]
    truth = examples.converted
    by_fold = [roc_auc_score(truth[test], said[test]) for _, test in folds.split(examples.features, truth)]
    best = np.argsort(-said)[: len(said) // 10]
    observed, predicted = calibration_curve(truth, said, n_bins=10, strategy="quantile")
    return {
        "roc_auc": _short(roc_auc_score(truth, said)),
        "roc_auc_by_fold": [_short(each) for each in by_fold],
        "pr_auc": _short(average_precision_score(truth, said)),
        "log_loss": _short(log_loss(truth, said)),
        "brier": _short(brier_score_loss(truth, said)),
        "lift_top_tenth": _short(truth[best].mean() / truth.mean()),
        "calibration": [{"said": _short(p), "was": _short(o)} for p, o in zip(predicted, observed, strict=True)],
    }


def to_onnx(kind: str, model: Any) -> bytes:
    """The model as ONNX: one input, its probabilities a plain matrix."""
    shape = [None, len(FEATURE_NAMES)]
    if kind == LIGHTGBM:
        types = [(INPUT, onnxmltools.convert.common.data_types.FloatTensorType(shape))]
        converted = onnxmltools.convert_lightgbm(model, initial_types=types, zipmap=False, target_opset=OPSET)
    else:
        types = [(INPUT, skl2onnx.common.data_types.FloatTensorType(shape))]
        converted = skl2onnx.to_onnx(
            model, initial_types=types, options={"zipmap": False}, target_opset={"": OPSET, "ai.onnx.ml": 3}
        )
    assert OUTPUT in {each.name for each in converted.graph.output}
    return bytes(converted.SerializeToString())


def golden_rows(examples: Examples, seed: int) -> Array:
    """Rows over the whole range of what the model says, an empty lead, and one row a feature that differs from it."""
    picked = np.random.default_rng(seed).choice(len(examples.features), GOLDEN, replace=False)
    empty = np.zeros((1, len(FEATURE_NAMES)), np.float32)
    ones = empty + np.eye(len(FEATURE_NAMES), dtype=np.float32) * 3
    return np.concatenate([examples.features[picked], empty, ones]).astype(np.float32)


def answers(content: bytes, rows: Array) -> Array:
    """What onnxruntime says of `rows`."""
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    [found] = session.run([OUTPUT], {INPUT: rows})
    return np.asarray(found)[:, -1]


def card(
    chosen: argparse.Namespace, examples: Examples, kind: str, figures: dict[str, Any], gap: float
) -> dict[str, Any]:
    """What the card says beside the digests of the files."""
    return {
        "name": "demo",
        "version": VERSION,
        "label": "Trained on invented data, for the demo workspace only. It knows nothing about your leads.",
        "feature_set": FEATURE_SET,
        "features": FEATURE_NAMES,
        "input": INPUT,
        "output": OUTPUT,
        "algorithm": kind,
        "trained_on": {
            "data": "lab.generator through the stages of the simulator",
            "leads": len(examples.features),
            "seed": chosen.seed,
            "share_converted": _short(examples.converted.mean()),
        },
        "cross_validation": {"folds": FOLDS, "chosen_by": "log_loss", "figures": figures},
        "largest_gap_to_trained_model": gap,
        "made_with": {name: version(name) for name in PINNED},
    }


def publish(folder: Path, content: bytes, rows: Array, wanted: Array, told: dict[str, Any]) -> None:
    """Write the three files of a published model."""
    folder.mkdir(parents=True, exist_ok=True)
    golden = json.dumps({"rows": rows.tolist(), "probabilities": wanted.tolist()}).encode()
    told |= {"sha256": hashlib.sha256(content).hexdigest(), "golden_sha256": hashlib.sha256(golden).hexdigest()}
    (folder / "model.onnx").write_bytes(content)
    (folder / "golden.json").write_bytes(golden)
    (folder / "card.json").write_text(json.dumps(told, indent=2) + "\n")
    best = told["cross_validation"]["figures"][told["algorithm"]]
    print(f"{folder}: {len(content)} bytes, ROC-AUC {best['roc_auc']}, lift of the best tenth {best['lift_top_tenth']}")


def _short(number: float) -> float:
    return round(float(number), 4)


if __name__ == "__main__":
    sys.exit(main())
