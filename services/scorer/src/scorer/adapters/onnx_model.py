"""A published model in onnxruntime: checked at load, asked in one thread, non-finite refused in and out."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from scorer.adapters.model_folder import Card, ModelRefused, Published
from scorer.domain import FEATURE_NAMES, Answer

TOLERANCE = 1e-5
"""How far a probability may be from its golden one; float32 on another processor stays well within."""
LOAD_S = 10.0
"""The golden vectors of a model must be answered within this."""


class OnnxModel:
    """
    Fulfils `Model`. One call at a time, none longer than `timeout_ms`: past it the run is told to end.

    Raises, when it is made:
        ModelRefused: it does not load, has another input or output, or answers golden vectors differently.
    """

    def __init__(self, published: Published, timeout_ms: int) -> None:
        card = published.card
        self.model_id, self.sha256 = f"{card.name}@{card.version}", card.sha256
        self._card, self._timeout_s = card, timeout_ms / 1000
        self._session = _session(published.content)
        _check_contract(self._session, card)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="model")
        try:
            self._check_golden(published)
        except ModelRefused:
            self.close()
            raise

    async def predict(self, matrix: Sequence[Sequence[float]]) -> Sequence[Answer]:
        """One answer for each row, in order; a row that is not finite is refused, late or failed runs answer none."""
        rows = _rows(matrix)
        sound: NDArray[np.bool_] = np.all(np.isfinite(rows), axis=1)
        started = time.perf_counter_ns()
        options = ort.RunOptions()
        try:
            running = asyncio.get_running_loop().run_in_executor(self._thread, self._run, rows[sound], options)
            found = await asyncio.wait_for(running, self._timeout_s)
        except TimeoutError:
            options.terminate = True
            return [Answer(None, "timed-out")] * len(rows)
        except Exception:  # noqa: BLE001  whatever a run-time of C++ raises: a score by rules is worth more than none
            return [Answer(None, "model-failed")] * len(rows)
        duration_us = round((time.perf_counter_ns() - started) / 1000 / max(len(rows), 1))
        answers = iter(found.tolist())
        return [
            _answer(next(answers), duration_us) if each else Answer(None, "not-finite-in", duration_us)
            for each in sound.tolist()
        ]

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _run(self, rows: NDArray[np.float32], options: Any) -> NDArray[np.float32]:
        if not len(rows):
            return np.empty(0, np.float32)
        [probabilities] = self._session.run([self._card.output], {self._card.input: rows}, options)
        return np.asarray(probabilities, np.float32)[:, -1]

    def _check_golden(self, published: Published) -> None:
        golden = published.golden
        options = ort.RunOptions()
        try:
            running = self._thread.submit(self._run, _rows(golden.rows), options)
            found = running.result(LOAD_S)
        except TooLate:
            options.terminate = True
            raise ModelRefused("golden-vectors-too-slow") from None
        except Exception:  # noqa: BLE001  as in predict
            raise ModelRefused("golden-vectors-failed") from None
        wanted = np.asarray(golden.probabilities, np.float64)
        if found.shape != wanted.shape or not (np.abs(found - wanted) <= TOLERANCE).all():
            raise ModelRefused("golden-vectors-differ")


class NoModel:
    """Stands in for a model that was refused at load: every lead is left to the rules, which is told and counted."""

    sha256 = ""

    def __init__(self, name: str) -> None:
        self.model_id = name

    async def predict(self, matrix: Sequence[Sequence[float]]) -> Sequence[Answer]:
        """No answer for any row."""
        return [Answer(None, "not-loaded")] * len(matrix)


def _rows(matrix: Sequence[Sequence[float]]) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):  # what overflows becomes infinite, and is refused
        return np.asarray(matrix, np.float32).reshape(len(matrix), len(FEATURE_NAMES))


def _answer(probability: float, duration_us: int) -> Answer:
    if not np.isfinite(probability):
        return Answer(None, "not-finite-out", duration_us)
    if not -TOLERANCE <= probability <= 1 + TOLERANCE:
        return Answer(None, "no-probability", duration_us)
    return Answer(min(1.0, max(0.0, probability)), "", duration_us)


def _session(content: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    for pool in ("intra_op", "inter_op"):
        options.add_session_config_entry(f"session.{pool}.allow_spinning", "0")
    try:
        return ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception:  # noqa: BLE001  as in predict
        raise ModelRefused("not-loadable") from None


def _check_contract(session: ort.InferenceSession, card: Card) -> None:
    inputs = [(each.name, each.type, each.shape[1:]) for each in session.get_inputs()]
    if inputs != [(card.input, "tensor(float)", [len(FEATURE_NAMES)])]:
        raise ModelRefused("another-input")
    outputs = {each.name: (each.type, each.shape[1:]) for each in session.get_outputs()}
    if outputs.get(card.output) not in (("tensor(float)", [1]), ("tensor(float)", [2])):
        raise ModelRefused("another-output")
