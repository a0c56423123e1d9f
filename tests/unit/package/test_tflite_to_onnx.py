"""Networks of one operator: what ONNX computes of them is what the operator means, and what is unknown is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flatbuffers
import numpy as np
import onnxruntime
import pytest
import tflite
from numpy.typing import NDArray

from layers.opencv.tflite_to_onnx import ConversionError, to_onnx

Array = NDArray[Any]
TYPES = {
    np.dtype(np.float32): tflite.TensorType.FLOAT32,
    np.dtype(np.int32): tflite.TensorType.INT32,
    np.dtype(np.float16): tflite.TensorType.FLOAT16,
}
NONE, RELU, RELU6, TANH = (getattr(tflite.ActivationFunctionType, name) for name in ("NONE", "RELU", "RELU6", "TANH"))
SAME, VALID = tflite.Padding.SAME, tflite.Padding.VALID
GIVEN = np.linspace(-3, 5, 2 * 3 * 4 * 2, dtype=np.float32).reshape(1, 4, 6, 2)
Options = dict[str, Any]


def network(kind: str, table: str, options: Options, inputs: list[Array | None], output: tuple[int, ...]) -> bytes:
    """One operator on GIVEN (None) and constants; table: of its options, and what they hold."""
    to = flatbuffers.Builder()
    arrays = [GIVEN if one is None else one for one in inputs]
    contents = [b"", *(b"" if one is None else one.tobytes() for one in inputs), b""]
    buffers = [_table(to, "Buffer", Data=to.CreateByteVector(content)) for content in contents]
    shapes = [(one.shape, TYPES[one.dtype]) for one in arrays] + [(output, tflite.TensorType.FLOAT32)]
    tensors = [
        _table(to, "Tensor", Shape=to.CreateNumpyVector(np.array(shape, np.int32)), Type=kind_of, Buffer=at + 1)
        for at, (shape, kind_of) in enumerate(shapes)
    ]
    places = to.CreateNumpyVector(np.arange(len(inputs), dtype=np.int32))
    end = to.CreateNumpyVector(np.array([len(inputs)], np.int32))
    operator = _table(
        to, "Operator", OpcodeIndex=0, Inputs=places, Outputs=end, BuiltinOptions=_table(to, table, **options)
    )
    start = to.CreateNumpyVector(np.array([[one is None for one in inputs].index(True)], np.int32))
    lists = {"Tensors": _list(to, tensors), "Inputs": start, "Outputs": end, "Operators": _list(to, [operator])}
    graph = _table(to, "SubGraph", **lists)
    number = getattr(tflite.BuiltinOperator, kind)
    code = _table(to, "OperatorCode", BuiltinCode=number, DeprecatedBuiltinCode=number)
    parts = {"OperatorCodes": _list(to, [code]), "Subgraphs": _list(to, [graph]), "Buffers": _list(to, buffers)}
    to.Finish(_table(to, "Model", **parts), b"TFL3")
    return bytes(to.Output())


def _table(to: flatbuffers.Builder, name: str, **fields: Any) -> int:
    getattr(tflite, f"{name}Start")(to)
    for field, value in fields.items():
        getattr(tflite, f"{name}Add{field}")(to, value)
    end: int = getattr(tflite, f"{name}End")(to)
    return end


def _list(to: flatbuffers.Builder, offsets: list[int]) -> int:
    to.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        to.PrependUOffsetTRelative(offset)
    end: int = to.EndVector()
    return end


def computed(content: bytes) -> Array:
    session = onnxruntime.InferenceSession(to_onnx(content), providers=["CPUExecutionProvider"])
    return np.asarray(session.run(None, {session.get_inputs()[0].name: GIVEN})[0])


def convolved(kernel: Array, bias: Array, stride: int, pads: tuple[int, int]) -> Array:
    """By its definition: kernel (out, height, width, in), so many rows and columns of zeros before GIVEN."""
    far, wide = kernel.shape[1:3]
    padded = np.pad(GIVEN[0], ((pads[0], far), (pads[1], wide), (0, 0)))
    rows, columns = range(0, GIVEN.shape[1], stride), range(0, GIVEN.shape[2], stride)

    def px(row: int, column: int) -> Array:
        return np.asarray(np.einsum("hwc,ohwc->o", padded[row : row + far, column : column + wide], kernel) + bias)

    return np.array([[[px(row, column) for column in columns] for row in rows]])


def weights(*shape: int) -> Array:
    return np.cos(np.arange(np.prod(shape), dtype=np.float32)).reshape(shape)


def strides(stride: int = 1, padding: int = SAME, activation: int = NONE) -> Options:
    more = {"FusedActivationFunction": activation, "DilationHFactor": 1, "DilationWFactor": 1}
    return {"StrideH": stride, "StrideW": stride, "Padding": padding} | more


CONVOLUTION: list[tuple[int, int, tuple[int, int]]] = [(1, 3, (1, 1)), (2, 3, (0, 0)), (1, 1, (0, 0)), (2, 2, (0, 0))]


@pytest.mark.parametrize(("stride", "side", "pads"), CONVOLUTION)
def test_a_convolution_pads_as_much_as_is_missing_and_more_of_it_behind(
    stride: int, side: int, pads: tuple[int, int]
) -> None:
    kernel, bias = weights(3, side, side, 2), weights(3)
    wanted = convolved(kernel, bias, stride, pads)
    content = network("CONV_2D", "Conv2DOptions", strides(stride), [None, kernel, bias], wanted.shape)
    assert np.abs(computed(content) - wanted).max() < 1e-4


def test_a_convolution_without_padding() -> None:
    kernel, bias = weights(3, 3, 3, 2), weights(3)
    wanted = convolved(kernel, bias, 1, (0, 0))[:, :2, :4]
    content = network("CONV_2D", "Conv2DOptions", strides(padding=VALID), [None, kernel, bias], wanted.shape)
    assert np.abs(computed(content) - wanted).max() < 1e-4


def test_a_depthwise_convolution_keeps_channels_apart() -> None:
    kernel, bias = weights(1, 3, 3, 2), weights(2)
    apart = np.zeros((2, 3, 3, 2), np.float32)
    for channel in range(2):
        apart[channel, :, :, channel] = kernel[0, :, :, channel]
    wanted = convolved(apart, bias, 1, (1, 1))
    content = network("DEPTHWISE_CONV_2D", "DepthwiseConv2DOptions", strides(), [None, kernel, bias], wanted.shape)
    assert np.abs(computed(content) - wanted).max() < 1e-4


def transposed(stride: int) -> bytes:
    size, kernel = np.array([1, 8, 12, 3], np.int32), weights(3, 2, 2, 2)
    options = {"StrideH": stride, "StrideW": stride, "Padding": SAME}
    return network("TRANSPOSE_CONV", "TransposeConvOptions", options, [size, kernel, None, weights(3)], (1, 8, 12, 3))


def test_a_transposed_convolution_puts_a_square_in_the_place_of_every_px() -> None:
    squares = np.einsum("yxc,oijc->yixjo", GIVEN[0], weights(3, 2, 2, 2)).reshape(1, 8, 12, 3) + weights(3)
    assert np.abs(computed(transposed(2)) - squares).max() < 1e-4
    with pytest.raises(ConversionError, match="steps overlap"):
        to_onnx(transposed(1))


ACTIVATIONS: dict[int, Callable[[Array], Array]] = {
    NONE: lambda values: values, RELU: lambda values: np.maximum(values, 0),
    RELU6: lambda values: np.clip(values, 0, 6),
}  # fmt: skip


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("kind", "of"), [("ADD", np.add), ("MUL", np.multiply)])
def test_elementwise_with_a_constant_and_what_is_fused_with_it(
    kind: str, of: Callable[[Array, Array], Array], activation: int
) -> None:
    other = np.array([2, -3], np.float32)
    options = {"FusedActivationFunction": activation}
    content = network(kind, f"{kind.title()}Options", options, [None, other], GIVEN.shape)
    assert np.abs(computed(content) - ACTIVATIONS[activation](of(GIVEN, other))).max() < 1e-5


def test_sum_reshape_transpose_and_softmax() -> None:
    axis = np.array([2], np.int32)
    summed = computed(network("SUM", "ReducerOptions", {"KeepDims": True}, [None, axis], (1, 4, 1, 2)))
    assert np.abs(summed - GIVEN.sum(2, keepdims=True)).max() < 1e-5
    shape = np.array([2, 4, 6], np.int32)
    assert (
        computed(network("RESHAPE", "ReshapeOptions", {}, [None, shape], (2, 4, 6))) == GIVEN.reshape(2, 4, 6)
    ).all()
    order = np.array([0, 2, 1, 3], np.int32)
    turned = computed(network("TRANSPOSE", "TransposeOptions", {}, [None, order], (1, 6, 4, 2)))
    assert (turned == GIVEN.transpose(0, 2, 1, 3)).all()
    soft = computed(network("SOFTMAX", "SoftmaxOptions", {"Beta": 1.0}, [None], GIVEN.shape))
    shares = np.exp(GIVEN) / np.exp(GIVEN).sum(-1, keepdims=True)
    assert np.abs(soft - shares).max() < 1e-5


def resized(kind: str, table: str, centres: bool) -> Array:
    size = np.array([8, 12], np.int32)
    return computed(network(kind, table, {"HalfPixelCenters": centres}, [None, size], (1, 8, 12, 2)))


@pytest.mark.parametrize("centres", [False, True])
def test_the_nearest_of_twice_the_size_is_every_px_twice(centres: bool) -> None:
    twice = GIVEN.repeat(2, 1).repeat(2, 2)
    assert (resized("RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighborOptions", centres) == twice).all()


@pytest.mark.parametrize(("centres", "first"), [(False, (0.0, 0.5)), (True, (0.0, 0.25))])
def test_between_px_counted_from_corners_or_from_centres(centres: bool, first: tuple[float, float]) -> None:
    row = resized("RESIZE_BILINEAR", "ResizeBilinearOptions", centres)[0, 0, :2, 0]
    assert np.abs(row - GIVEN[0, 0, 0, 0] - np.array(first) * (GIVEN[0, 0, 1, 0] - GIVEN[0, 0, 0, 0])).max() < 1e-5


def test_equal_files_give_equal_bytes() -> None:
    assert to_onnx(transposed(2)) == to_onnx(transposed(2))


def test_what_is_unknown_is_named() -> None:
    half = np.ones(2, np.float16)
    two = {"FusedActivationFunction": NONE}
    unknown = {
        "no TensorFlow Lite file": b"PK",
        "operator TANH": network("TANH", "AddOptions", two, [None], GIVEN.shape),
        "constant of type FLOAT16": network("ADD", "AddOptions", two, [None, half], GIVEN.shape),
        "activation TANH": network("ADD", "AddOptions", {"FusedActivationFunction": TANH}, [None, GIVEN], GIVEN.shape),
        "a softmax with a beta": network("SOFTMAX", "SoftmaxOptions", {"Beta": 2.0}, [None], GIVEN.shape),
        "tensor 1 is no constant": network("SUM", "ReducerOptions", {}, [half, None], GIVEN.shape),
    }
    for said, content in unknown.items():
        with pytest.raises(ConversionError, match=said):
            to_onnx(content)
