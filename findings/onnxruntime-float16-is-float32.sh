#!/usr/bin/env bash
# onnxruntime 1.23.2 (1.32.0 likewise), CPU, with onnx 1.19.1, NumPy 2.2.6
#
# Guess: a model of float16 tensors rounds after every operator to float16, as the format says: (2048 + 1) − 2048 is 0,
# and 60000 · 2 is infinite. At most optimisations change that.
# What happens: the CPU has no kernels for it, so casts to float32 are laid around the operators, and pairs of casts between
# two operators are taken away again, even with every optimisation switched off. What lies between the operators is float32:
# nothing is rounded, nothing overflows. A model that works on this machine can overflow on a card that does compute in
# float16, and a comparison of the two is not one of like with like.
#
#  | numpy: (2048 + 1) - 2048 = 0.0, 60000 * 2 / 4 = inf
#  | onnxruntime, no optimisation: (2048 + 1) - 2048 = 1.0, 60000 * 2 / 4 = 30000.0
#  | onnxruntime, all: (2048 + 1) - 2048 = 1.0, 60000 * 2 / 4 = 30000.0
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

half = lambda x: np.array([x], np.float16)
def told(title, sums, products):
    print(f'{title}: (2048 + 1) - 2048 = {float(sums[0])}, 60000 * 2 / 4 = {float(products[0])}')

np.seterr(over='ignore')
told('numpy', half(2048) + half(1) - half(2048), half(60000) * half(2) / half(4))
for title, level in (('no optimisation', 'ORT_DISABLE_ALL'), ('all', 'ORT_ENABLE_ALL')):
    level = getattr(ort.GraphOptimizationLevel, level)
    node = helper.make_node
    sums = run([node('Add', ['a', 'b'], ['s']), node('Sub', ['s', 'a'], ['y'])],
               {'a': half(2048), 'b': half(1)}, TensorProto.FLOAT16, level=level)
    products = run([node('Mul', ['a', 'b'], ['p']), node('Div', ['p', 'c'], ['y'])],
                   {'a': half(60000), 'b': half(2), 'c': half(4)}, TensorProto.FLOAT16, level=level)
    told(f'onnxruntime, {title}', sums, products)
END

python/bin/python look.py | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
