"""Builds the opencv layer as a folder that Lambda lays at /opt, or only the model files of the photo engine.

python layers/opencv/build.py --arch arm64            → build/layer/arm64/{python,models,lib,NOTICE}
python layers/opencv/build.py --models build/models   → the model files, flat
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # run as a script: only this folder would be on the path

from deploy.bytecode import compile_tree  # noqa: E402
from deploy.prune import prune  # noqa: E402
from deploy.wheels import ARCHES, Arch, PackagingError, install, python_version, unmet_requirements  # noqa: E402
from layers.opencv.build_zbar import build_zbar  # noqa: E402
from layers.opencv.slim_libraries import slim  # noqa: E402
from layers.registry import FetchError, fetch, read_list  # noqa: E402

HERE = Path(__file__).parent
BUILD = ROOT / "build"
MODELS = HERE / "models.json"
MADE_BY = ("build.py", "build_zbar.py", "compiler.py", "slim_libraries.py", "one_blas.c", "tflite_to_onnx.py")
LISTS = ("requirements.txt", "models.json", "zbar.json", "NOTICE")
INPUTS = (
    *(HERE / name for name in (*MADE_BY, *LISTS)),
    *(ROOT / "deploy" / name for name in ("prune.py", "wheels.py", "bytecode.py")),
)


def build_layer(arch: Arch) -> Path:
    """The layer's folder, built anew only when something it is made of changed.  Raises PackagingError."""
    layer, stamp = BUILD / "layer" / arch, BUILD / "layer" / f"{arch}.stamp"
    made_of = _fingerprint()
    if stamp.is_file() and stamp.read_text() == made_of:
        return layer
    stamp.unlink(missing_ok=True)
    shutil.rmtree(layer, ignore_errors=True)
    _fill(layer, arch)
    stamp.write_text(made_of)
    return layer


def _fill(layer: Path, arch: Arch) -> None:
    install(HERE / "requirements.txt", layer / "python", arch)
    if faults := unmet_requirements([layer / "python"]):
        raise PackagingError("the layer's list is not complete:\n" + "\n".join(faults))
    prune(layer / "python", text=False)  # first: Pillow's own AVIF encoder has the name of OpenCV's
    slim(layer / "python", arch)
    compile_tree(layer / "python", "/opt/python")
    build_zbar(layer / "lib" / "libzbar.so.0", arch)
    shutil.copyfile(HERE / "NOTICE", layer / "NOTICE")
    for model in fetch(BUILD / "models", read_list(MODELS)):
        (layer / "models").mkdir(exist_ok=True)
        shutil.copyfile(model, layer / "models" / model.name)


def _fingerprint() -> str:
    digest = hashlib.sha256(python_version().encode())
    for path in INPUTS:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--arch", choices=ARCHES, default="arm64", help="the functions' processor (default: arm64)")
    parser.add_argument("--models", type=Path, metavar="FOLDER", help="only fetch the model files into FOLDER")
    options = parser.parse_args()
    try:
        made = fetch(options.models, read_list(MODELS)) if options.models else [build_layer(options.arch)]
    except (FetchError, PackagingError) as error:
        sys.exit(f"layers/opencv: {error}")
    for path in made:
        print(path)


if __name__ == "__main__":
    main()
