#!/usr/bin/env bash
# onnxruntime 1.23.2 (1.32.0 likewise), CPU, with onnx 1.19.1, NumPy 2.2.6
#
# Guess: not-a-number goes through maximum pooling as it goes through a maximum of two, a ReLU and a clipping: as itself.
# What happens: those three let it through; pooling drops it and takes the largest of the rest. PyTorch's pooling returns
# NaN. A network that went wrong can look finite again behind its first pooling.
#
#  | Relu: [nan, 1.0, nan, 2.0]
#  | Max with 0: [nan, 1.0, nan, 2.0]
#  | MaxPool over two: [1.0, 2.0]
set -euo pipefail
script=$(realpath "$0")
python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "skipped: needs Python 3.10 or newer with venv"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check onnxruntime==1.23.2 onnx==1.19.1 numpy==2.2.6

cat > look.py <<'END'
import numpy as np, onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

def run(nodes, feeds, kind, initials={}, level=ort.GraphOptimizationLevel.ORT_ENABLE_ALL):
    value = lambda name, shape=None: helper.make_tensor_value_info(name, kind, shape)
    graph = helper.make_graph(nodes, 'graph', [value(k, v.shape) for k, v in feeds.items()], [value('y')],
                              [numpy_helper.from_array(v, k) for k, v in initials.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 19)], ir_version=9)
    options = ort.SessionOptions()
    options.graph_optimization_level = level
    return ort.InferenceSession(model.SerializeToString(), options, providers=['CPUExecutionProvider']).run(None, feeds)[0]

x = np.array([[[np.nan, 1, np.nan, 2]]], np.float32)
zero = {'zero': np.array(0, np.float32)}
node = helper.make_node
told = lambda title, y: print(f'{title}: {y.ravel().tolist()}')
told('Relu', run([node('Relu', ['x'], ['y'])], {'x': x}, TensorProto.FLOAT))
told('Max with 0', run([node('Max', ['x', 'zero'], ['y'])], {'x': x}, TensorProto.FLOAT, zero))
told('MaxPool over two', run([node('MaxPool', ['x'], ['y'], kernel_shape=[2], strides=[2])], {'x': x}, TensorProto.FLOAT))
END

python/bin/python look.py | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
