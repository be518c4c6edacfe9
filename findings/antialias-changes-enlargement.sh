#!/usr/bin/env bash
# PyTorch 1.13.0 (Debian 12's python3-torch; 2.15.0 likewise), onnxruntime 1.23.2, onnx 1.19.1, NumPy 2.2.6
#
# Guess: antialiasing widens the filter when a picture shrinks and does nothing when it grows; and PyTorch and onnxruntime
# mean the same by `antialias` and “cubic”.
# What happens: PyTorch takes another cubic with `antialias=True` (a = −0.5 instead of −0.75), so that growing changes too.
# onnxruntime keeps −0.75 (unless told otherwise), so that growing is the same with and without. When shrinking they also
# differ at the border, with the linear filter: PyTorch leaves out what lies outside, onnxruntime repeats the edge.
#
#  | torch, 5 to 10, cubic: 0.2617 0.8789, with antialias 0.2266 0.8672
#  | torch, 6 to 3, linear with antialias: 0.1429 0.375 0.0
#  | onnxruntime, 5 to 10, cubic: 0.2617 0.8789, with antialias 0.2617 0.8789
#  | onnxruntime, 6 to 3, linear with antialias: 0.125 0.375 0.0
set -euo pipefail
script=$(realpath "$0")
python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "skipped: needs Python 3.10 or newer with venv"; exit 0; }
torch=${TORCH_PYTHON:-/usr/bin/python3} # any Python that has PyTorch
"$torch" -c 'import torch' 2>/dev/null || { echo "skipped: needs PyTorch (Debian: apt-get install python3-torch; or TORCH_PYTHON)"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check onnxruntime==1.23.2 onnx==1.19.1 numpy==2.2.6

cat > torch.py.txt <<'END'
import torch
from torch.nn.functional import interpolate
row = lambda *values: torch.tensor([[[list(map(float, values))]]])
told = lambda y: ' '.join(str(round(v, 4)) for v in y)
grown = [interpolate(row(0, 0, 1, 0, 0), size=(1, 10), mode='bicubic', antialias=a).ravel().tolist()[3:5] for a in (False, True)]
print(f'torch, 5 to 10, cubic: {told(grown[0])}, with antialias {told(grown[1])}')
shrunk = interpolate(row(0, 0, 1, 0, 0, 0), size=(1, 3), mode='bilinear', antialias=True).ravel().tolist()
print(f'torch, 6 to 3, linear with antialias: {told(shrunk)}')
END
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

row = lambda *values: np.array([[[values]]], np.float32)
told = lambda y: ' '.join(str(round(v, 4)) for v in y)
def resized(x, scale, mode, antialias):
    node = helper.make_node('Resize', ['x', '', 'scales'], ['y'], mode=mode, antialias=antialias)
    scales = {'scales': np.array([1, 1, 1, scale], np.float32)}
    return run([node], {'x': x}, TensorProto.FLOAT, scales).ravel().tolist()
grown = [resized(row(0, 0, 1, 0, 0), 2, 'cubic', a)[3:5] for a in (0, 1)]
print(f'onnxruntime, 5 to 10, cubic: {told(grown[0])}, with antialias {told(grown[1])}')
print(f'onnxruntime, 6 to 3, linear with antialias: {told(resized(row(0, 0, 1, 0, 0, 0), 0.5, "linear", 1))}')
END
"$torch" torch.py.txt > all
python/bin/python look.py >> all

cat all | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
