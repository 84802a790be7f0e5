"""Measurements. Matrices are multiplied on one core, as in `pipelines.pipeline`, also step by step."""

import os

for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(name, "1")
