"""Networks of one operator: what ONNX computes of them is what the operator means, and what is unknown is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flatbuffers
import numpy as np
import onnx
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


Step = tuple[str, str, Options, list[Array | int | None], tuple[int, ...]]


def network(kind: str, table: str, options: Options, inputs: list[Array | None], output: tuple[int, ...]) -> bytes:
    """One operator on GIVEN (None) and constants; table: of its options, and what they hold."""
    return chain((kind, table, options, [*inputs], output))


def chain(*steps: Step) -> bytes:
    """Operators that work on constants and on what is there already: GIVEN is 0, what the first comes to 1, the latest
    None."""
    to = flatbuffers.Builder()
    tensors, buffers, operators = [], [_table(to, "Buffer", Data=to.CreateByteVector(b""))], []

    def tensor(shape: tuple[int, ...], kind_of: int, content: bytes = b"") -> int:
        buffers.append(_table(to, "Buffer", Data=to.CreateByteVector(content)))
        place = to.CreateNumpyVector(np.array(shape, np.int32))
        tensors.append(_table(to, "Tensor", Shape=place, Type=kind_of, Buffer=len(buffers) - 1))
        return len(tensors) - 1

    there = [tensor(GIVEN.shape, tflite.TensorType.FLOAT32)]
    for at, (_, table, options, inputs, output) in enumerate(steps):
        read = [
            tensor(one.shape, TYPES[one.dtype], one.tobytes())
            if isinstance(one, np.ndarray)
            else there[-1 if one is None else one]
            for one in inputs
        ]
        there.append(tensor(output, tflite.TensorType.FLOAT32))
        ends = {"Inputs": _numbers(to, *read), "Outputs": _numbers(to, there[-1])}
        operators.append(_table(to, "Operator", OpcodeIndex=at, BuiltinOptions=_table(to, table, **options), **ends))
    lists = {"Tensors": _list(to, tensors), "Operators": _list(to, operators)}
    graph = _table(to, "SubGraph", Inputs=_numbers(to, there[0]), Outputs=_numbers(to, there[-1]), **lists)
    numbers = [getattr(tflite.BuiltinOperator, kind) for kind, *_ in steps]
    codes = [_table(to, "OperatorCode", BuiltinCode=number, DeprecatedBuiltinCode=number) for number in numbers]
    parts = {"OperatorCodes": _list(to, codes), "Subgraphs": _list(to, [graph]), "Buffers": _list(to, buffers)}
    to.Finish(_table(to, "Model", **parts), b"TFL3")
    return bytes(to.Output())


def _numbers(to: flatbuffers.Builder, *numbers: int) -> int:
    place: int = to.CreateNumpyVector(np.array(numbers, np.int32))
    return place


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


ACTIVATIONS: dict[int, Callable[[Array], Array]] = {
    NONE: lambda values: values, RELU: lambda values: np.maximum(values, 0),
    RELU6: lambda values: np.clip(values, 0, 6),
}  # fmt: skip


def transposing(stride: int = 2, activation: int = NONE) -> Step:
    size, kernel = np.array([1, 8, 12, 3], np.int32), weights(3, 2, 2, 2)
    options = {"StrideH": stride, "StrideW": stride, "Padding": SAME, "FusedActivationFunction": activation}
    return "TRANSPOSE_CONV", "TransposeConvOptions", options, [size, kernel, None, weights(3)], (1, 8, 12, 3)


def transposed(stride: int) -> bytes:
    return chain(transposing(stride))


SQUARES = np.einsum("yxc,oijc->yixjo", GIVEN[0], weights(3, 2, 2, 2)).reshape(1, 8, 12, 3) + weights(3)


def test_a_transposed_convolution_puts_a_square_in_the_place_of_every_px() -> None:
    assert np.abs(computed(transposed(2)) - SQUARES).max() < 1e-4
    with pytest.raises(ConversionError, match="steps overlap"):
        to_onnx(transposed(1))


def kinds(content: bytes) -> list[str]:
    return [node.op_type for node in onnx.load_from_string(to_onnx(content)).graph.node if node.op_type != "Transpose"]


@pytest.mark.parametrize(
    ("activation", "side", "left"),
    [(NONE, 1, ["ConvTranspose", "Relu"]), (RELU, 1, ["ConvTranspose", "Relu", "Conv", "Relu"]),
     (NONE, 3, ["ConvTranspose", "Conv", "Relu"])],
)  # fmt: skip
def test_a_pointwise_convolution_goes_with_the_transposed_one_before_it(
    activation: int, side: int, left: list[str]
) -> None:
    kernel, shift = weights(2, side, side, 3), weights(2)
    pointwise: Step = (
        "CONV_2D", "Conv2DOptions", strides(activation=RELU), [None, kernel, shift], (1, 8, 12, 2),
    )  # fmt: skip
    content = chain(transposing(activation=activation), pointwise)
    assert kinds(content) == left
    before = np.pad(ACTIVATIONS[activation](SQUARES)[0], ((side // 2,) * 2, (side // 2,) * 2, (0, 0)))
    around = np.lib.stride_tricks.sliding_window_view(before, (side, side), axis=(0, 1))
    wanted = np.maximum(np.einsum("yxchw,ohwc->yxo", around, kernel) + shift, 0)
    assert np.abs(computed(content) - wanted).max() < 1e-3


def test_what_others_read_too_stays_as_it_is() -> None:
    pointwise: Step = "CONV_2D", "Conv2DOptions", strides(), [None, weights(3, 1, 1, 3), weights(3)], (1, 8, 12, 3)
    added: Step = "ADD", "AddOptions", {"FusedActivationFunction": NONE}, [None, 1], (1, 8, 12, 3)
    assert kinds(chain(transposing(), pointwise, added)) == ["ConvTranspose", "Conv", "Add"]


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
        "tensor 0 is no constant": network("SUM", "ReducerOptions", {}, [half, None], GIVEN.shape),
    }
    for said, content in unknown.items():
        with pytest.raises(ConversionError, match=said):
            to_onnx(content)
