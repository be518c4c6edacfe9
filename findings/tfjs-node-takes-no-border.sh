#!/usr/bin/env bash
# @tensorflow/tfjs-node 4.22.0 on tensorflow-cpu 2.21.0, beside tfjs's own CPU backend (Linux, x86-64)
#
# Guess: an argument that one backend takes works on all of them; at least in convolutions, where TensorFlow itself knows
# explicit borders.
# What happens: a border given as a number (“pad: number” in the documentation of both functions) works in JavaScript and
# throws natively, in conv2d and in maxPool, when the computation is reached and not before. ResNet's first convolution
# (7, stride 2, border 3) and pooling (3, stride 2, border 1) are such ones. It fetches 270 MB.
#
#  | cpu: conv2d 4,11,14,30; maxPool 4,4,4,4
#  | tensorflow: conv2d TF Backend supports only 'valid' and 'same' padding while padding was NUMBER; maxPool TF Backend supports only 'valid' and 'same' padding while padding was NUMBER
set -euo pipefail
script=$(realpath "$0")
command -v npm >/dev/null || { echo "skipped: needs Node.js 20 or newer and npm"; exit 0; }
python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "skipped: needs Python 3.10 or newer with venv"; exit 0; }
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo "skipped: needs Linux on x86-64"; exit 0; }
command -v c++ >/dev/null || { echo "skipped: needs a C++ compiler"; exit 0; }
python3 -c 'import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 11))' || { echo "skipped: needs Python 3.10 or 3.11"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs-node@4.22.0 node-api-headers@1.9.0 2>/dev/null

build() { # RELEASE: the wheel of that release under tfjs's binding
  rm -rf wheel
  python3 -m venv wheel
  wheel/bin/pip install --quiet --disable-pip-version-check --no-deps "tensorflow-cpu==$1"
  local tensorflow tfjs=node_modules/@tensorflow/tfjs-node
  tensorflow=$(echo "$folder"/wheel/lib/python3.*/site-packages/tensorflow)
  mkdir -p $tfjs/lib/napi-v8
  c++ -std=c++17 -O1 -fPIC -shared -w -DNAPI_VERSION=8 -I"$tensorflow/include" -Inode_modules/node-api-headers/include \
    $tfjs/binding/*.cc "$tensorflow"/libtensorflow_cc.so.2 "$tensorflow"/libtensorflow_framework.so.2 \
    -Wl,-rpath,"$tensorflow" -o $tfjs/lib/napi-v8/tfjs_binding.node
}

build 2.21.0
cat > look.cjs <<'END'
// Node 23 took util.isNullOrUndefined away, which the package still calls
require('node:util').isNullOrUndefined ??= (value) => value == null;
const tf = require('@tensorflow/tfjs-node');
const tried = (compute) => {
  try {
    return compute().dataSync().join();
  } catch (error) {
    return error.message;
  }
};
(async () => {
  for (const backend of ['cpu', 'tensorflow']) {
    await tf.setBackend(backend);
    const x = tf.tensor3d([1, 2, 3, 4], [2, 2, 1]);
    const kernel = tf.tensor4d([1, 2, 3, 4], [2, 2, 1, 1]);
    const convolved = tried(() => tf.slice(tf.conv2d(x, kernel, 1, 1), [0, 0, 0], [2, 2, 1]));
    console.log(`${backend}: conv2d ${convolved}; maxPool ${tried(() => tf.maxPool(x, 3, 1, 1))}`);
  }
})();
END

TF_CPP_MIN_LOG_LEVEL=3 node look.cjs 2>/dev/null | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
