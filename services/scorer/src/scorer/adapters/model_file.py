"""What an ONNX file holds, read without running it: its operators, and whether it reaches outside itself."""

from collections.abc import Iterator

ALLOWED = frozenset(
    {
        *(("ai.onnx.ml", name) for name in ("TreeEnsembleClassifier", "LinearClassifier", "Normalizer", "Scaler")),
        *(
            ("", name)
            for name in (
                "Add",
                "Cast",
                "Clip",
                "Concat",
                "Div",
                "Gather",
                "Gemm",
                "Identity",
                "MatMul",
                "Mul",
                "Relu",
                "Reshape",
                "Sigmoid",
                "Softmax",
                "Sub",
            )
        ),
    }
)
"""Operators a scoring model may have: trees, linear models and small nets. None of them can loop or open a file."""

_MODEL_GRAPH, _MODEL_FUNCTIONS = 7, 25
_GRAPH_NODE, _GRAPH_TENSOR = 1, 5
_NODE_ATTRIBUTE, _NODE_OPERATOR, _NODE_DOMAIN = 5, 4, 7
_ATTRIBUTE_TENSOR, _ATTRIBUTE_GRAPH, _ATTRIBUTE_GRAPHS = 5, 6, 11
_TENSOR_EXTERNAL, _TENSOR_LOCATION = 13, 14


def forbidden(content: bytes) -> str:
    """
    Why this file must not be loaded, kebab-case; empty where nothing speaks against it.

    It reads the protobuf of the ONNX specification (onnx.proto3) as far as it must.
    """
    try:
        return next(_found(content), "")
    except (IndexError, ValueError):
        return "not-onnx"


def _found(content: bytes) -> Iterator[str]:
    graphs = [value for number, value in _fields(content) if number == _MODEL_GRAPH]
    if len(graphs) != 1:
        yield "not-onnx"
    if any(number == _MODEL_FUNCTIONS for number, _ in _fields(content)):
        yield "operator-not-allowed"
    for number, value in _fields(_bytes(graphs[0])):
        if number == _GRAPH_NODE:
            yield from _in_node(_bytes(value))
        elif number == _GRAPH_TENSOR:
            yield from _in_tensor(_bytes(value))


def _in_node(content: bytes) -> Iterator[str]:
    operator = domain = ""
    for number, value in _fields(content):
        if number == _NODE_OPERATOR:
            operator = _bytes(value).decode()
        elif number == _NODE_DOMAIN:
            domain = _bytes(value).decode()
        elif number == _NODE_ATTRIBUTE:
            yield from _in_attribute(_bytes(value))
    if (domain, operator) not in ALLOWED:
        yield "operator-not-allowed"


def _in_attribute(content: bytes) -> Iterator[str]:
    for number, value in _fields(content):
        if number in (_ATTRIBUTE_GRAPH, _ATTRIBUTE_GRAPHS):
            yield "operator-not-allowed"
        elif number == _ATTRIBUTE_TENSOR:
            yield from _in_tensor(_bytes(value))


def _in_tensor(content: bytes) -> Iterator[str]:
    if any(number in (_TENSOR_EXTERNAL, _TENSOR_LOCATION) and value for number, value in _fields(content)):
        yield "external-data"


def _fields(content: bytes) -> Iterator[tuple[int, bytes | int]]:
    """Field numbers and values of one protobuf message; IndexError or ValueError where it is none."""
    at = 0
    while at < len(content):
        tag, at = _varint(content, at)
        match tag & 7:
            case 0:
                number, at = _varint(content, at)
                yield tag >> 3, number
            case 1 | 5 as wire:
                width = 8 if wire == 1 else 4
                yield tag >> 3, content[at : at + width]
                at += width
            case 2:
                length, at = _varint(content, at)
                if at + length > len(content):
                    raise ValueError("truncated")
                yield tag >> 3, content[at : at + length]
                at += length
            case _:
                raise ValueError("no such wire type")


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
    raise ValueError("varint too long")


def _bytes(value: bytes | int) -> bytes:
    if isinstance(value, int):
        raise ValueError("a number where a message belongs")
    return value
