#!/usr/bin/env bash
# @tensorflow/tfjs-node 4.22.0, made for libtensorflow 2.9.1; wheels tensorflow-cpu 2.15.1 and 2.21.0 (Linux, x86-64)
#
# Guess: a native binding of 2022 needs the C library that it was made for; four years and twelve minor releases later it does
# not compile, or crashes; and a wheel for Python is of no use to Node.js.
# What happens: the wheel carries the headers and the whole C interface, under another name (libtensorflow_cc instead of
# libtensorflow, so that the package's own recipe cannot link it). The binding compiles as it is and computes, with no Python
# in the process. It fetches 500 MB.
#
#  | 2.15.1: no libtensorflow.so; loads as 2.15.1; sum 10
#  | 2.21.0: no libtensorflow.so; loads as 2.21.0; sum 10
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

cat > look.cjs <<'END'
// Node 23 took util.isNullOrUndefined away, which the package still calls
require('node:util').isNullOrUndefined ??= (value) => value == null;
const tf = require('@tensorflow/tfjs-node');
const sum = tf.sum(tf.conv2d(tf.tensor3d([1, 2, 3, 4], [2, 2, 1]), tf.ones([1, 1, 1, 1]), 1, 'valid')).dataSync()[0];
console.log(`loads as ${tf.backend().binding.TF_Version}; sum ${sum}`);
END
for release in 2.15.1 2.21.0; do
  build $release
  named=$(ls wheel/lib/python3.*/site-packages/tensorflow/libtensorflow.so* 2>/dev/null || echo 'no libtensorflow.so')
  echo "$release: $named; $(TF_CPP_MIN_LOG_LEVEL=3 node look.cjs 2>/dev/null)"
done > all

cat all | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
