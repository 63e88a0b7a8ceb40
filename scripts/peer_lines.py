"""PP-OCRv6's recogniser on pictures of lines: seconds a run and what it reads, as JSON on stdout.

Run by ``scripts/benchmark_lines.py`` with a Python in whose environment ``rapidocr`` is installed,
so it imports nothing of ours. Each run goes from the files to the texts, in portions of six
pictures of like width, as RapidOCR does by itself:

    python scripts/peer_lines.py FOLDER REPEATS THREADS
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import time
from pathlib import Path

NOT_INSTALLED = 3
"""Exit code where ``rapidocr`` is not there."""

WARMING_UP = 24
"""Pictures that are read before the first run that counts."""


def main() -> None:
    folder, repeats, threads = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    try:
        import cv2
        from rapidocr import RapidOCR  # type: ignore[import-not-found]
        from rapidocr.ch_ppocr_rec import TextRecInput  # type: ignore[import-not-found]
    except ImportError as error:
        print(error, file=sys.stderr)
        raise SystemExit(NOT_INSTALLED) from error

    cv2.setNumThreads(1)
    threads_of = "EngineConfig.onnxruntime.intra_op_num_threads"
    engine = RapidOCR(params={threads_of: threads, "Global.log_level": "error"})
    recogniser = engine._load_rec_model()
    files = sorted(folder.iterdir())

    def texts(some: list[Path]) -> list[str]:
        pictures = [cv2.imread(str(path), cv2.IMREAD_COLOR) for path in some]
        return list(recogniser(TextRecInput(img=pictures)).txts)

    texts(files[:WARMING_UP])
    read: list[str] = []
    seconds = []
    for _ in range(repeats):
        started = time.perf_counter()
        read = texts(files)
        seconds.append(time.perf_counter() - started)
    version = importlib.metadata.version("rapidocr")
    found = dict(zip((path.name for path in files), read, strict=True))
    print(json.dumps({"version": version, "seconds": seconds, "texts": found}))


if __name__ == "__main__":
    main()
