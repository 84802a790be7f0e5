"""From annotated texts to the weights under `pipelines/models/`: the teacher, then its fast student.

``python -m pipelines.training --help`` lists the steps. Needs ``pip install 'dothi[training]'``.
"""
