/* OpenCV's BLAS and LAPACK functions, answered by the OpenBLAS that NumPy brings: one copy in the layer instead of two.
 *
 * OpenCV counts with 32 bits, NumPy's build with 64, so every count is widened on the way in and narrowed on the way out.
 * The arguments are those of the reference BLAS and LAPACK (netlib.org/lapack/explore-html), of float (s) and double (d);
 * what ends Fortran's lists are the lengths of its texts, of one letter each.
 */
#include <stdint.h>
#include <stdlib.h>

typedef int64_t wide;
typedef size_t length;

#define NUMPYS(name) scipy_##name##_64_

/* The counts of a pivot or of scratch space; without memory, as Fortran would: the process ends. */
static wide *room(wide many) {
    wide *counts = malloc(sizeof(wide) * (many > 0 ? many : 1));
    if (!counts)
        abort();
    return counts;
}

static void narrowed(wide *from, int *to, wide many) {
    for (wide at = 0; at < many; at++)
        to[at] = (int)from[at];
    free(from);
}

static wide least(int one, int other) { return one < other ? one : other; }

#define GEMM(name, scalar)                                                                                             \
    void scipy_cblas_##name##64_(int, int, int, wide, wide, wide, scalar, const void *, wide, const void *, wide,      \
                                 scalar, void *, wide);                                                                \
    void cblas_##name(int order, int left, int right, int m, int n, int k, scalar alpha, const void *a, int lda,       \
                      const void *b, int ldb, scalar beta, void *c, int ldc) {                                         \
        scipy_cblas_##name##64_(order, left, right, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);                     \
    }

GEMM(sgemm, float)
GEMM(dgemm, double)
GEMM(cgemm, const void *)
GEMM(zgemm, const void *)

#define FACTORS(t, real)                                                                                               \
    void NUMPYS(t##gesv)(wide *, wide *, real *, wide *, wide *, real *, wide *, wide *);                              \
    void t##gesv_(int *n, int *nrhs, real *a, int *lda, int *ipiv, real *b, int *ldb, int *info) {                     \
        wide n_ = *n, nrhs_ = *nrhs, lda_ = *lda, ldb_ = *ldb, info_, *pivot = room(n_);                               \
        NUMPYS(t##gesv)(&n_, &nrhs_, a, &lda_, pivot, b, &ldb_, &info_);                                               \
        narrowed(pivot, ipiv, info_ < 0 ? 0 : n_);                                                                     \
        *info = (int)info_;                                                                                            \
    }                                                                                                                  \
    void NUMPYS(t##getrf)(wide *, wide *, real *, wide *, wide *, wide *);                                             \
    void t##getrf_(int *m, int *n, real *a, int *lda, int *ipiv, int *info) {                                          \
        wide m_ = *m, n_ = *n, lda_ = *lda, info_, many = least(*m, *n), *pivot = room(many);                          \
        NUMPYS(t##getrf)(&m_, &n_, a, &lda_, pivot, &info_);                                                           \
        narrowed(pivot, ipiv, info_ < 0 ? 0 : many);                                                                   \
        *info = (int)info_;                                                                                            \
    }                                                                                                                  \
    void NUMPYS(t##posv)(char *, wide *, wide *, real *, wide *, real *, wide *, wide *, length);                      \
    void t##posv_(char *uplo, int *n, int *nrhs, real *a, int *lda, real *b, int *ldb, int *info) {                    \
        wide n_ = *n, nrhs_ = *nrhs, lda_ = *lda, ldb_ = *ldb, info_;                                                  \
        NUMPYS(t##posv)(uplo, &n_, &nrhs_, a, &lda_, b, &ldb_, &info_, 1);                                             \
        *info = (int)info_;                                                                                            \
    }                                                                                                                  \
    void NUMPYS(t##potrf)(char *, wide *, real *, wide *, wide *, length);                                             \
    void t##potrf_(char *uplo, int *n, real *a, int *lda, int *info) {                                                 \
        wide n_ = *n, lda_ = *lda, info_;                                                                              \
        NUMPYS(t##potrf)(uplo, &n_, a, &lda_, &info_, 1);                                                              \
        *info = (int)info_;                                                                                            \
    }

#define LEAST_SQUARES(t, real)                                                                                         \
    void NUMPYS(t##gels)(char *, wide *, wide *, wide *, real *, wide *, real *, wide *, real *, wide *, wide *,       \
                         length);                                                                                      \
    void t##gels_(char *trans, int *m, int *n, int *nrhs, real *a, int *lda, real *b, int *ldb, real *work,            \
                  int *lwork, int *info) {                                                                             \
        wide m_ = *m, n_ = *n, nrhs_ = *nrhs, lda_ = *lda, ldb_ = *ldb, lwork_ = *lwork, info_;                        \
        NUMPYS(t##gels)(trans, &m_, &n_, &nrhs_, a, &lda_, b, &ldb_, work, &lwork_, &info_, 1);                        \
        *info = (int)info_;                                                                                            \
    }                                                                                                                  \
    void NUMPYS(t##geqrf)(wide *, wide *, real *, wide *, real *, real *, wide *, wide *);                             \
    void t##geqrf_(int *m, int *n, real *a, int *lda, real *tau, real *work, int *lwork, int *info) {                  \
        wide m_ = *m, n_ = *n, lda_ = *lda, lwork_ = *lwork, info_;                                                    \
        NUMPYS(t##geqrf)(&m_, &n_, a, &lda_, tau, work, &lwork_, &info_);                                              \
        *info = (int)info_;                                                                                            \
    }                                                                                                                  \
    void NUMPYS(t##gesdd)(char *, wide *, wide *, real *, wide *, real *, real *, wide *, real *, wide *, real *,      \
                          wide *, wide *, wide *, length);                                                             \
    void t##gesdd_(char *jobz, int *m, int *n, real *a, int *lda, real *s, real *u, int *ldu, real *vt, int *ldvt,     \
                   real *work, int *lwork, int *iwork, int *info) {                                                    \
        wide m_ = *m, n_ = *n, lda_ = *lda, ldu_ = *ldu, ldvt_ = *ldvt, lwork_ = *lwork, info_;                        \
        wide *scratch = room(8 * least(*m, *n));                                                                       \
        NUMPYS(t##gesdd)(jobz, &m_, &n_, a, &lda_, s, u, &ldu_, vt, &ldvt_, work, &lwork_, scratch, &info_, 1);        \
        free(scratch);                                                                                                 \
        *info = (int)info_;                                                                                            \
    }

FACTORS(s, float)
FACTORS(d, double)
LEAST_SQUARES(s, float)
LEAST_SQUARES(d, double)

void NUMPYS(dgeev)(char *, char *, wide *, double *, wide *, double *, double *, double *, wide *, double *, wide *,
                   double *, wide *, wide *, length, length);
void dgeev_(char *jobvl, char *jobvr, int *n, double *a, int *lda, double *wr, double *wi, double *vl, int *ldvl,
            double *vr, int *ldvr, double *work, int *lwork, int *info) {
    wide n_ = *n, lda_ = *lda, ldvl_ = *ldvl, ldvr_ = *ldvr, lwork_ = *lwork, info_;
    NUMPYS(dgeev)(jobvl, jobvr, &n_, a, &lda_, wr, wi, vl, &ldvl_, vr, &ldvr_, work, &lwork_, &info_, 1, 1);
    *info = (int)info_;
}
