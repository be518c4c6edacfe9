#!/usr/bin/env bash
# onnxruntime 1.23.2 (1.32.0 likewise), CPU, with onnx 1.19.1, NumPy 2.2.6
#
# Guess: with two threads every operator over a large tensor is shared between them, those that only move numbers as well
# as those that compute.
# What happens: padding, slicing and scattering of any size run on the thread that called, whatever the pool; a product, an
# activation and a convolution are shared. Where a network mirrors its borders (13 paddings, and their gradients as slices and
# scatters) that is an eighth of a run on two cores, and more with each core.
#
#  | shared by two threads: Mul, HardSigmoid, Conv
#  | on one alone: Pad, Slice, ScatterElements
set -euo pipefail
script=$(realpath "$0")
python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "skipped: needs Python 3.10 or newer with venv"; exit 0; }
[ "$(uname -s)" = Linux ] && [ "$(nproc)" -ge 2 ] || { echo 'skipped: needs Linux and two cores'; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check onnxruntime==1.23.2 onnx==1.19.1 numpy==2.2.6

cat > look.py <<'END'
import os, numpy as np, onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

SHAPE = (1, 64, 512, 512)
RUNS = 12
x = np.random.default_rng(1).random(SHAPE, np.float32)
node = helper.make_node
many = lambda *values: np.array(values, np.int64)
CASES = {
    'Mul': (node('Mul', ['x', 'k'], ['y']), {'k': np.array(1.5, np.float32)}),
    'HardSigmoid': (node('HardSigmoid', ['x'], ['y']), {}),
    'Conv': (node('Conv', ['x', 'w'], ['y'], pads=[1] * 4), {'w': np.ones((8, 64, 3, 3), np.float32)}),
    'Pad': (node('Pad', ['x', 'p'], ['y'], mode='reflect'), {'p': many(0, 0, 1, 1, 0, 0, 1, 1)}),
    'Slice': (node('Slice', ['x', 'a', 'b', 'axes'], ['y']), {'a': many(1, 1), 'b': many(511, 511), 'axes': many(2, 3)}),
    'ScatterElements': (node('ScatterElements', ['x', 'i', 'u'], ['y'], axis=2, reduction='add'),
                        {'i': np.ones((1, 64, 1, 512), np.int64), 'u': np.ones((1, 64, 1, 512), np.float32)}),
}

def own(pid):
    """seconds of processor time that each thread has had, by its number"""
    found = {}
    for thread in os.listdir(f'/proc/{pid}/task'):
        with open(f'/proc/{pid}/task/{thread}/schedstat') as file:
            found[int(thread)] = int(file.read().split()[0]) / 1e9
    return found

def beside(operator, initials):
    """processor time of the other thread over that of the one that calls"""
    value = lambda name, shape=None: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    graph = helper.make_graph([operator], 'graph', [value('x', SHAPE)], [value('y')],
                              [numpy_helper.from_array(v, k) for k, v in initials.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 19)], ir_version=9)
    options = ort.SessionOptions()
    options.intra_op_num_threads = 2
    options.add_session_config_entry('session.intra_op.allow_spinning', '0')  # waiting costs nothing then
    session = ort.InferenceSession(model.SerializeToString(), options, providers=['CPUExecutionProvider'])
    session.run(None, {'x': x})
    before, me = own(os.getpid()), os.getpid()
    for _ in range(RUNS):
        session.run(None, {'x': x})
    after = own(os.getpid())
    others = sum(after[t] - before.get(t, 0) for t in after if t != me)
    return others / (after[me] - before[me])

shares = {name: beside(*case) for name, case in CASES.items()}
told = lambda title, names: print(f'{title}: {", ".join(names)}')
told('shared by two threads', [name for name, share in shares.items() if share > 0.3])
told('on one alone', [name for name, share in shares.items() if share < 0.05])
END

OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python/bin/python look.py | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
