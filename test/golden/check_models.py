"""Checks ONNX files with the onnx package: python3 check_models.py model.onnx ...

That is onnx.checker's full check (schemas, types, and strict shape inference, which also holds the
declared shapes of the outputs against the inferred ones), and that each node has a name of its own,
which the format does not ask for and viewers need. Prints one JSON line for a file: {"file", "nodes",
"problem"?}; exits 1 when one has a problem.

test/integration/graph/onnx-checker.test.ts runs it on every model that the compiler writes.
"""

import json
import sys

import onnx


def problem_of(model):
    try:
        onnx.checker.check_model(model, full_check=True)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    names = [node.name for node in model.graph.node]
    if "" in names or len(set(names)) != len(names):
        return "a node has no name, or the name of another"
    return None


problems = 0
for path in sys.argv[1:]:
    model = onnx.load(path)
    problem = problem_of(model)
    problems += problem is not None
    line = {"file": path, "nodes": len(model.graph.node)}
    print(json.dumps(line if problem is None else {**line, "problem": problem}))
sys.exit(1 if problems else 0)
