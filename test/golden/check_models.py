"""Checks ONNX files with the onnx package: python3 check_models.py model.onnx ...

Beside onnx.checker's full check (schemas, types, strict shape inference) it infers the shapes anew,
without the declared ones of the outputs, and compares: the checker alone does not mind an output that
is declared wider than it is. Prints one JSON line for a file: {"file", "nodes", "problem"?}; exits 1
when one has a problem.

test/integration/graph/onnx-checker.test.ts runs it on every model that the compiler writes.
"""

import json
import sys

import onnx


def declared(value):
    return value.type.tensor_type.elem_type, [
        d.dim_value if d.HasField("dim_value") else None
        for d in value.type.tensor_type.shape.dim
    ]


def problem_of(path):
    try:
        onnx.checker.check_model(path, full_check=True)
        model = onnx.load(path)
        names = [node.name for node in model.graph.node]
        if "" in names or len(set(names)) != len(names):
            return "a node has no name, or the name of another"
        said = {value.name: declared(value) for value in model.graph.output}
        for value in model.graph.output:
            value.type.tensor_type.ClearField("shape")
        inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True)
        for value in inferred.graph.output:
            if declared(value) != said[value.name]:
                return f"{value.name} is declared {said[value.name]}, inferred {declared(value)}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return None


problems = 0
for path in sys.argv[1:]:
    problem = problem_of(path)
    problems += problem is not None
    line = {"file": path, "nodes": len(onnx.load(path).graph.node) if problem is None else 0}
    print(json.dumps(line if problem is None else {**line, "problem": problem}))
sys.exit(1 if problems else 0)
