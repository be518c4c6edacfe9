#!/usr/bin/env bash
# @tensorflow/tfjs 4.22.0, its CPU backend
#
# Guess: the gradient of reflection padding counts how often each pixel was used: with two pixels of border on each side of
# 1 2 3 4 5 (3 2 | 1 2 3 4 5 | 4 3) that is 1 2 3 2 1.
# What happens: it is the gradient of padding with zeros: the border's part is thrown away, all ones. There is no error; a
# picture that is optimised through it converges to something else, at its border.
#
#  | padded: 3 2 1 2 3 4 5 4 3
#  | tfjs's gradient of the sum: 1 1 1 1 1
#  | by differences: 1 2 3 2 1
set -euo pipefail
script=$(realpath "$0")
command -v npm >/dev/null || { echo "skipped: needs Node.js 20 or newer and npm"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs@4.22.0 2>/dev/null

cat > look.cjs <<'END'
const tf = require('@tensorflow/tfjs');
tf.enableProdMode();
const padded = (x) => tf.mirrorPad(x, [[2, 2]], 'reflect');
const sum = (x) => tf.sum(padded(x));
const told = (values) => Array.from(values, (value) => Math.round(value)).join(' ');
const x = tf.tensor1d([1, 2, 3, 4, 5]);
console.log(`padded: ${told(padded(x).dataSync())}`);
console.log(`tfjs's gradient of the sum: ${told(tf.grad(sum)(x).dataSync())}`);
const moved = (i) => tf.tensor1d([1, 2, 3, 4, 5].map((value, j) => value + (i === j ? 1 : 0)));
const differences = [0, 1, 2, 3, 4].map((i) => sum(moved(i)).dataSync()[0] - sum(x).dataSync()[0]);
console.log(`by differences: ${told(differences)}`);
END

node look.cjs | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
