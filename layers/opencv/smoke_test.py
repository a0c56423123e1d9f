"""Proves a built layer in a process that sees only what Lambda would: the layer and a code package.

    python layers/opencv/smoke_test.py build/layer/x86_64 build/package/x86_64/photo

For the machine's own architecture.  Exits 0 and prints what it used, or fails with the reason.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

INSIDE = """
import base64, ctypes.util, io, os, sys
os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # of onnxruntime, before its import
layer, code = sys.argv[1:]
heic = base64.b64decode(sys.stdin.read())
sys.path[:0] = [code, layer + "/python"]
ctypes.util.find_library = lambda name: layer + "/lib/libzbar.so.0" if name == "zbar" else None  # no ldconfig there

import cv2, numpy, zxingcpp, PIL.Image, onnxruntime, boto3, pynamodb.models, msgspec, cryptography.fernet, chalice.app
from pyzbar.pyzbar import ZBarSymbol, decode

modules = (cv2, numpy, zxingcpp, PIL, onnxruntime)
assert all(m.__file__.startswith(layer) for m in modules), "a module comes from elsewhere"
TEXT = "CHSI-2026"
code_picture = cv2.QRCodeEncoder_create().encode(TEXT)
picture = cv2.copyMakeBorder(cv2.resize(code_picture, None, fx=8, fy=8, interpolation=0), *[40] * 4, 0, value=255)
assert [found.text for found in zxingcpp.read_barcodes(picture)] == [TEXT], "zxing-cpp does not read"
assert [found.data.decode() for found in decode(picture, [ZBarSymbol.QRCODE])] == [TEXT], "pyzbar does not read"
assert layer + "/lib/libzbar.so.0" in open("/proc/self/maps").read(), "another libzbar was loaded"

libraries = [layer + "/python/pillow_heif.libs/" + name for name in os.listdir(layer + "/python/pillow_heif.libs")]
models = layer + "/models/"
cv2.FaceDetectorYN.create(models + "face_detection_yunet_2023mar.onnx", "", (320, 320)).detect(
    numpy.zeros((320, 320, 3), numpy.uint8))
for name, side in (("face_landmarks_detector", 256), ("selfie_segmentation", 256)):
    net = cv2.dnn.readNetFromTFLite(models + name + ".tflite")
    net.setInput(numpy.zeros((1, 3, side, side), numpy.float32))
    assert all(numpy.isfinite(out).all() for out in net.forward(net.getUnconnectedOutLayersNames())), name
net = cv2.dnn.readNetFromTFLite(models + "face_blendshapes.tflite")
net.setInput(numpy.zeros((1, 146, 2), numpy.float32))
assert net.forward().size == 52, "blendshapes"
assert os.path.getsize(models + "geometry_pipeline_metadata_landmarks.binarypb") > 0
session = onnxruntime.InferenceSession(models + "selfie_multiclass_256x256.onnx", providers=["CPUExecutionProvider"])
parts = session.run(None, {session.get_inputs()[0].name: numpy.zeros((1, 256, 256, 3), numpy.float32)})[0]
assert parts.shape == (1, 256, 256, 6) and numpy.isfinite(parts).all(), "parts"
for format in ("JPEG", "PNG", "WEBP"):
    file = io.BytesIO()
    PIL.Image.new("RGB", (64, 96), (200, 30, 30)).save(file, format)
    assert PIL.Image.open(file, formats=[format]).convert("RGB").size == (64, 96), format

from chalicelib.photo.reading.picture import read_picture
shown = read_picture(heic).image  # a process of its own finds the layer too
assert shown.size == (64, 96) and abs(shown.getpixel((32, 48))[0] - 200) < 8, "a HEIC picture is not read"
assert b"x265 " not in open(next(layer_file for layer_file in libraries if "x265" in layer_file), "rb").read()

import app
assert callable(app.decode) and callable(app.validate), "app.py has no decode or no validate"
print("layer works:", cv2.__version__, numpy.__version__, PIL.__version__)
"""


def main() -> None:
    layer, code = (str(Path(argument).resolve()) for argument in sys.argv[1:3])
    _run("-c", INSIDE, layer, code, told=_heic())
    _run(str(Path(__file__).with_name("smoke_blas.py")), layer)


def _run(*program: str, told: str = "") -> None:
    """Without a package of this machine in sight.  Exits with what the program says when it fails."""
    bare = {"PATH": "", "HOME": "/nowhere", **_cpu()}
    command = [sys.executable, "-S", "-I", "-B", *program]
    done = subprocess.run(command, env=bare, input=told, capture_output=True, text=True)
    print(done.stdout, end="")
    if done.returncode:
        sys.exit(done.stderr or f"{program[0]} died: {done.returncode}")


def _heic() -> str:
    """A small red picture, written by the encoder that the layer itself is without; base64."""
    import base64
    import io

    from PIL import Image
    from pillow_heif import register_heif_opener

    register_heif_opener()
    file = io.BytesIO()
    Image.new("RGB", (64, 96), (200, 30, 30)).save(file, "HEIF")
    return base64.b64encode(file.getvalue()).decode()


def _cpu() -> dict[str, str]:
    """What steers OpenBLAS on this processor is the machine's business, not the layer's."""
    return {name: value for name, value in os.environ.items() if name.startswith("OPENBLAS_")}


if __name__ == "__main__":
    main()
