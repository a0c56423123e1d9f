"""Turns a network of float32 from TensorFlow Lite into ONNX, operator by operator, with the same layout.

A pointwise convolution behind a transposed one becomes part of it: two linear steps are one, on a quarter of the px.

Only what selfie_multiclass_256x256 is made of; any other operator, type or activation is refused by its name.
TensorFlow Lite keeps channels last, ONNX convolves and resizes with channels first: these are put between two
transpositions, of which the runtime drops whatever cancels out.  Equal files give equal bytes.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import onnx
import tflite
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

OPSET, IR = 13, 8  # both of 2021, so that any runtime of today reads them
MAGIC = b"TFL3"
FIRST, LAST = (0, 3, 1, 2), (0, 2, 3, 1)  # channels first, channels last
DTYPES = {
    tflite.TensorType.FLOAT32: np.dtype(np.float32), tflite.TensorType.INT32: np.dtype(np.int32),
}  # fmt: skip
OPERATORS, TYPES, ACTIVATIONS = (
    {value: name for name, value in inspect.getmembers(kind) if isinstance(value, int)}
    for kind in (tflite.BuiltinOperator, tflite.TensorType, tflite.ActivationFunctionType)
)

Operator = Any  # the flatbuffers' classes come without types
Array = NDArray[Any]


class ConversionError(Exception):
    """The network has something that is not known here; the text names it."""


def to_onnx(content: bytes) -> bytes:
    """The ONNX file of a .tflite file with one subgraph, whose tensors keep their shapes.  Raises ConversionError."""
    if content[4:8] != MAGIC:
        raise ConversionError("no TensorFlow Lite file")
    return bytes(_Converter(content).model().SerializeToString(deterministic=True))


class _Converter:
    """Tensors are named by their number; a node's inner results by that of its output and a letter."""

    def __init__(self, content: bytes) -> None:
        self._source = tflite.Model.GetRootAsModel(content, 0)
        if self._source.SubgraphsLength() != 1:
            raise ConversionError(f"{self._source.SubgraphsLength()} subgraphs")
        self._graph = self._source.Subgraphs(0)
        self._operators = [self._graph.Operators(at) for at in range(self._graph.OperatorsLength())]
        self._converted: set[int] = set()  # places of operators that went with an earlier one
        self._nodes: list[onnx.NodeProto] = []
        self._constants: dict[str, onnx.TensorProto] = {}

    def model(self) -> onnx.ModelProto:
        for at, operator in enumerate(self._operators):
            kind = self._kind(operator)
            if kind not in KINDS:
                raise ConversionError(f"operator {kind}")
            if at not in self._converted:
                KINDS[kind](self, operator)
        start, end = (
            [helper.make_tensor_value_info(str(one), TensorProto.FLOAT, self.shape(one)) for one in numbers]
            for numbers in (self._graph.InputsAsNumpy(), self._graph.OutputsAsNumpy())
        )
        graph = helper.make_graph(self._nodes, "network", start, end, list(self._constants.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR)
        onnx.checker.check_model(model, full_check=True)
        return model

    def _kind(self, operator: Operator) -> str:
        return OPERATORS[self._source.OperatorCodes(operator.OpcodeIndex()).BuiltinCode()]

    def take_pointwise(self, tensor: int) -> Operator | None:
        """The convolution of single px that is all that reads a tensor, if there is one; the caller converts it."""
        readers = [at for at, one in enumerate(self._operators) if tensor in one.InputsAsNumpy()]
        if len(readers) != 1 or tensor in self._graph.OutputsAsNumpy():
            return None
        reader = self._operators[readers[0]]
        if self._kind(reader) != "CONV_2D" or self.shape(reader.Inputs(1))[1:3] != [1, 1]:
            return None
        options = _options(reader, tflite.Conv2DOptions)
        if (options.StrideH(), options.StrideW()) != (1, 1):
            return None
        self._converted.add(readers[0])
        return reader

    def shape(self, tensor: int) -> list[int]:
        return [int(side) for side in self._graph.Tensors(tensor).ShapeAsNumpy()]

    def value(self, tensor: int) -> Array | None:
        """A constant's values, None of what is computed."""
        one = self._graph.Tensors(tensor)
        buffer = self._source.Buffers(one.Buffer())
        if not buffer.DataLength():
            return None
        if one.Type() not in DTYPES:
            raise ConversionError(f"constant of type {TYPES[one.Type()]}")
        return np.frombuffer(buffer.DataAsNumpy().tobytes(), DTYPES[one.Type()]).reshape(self.shape(tensor))

    def constant(self, tensor: int) -> Array:
        """Raises ConversionError where it is computed."""
        value = self.value(tensor)
        if value is None:
            raise ConversionError(f"tensor {tensor} is no constant")
        return value

    def name(self, tensor: int) -> str:
        """What a node calls it; a constant comes along as it is."""
        value = self.value(tensor)
        return str(tensor) if value is None else self.keep(str(tensor), value)

    def keep(self, name: str, value: Array) -> str:
        self._constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind: str, inputs: Iterable[str], output: str, **attributes: Any) -> str:
        self._nodes.append(helper.make_node(kind, list(inputs), [output], **attributes))
        return output

    def channels_first(self, kind: str, tensor: int, more: Iterable[str], output: int, **attributes: Any) -> None:
        """A node between two transpositions."""
        first = self.node("Transpose", [self.name(tensor)], f"{output}a", perm=FIRST)
        done = self.node(kind, [first, *more], f"{output}b", **attributes)
        self.node("Transpose", [done], str(output), perm=LAST)

    def activation(self, fused: int, output: int) -> None:
        """What is fused with an operator works on its output, which then is computed under another name."""
        if fused == tflite.ActivationFunctionType.NONE:
            return
        before = f"{output}p"
        self._nodes[-1].output[0] = before
        if fused == tflite.ActivationFunctionType.RELU:
            self.node("Relu", [before], str(output))
        elif fused == tflite.ActivationFunctionType.RELU6:
            bounds = [self.keep(name, np.array(value, np.float32)) for name, value in (("zero", 0), ("six", 6))]
            self.node("Clip", [before, *bounds], str(output))
        else:
            raise ConversionError(f"activation {ACTIVATIONS[fused]}")


def _convolution(to: _Converter, operator: Operator) -> None:
    options = _options(operator, tflite.Conv2DOptions)
    _, kernel, bias = operator.InputsAsNumpy()
    _convolve(to, operator, options, to.constant(kernel).transpose(0, 3, 1, 2), 1, to.constant(bias))


def _depthwise(to: _Converter, operator: Operator) -> None:
    options = _options(operator, tflite.DepthwiseConv2DOptions)
    source, kernel, bias = operator.InputsAsNumpy()
    _convolve(to, operator, options, to.constant(kernel).transpose(3, 0, 1, 2), to.shape(source)[3], to.constant(bias))


def _convolve(to: _Converter, operator: Operator, options: Any, kernel: Array, groups: int, bias: Array) -> None:
    source, output = int(operator.Inputs(0)), int(operator.Outputs(0))
    strides = [options.StrideH(), options.StrideW()]
    spread = [options.DilationHFactor(), options.DilationWFactor()]
    pads = [0] * 4
    if options.Padding() == tflite.Padding.SAME:
        reach = [(side - 1) * step + 1 for side, step in zip(kernel.shape[2:], spread, strict=True)]
        before, after = to.shape(source)[1:3], to.shape(output)[1:3]
        missing = [
            max((many - 1) * stride + far - size, 0)
            for many, stride, far, size in zip(after, strides, reach, before, strict=True)
        ]
        pads = [*(one // 2 for one in missing), *(one - one // 2 for one in missing)]
    weights = [to.keep(f"{output}w", kernel), to.keep(f"{output}c", bias)]
    to.channels_first("Conv", source, weights, output, group=groups, strides=strides, dilations=spread, pads=pads)
    to.activation(options.FusedActivationFunction(), output)


def _transposed_convolution(to: _Converter, operator: Operator) -> None:
    options = _options(operator, tflite.TransposeConvOptions)
    _, kernel, source, bias = operator.InputsAsNumpy()
    output, strides = int(operator.Outputs(0)), [options.StrideH(), options.StrideW()]
    weights = to.constant(kernel).transpose(3, 0, 1, 2)
    if strides != list(weights.shape[2:]):
        raise ConversionError("a transposed convolution whose steps overlap")
    shift, plain = to.constant(bias), options.FusedActivationFunction() == tflite.ActivationFunctionType.NONE
    pointwise = to.take_pointwise(output) if plain else None
    if pointwise is not None:
        mix = to.constant(pointwise.Inputs(1))[:, 0, 0]
        weights = _mixed(weights, mix)
        shift = _mixed(shift.reshape(1, -1, 1, 1), mix).ravel() + to.constant(pointwise.Inputs(2))
        output, options = int(pointwise.Outputs(0)), _options(pointwise, tflite.Conv2DOptions)
    kept = [to.keep(f"{output}w", weights), to.keep(f"{output}c", shift)]
    to.channels_first("ConvTranspose", int(source), kept, output, strides=strides)
    to.activation(options.FusedActivationFunction(), output)


def _mixed(values: Array, mix: Array) -> Array:
    """Channels, the second axis of four, as mix (out, in) makes them of others: added one after another, so that every
    machine comes to the same bytes."""
    total = np.zeros((len(values), len(mix), *values.shape[2:]))
    for channel, shares in enumerate(mix.T.astype(np.float64)):
        total += values[:, [channel]] * shares[:, None, None]
    return total.astype(np.float32)


def _elementwise(kind: str, options: Any) -> Callable[[_Converter, Operator], None]:
    def convert(to: _Converter, operator: Operator) -> None:
        output = int(operator.Outputs(0))
        to.node(kind, [to.name(one) for one in operator.InputsAsNumpy()], str(output))
        to.activation(_options(operator, options).FusedActivationFunction(), output)

    return convert


def _sum(to: _Converter, operator: Operator) -> None:
    source, axes = operator.InputsAsNumpy()
    output = int(operator.Outputs(0))
    along = to.keep(f"{output}w", to.constant(axes).astype(np.int64).ravel())
    keep = int(_options(operator, tflite.ReducerOptions).KeepDims())
    to.node("ReduceSum", [to.name(source), along], str(output), keepdims=keep)


def _reshape(to: _Converter, operator: Operator) -> None:
    source, output = int(operator.Inputs(0)), int(operator.Outputs(0))
    shape = to.keep(f"{output}w", np.array(to.shape(output), np.int64))
    to.node("Reshape", [to.name(source), shape], str(output))


def _transpose(to: _Converter, operator: Operator) -> None:
    source, order = operator.InputsAsNumpy()
    to.node("Transpose", [to.name(source)], str(int(operator.Outputs(0))), perm=to.constant(order).tolist())


def _softmax(to: _Converter, operator: Operator) -> None:
    if _options(operator, tflite.SoftmaxOptions).Beta() != 1:
        raise ConversionError("a softmax with a beta")
    to.node("Softmax", [to.name(operator.Inputs(0))], str(int(operator.Outputs(0))), axis=-1)


def _resize(mode: str, options: Any) -> Callable[[_Converter, Operator], None]:
    def convert(to: _Converter, operator: Operator) -> None:
        source, output = int(operator.Inputs(0)), int(operator.Outputs(0))
        chosen = _options(operator, options)
        centres, rounding = "align_corners" if chosen.AlignCorners() else "asymmetric", "floor"
        if chosen.HalfPixelCenters():  # the nearest is that below the centre, plus a half: as rounding up does
            centres, rounding = "half_pixel", "round_prefer_ceil"
        height, width, channels = to.shape(output)[1:]
        rows, columns = to.shape(source)[1:3]
        several = height % rows == width % columns == 0 and not chosen.AlignCorners()
        if mode == "nearest" and several:  # the same px however they are counted; so the runtime keeps its own layout
            centres, rounding = "asymmetric", "floor"
        size = to.keep(f"{output}w", np.array([1, channels, height, width], np.int64))
        how = {"mode": mode, "coordinate_transformation_mode": centres, "nearest_mode": rounding}
        to.channels_first("Resize", source, ["", "", size], output, **how)

    return convert


def _options(operator: Operator, kind: Any) -> Any:
    options, table = kind(), operator.BuiltinOptions()
    options.Init(table.Bytes, table.Pos)
    return options


KINDS: dict[str, Callable[[_Converter, Operator], None]] = {
    "ADD": _elementwise("Add", tflite.AddOptions),
    "CONV_2D": _convolution,
    "DEPTHWISE_CONV_2D": _depthwise,
    "MUL": _elementwise("Mul", tflite.MulOptions),
    "RESHAPE": _reshape,
    "RESIZE_BILINEAR": _resize("linear", tflite.ResizeBilinearOptions),
    "RESIZE_NEAREST_NEIGHBOR": _resize("nearest", tflite.ResizeNearestNeighborOptions),
    "SOFTMAX": _softmax,
    "SUM": _sum,
    "TRANSPOSE": _transpose,
    "TRANSPOSE_CONV": _transposed_convolution,
}
