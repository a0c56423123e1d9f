"""Proves one_blas.c: what it hands on to NumPy's OpenBLAS gives what the functions promise, and OpenCV gets it.

python -S -I -B layers/opencv/smoke_blas.py build/layer/x86_64
"""

from __future__ import annotations

import ctypes
import sys
from pathlib import Path
from typing import Any

LAYER = Path(sys.argv[1])
sys.path.insert(0, str(LAYER / "python"))

import cv2  # noqa: E402
import numpy as np  # noqa: E402

MANY = 150  # rows: OpenCV computes smaller matrices itself
ROWS_LAST, AS_IS = 102, 111  # CBLAS's names for columns that lie together, and for no transposition
BLAS = ctypes.CDLL(str(next((LAYER / "python/opencv_python_headless.libs").glob("libopenblasp-*"))))


def call(name: str, *arguments: Any) -> None:
    """As Fortran does: everything by its address; the last of LAPACK's arguments says whether it went well."""
    info = ctypes.c_int(-99)
    getattr(BLAS, name)(*map(address, arguments), ctypes.byref(info))
    assert info.value == 0, f"{name}: info {info.value}"


def address(argument: Any) -> Any:
    if isinstance(argument, np.ndarray):
        return argument.ctypes.data_as(ctypes.c_void_p)
    return ctypes.c_char_p(argument) if isinstance(argument, bytes) else ctypes.byref(ctypes.c_int(argument))


def same(one: Any, other: Any, name: str) -> None:
    close = 1e-3 if np.asarray(one).dtype in (np.float32, np.complex64) else 1e-9
    assert np.abs(one - other).max() <= close * np.abs(other).max(), f"{name} computes something else"


def waves(dtype: Any, columns: int = MANY) -> Any:
    """A well-conditioned matrix, each of whose rows must be exchanged."""
    wave = np.cos(np.arange(MANY * columns, dtype=np.float64) ** 1.5).reshape(MANY, columns)
    return np.asfortranarray((wave + 20 * np.eye(MANY, columns)[::-1]).astype(dtype))


def check_products() -> None:
    for name, dtype in (
        ("sgemm", np.float32),
        ("dgemm", np.float64),
        ("cgemm", np.complex64),
        ("zgemm", np.complex128),
    ):
        one, other, result = waves(dtype), waves(dtype)[::-1].copy(order="F"), np.zeros((MANY, MANY), dtype, order="F")
        number = {"s": ctypes.c_float, "d": ctypes.c_double}.get(name[0])
        two, none = (number(2), number(0)) if number else (address(np.array([2], dtype)), address(np.array([0], dtype)))
        matrices = [address(matrix) for matrix in (one, other, result)]
        left, right, into = matrices
        BLAS[f"cblas_{name}"](ROWS_LAST, AS_IS, AS_IS, MANY, MANY, MANY, two, left, MANY, right, MANY, none, into, MANY)
        same(result, 2 * one @ other, name)


def check_solutions(kind: str, dtype: Any) -> None:
    matrix, wanted = waves(dtype), waves(dtype, 2)
    factors, solution, pivot = matrix.copy(order="F"), wanted.copy(order="F"), np.zeros(MANY, np.int32)
    call(f"{kind}gesv_", MANY, 2, factors, MANY, pivot, solution, MANY)
    same(matrix @ solution, wanted, f"{kind}gesv")
    assert len(set(pivot)) > 1
    again, pivots = matrix.copy(order="F"), np.zeros(MANY, np.int32)
    call(f"{kind}getrf_", MANY, MANY, again, MANY, pivots)
    same(again, factors, f"{kind}getrf")
    assert (pivots == pivot).all()
    positive = np.asfortranarray(matrix @ matrix.T)
    factors, solution = positive.copy(order="F"), wanted.copy(order="F")
    call(f"{kind}posv_", b"L", MANY, 2, factors, MANY, solution, MANY)
    same(positive @ solution, wanted, f"{kind}posv")
    factors = positive.copy(order="F")
    call(f"{kind}potrf_", b"L", MANY, factors, MANY)
    same(np.tril(factors) @ np.tril(factors).T, positive, f"{kind}potrf")


def check_least_squares(kind: str, dtype: Any) -> None:
    matrix, wanted, work = waves(dtype), waves(dtype, 2), np.zeros(MANY * MANY * 10, dtype)
    solution = wanted.copy(order="F")
    call(f"{kind}gels_", b"N", MANY, MANY, 2, matrix.copy(order="F"), MANY, solution, MANY, work, work.size)
    same(matrix @ solution, wanted, f"{kind}gels")
    factors, tau = matrix.copy(order="F"), np.zeros(MANY, dtype)
    call(f"{kind}geqrf_", MANY, MANY, factors, MANY, tau, work, work.size)
    upper = np.triu(factors)
    same(upper.T @ upper, matrix.T @ matrix, f"{kind}geqrf")
    left, right, values = (np.zeros(shape, dtype, order="F") for shape in ((MANY, MANY), (MANY, MANY), MANY))
    scratch = np.zeros(8 * MANY, np.int32)
    given = matrix.copy(order="F")
    call(f"{kind}gesdd_", b"A", MANY, MANY, given, MANY, values, left, MANY, right, MANY, work, work.size, scratch)
    same(left * values @ right, matrix, f"{kind}gesdd")


def check_eigenvalues() -> None:
    matrix, work = waves(np.float64), np.zeros(MANY * 20)
    real, imaginary, none = np.zeros(MANY), np.zeros(MANY), np.zeros(1)
    given = matrix.copy(order="F")
    call("dgeev_", b"N", b"N", MANY, given, MANY, real, imaginary, none, 1, none, 1, work, work.size)
    same(np.sort_complex(real + 1j * imaginary).real, np.sort_complex(np.linalg.eigvals(matrix)).real, "dgeev")


def check_opencv() -> None:
    for dtype in (np.float32, np.float64):
        matrix = np.ascontiguousarray(waves(dtype))
        values, left, right = cv2.SVDecomp(matrix)
        same(left * values.ravel() @ right, matrix, "OpenCV's SVD")
        solved, solution = cv2.solve(matrix, waves(dtype, 2).copy(), flags=cv2.DECOMP_LU)
        assert solved
        same(matrix @ solution, waves(dtype, 2), "OpenCV's solve")
        same(cv2.gemm(matrix, matrix, 1, None, 0), matrix @ matrix, "OpenCV's gemm")


def main() -> None:
    check_products()
    for kind, dtype in (("s", np.float32), ("d", np.float64)):
        check_solutions(kind, dtype)
        check_least_squares(kind, dtype)
    check_eigenvalues()
    check_opencv()
    loaded = {line.split("/")[-1] for line in Path("/proc/self/maps").read_text().split("\n") if "openblas" in line}
    assert len(loaded) == 2, loaded
    print("one BLAS works:", *sorted(loaded))


if __name__ == "__main__":
    main()
