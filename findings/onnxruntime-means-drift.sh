#!/usr/bin/env bash
# onnxruntime 1.23.2 (1.32.0 likewise), CPU, with onnx 1.19.1, NumPy 2.2.6
#
# Guess: a mean in float32 is right to a few units in the last place, as NumPy's and PyTorch's are, which add in a tree. So
# a plane of 0.9 with a noise of 0.001, which is sixteen thousand such units, is normalised to mean 0 and deviation 1.
# What happens: ReduceMean and InstanceNormalization add up one number after the other, in as many sums as a register has
# places. The sums grow, what is added does not, and each time the same part of it is lost: the mean of a plane of
# 2048 x 2048 is off by more than the noise. InstanceNormalization takes that mean away and holds the rest for deviation, so
# what comes out is neither centred nor of deviation 1. At 256 x 256 all is well. How far it is off hangs on the processor's
# registers, therefore only bounds are printed.
#
#  | 256 x 256
#  |   NumPy's mean off by less than a hundredth of the noise: True
#  |   ReduceMean off by less than a tenth of the noise: True
#  |   InstanceNormalization: deviation within 1 %: True, mean within 0.1: True
#  | 2048 x 2048
#  |   NumPy's mean off by less than a hundredth of the noise: True
#  |   ReduceMean off by less than a tenth of the noise: False
#  |   InstanceNormalization: deviation within 1 %: False, mean within 0.1: False
set -euo pipefail
script=$(realpath "$0")
python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "skipped: needs Python 3.10 or newer with venv"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check "onnxruntime==${ONNXRUNTIME:-1.23.2}" onnx==1.19.1 numpy==2.2.6

cat > look.py <<'END'
import numpy as np, onnxruntime as ort
from onnx import TensorProto, helper, numpy_helper

NOISE = 0.001

def run(op, x, constants, **attributes):
    value = lambda name, shape=None: helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
    node = helper.make_node(op, ['x', *constants], ['y'], **attributes)
    graph = helper.make_graph([node], 'graph', [value('x', x.shape)], [value('y')],
                              [numpy_helper.from_array(v, k) for k, v in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid('', 19)], ir_version=9)
    return ort.InferenceSession(model.SerializeToString(), providers=['CPUExecutionProvider']).run(None, {'x': x})[0]

for side in (256, 2048):
    noise = np.random.default_rng(0).standard_normal((1, 1, side, side))
    x = (0.9 + NOISE * noise).astype(np.float32)
    right = x.mean(dtype=np.float64)
    off = lambda mean: abs(float(mean) - right) / NOISE
    reduced = run('ReduceMean', x, {'axes': np.array([2, 3], np.int64)})
    normal = run('InstanceNormalization', x, {'scale': np.ones(1, np.float32), 'shift': np.zeros(1, np.float32)}, epsilon=1e-12)
    mean, deviation = normal.mean(dtype=np.float64), normal.std(dtype=np.float64)
    print(side, 'x', side)
    print('  NumPy\'s mean off by less than a hundredth of the noise:', off(x.mean()) < 0.01)
    print('  ReduceMean off by less than a tenth of the noise:', off(reduced.item()) < 0.1)
    print('  InstanceNormalization: deviation within 1 %:', bool(abs(deviation - 1) < 0.01), end=', ')
    print('mean within 0.1:', bool(abs(mean) < 0.1))
END

python/bin/python look.py | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
