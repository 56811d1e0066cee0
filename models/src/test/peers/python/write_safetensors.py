"""write_safetensors.py FILE

Writes models/src/test/resources/peer.safetensors with Hugging Face's own library.
Needs safetensors and numpy; written with safetensors 0.8 and numpy 2.4.
"""

import sys

import numpy
from safetensors.numpy import save_file

save_file(
    {
        "f32": numpy.arange(6, dtype=numpy.float32).reshape(2, 3) / 4,
        "f16": numpy.array([0.5, -2.0, 65504.0, 6e-8], dtype=numpy.float16),
        "scalar": numpy.array(3.25, dtype=numpy.float32),
        "empty": numpy.zeros((0, 4), dtype=numpy.float32),
        "i64": numpy.array([-1, 1 << 40], dtype=numpy.int64),
        "bool": numpy.array([True, False]),
        "name with \"quotes\" and \u00e9": numpy.ones(1, dtype=numpy.float32),
    },
    sys.argv[1],
    metadata={"format": "pt", "who": "peer"},
)
