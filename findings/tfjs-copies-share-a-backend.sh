#!/usr/bin/env bash
# @tensorflow/tfjs-core 4.22.0 and 4.21.0 in one process, each with its own @tensorflow/tfjs-backend-cpu
#
# Guess: two installed copies of a library, here even of two releases, are two worlds: what one sets up does not reach the
# other.
# What happens: the engine hangs on the global object, and whichever copy comes second takes the one that is there. The
# copy without any backend computes with the other's, tensors of the two are counted together, and disposing of all
# variables or setting the backend in one does it in the other. Two backends at a time need two processes.
#
#  | engines: the same object, of releases 4.22.0 and 4.21.0
#  | second copy, no backend of its own: computes 6 on cpu
#  | tensors counted by the first after two made by the second: 2
set -euo pipefail
script=$(realpath "$0")
command -v npm >/dev/null || { echo "skipped: needs Node.js 20 or newer and npm"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0
mkdir second
(cd second && npm init -y >/dev/null && npm install --silent --no-audit --no-fund --ignore-scripts @tensorflow/tfjs-core@4.21.0)

cat > look.cjs <<'END'
const first = require('@tensorflow/tfjs-core');
require('@tensorflow/tfjs-backend-cpu');
const second = require('./second/node_modules/@tensorflow/tfjs-core');
first.enableProdMode();
const same = first.engine() === second.engine() ? 'the same object' : 'two objects';
console.log(`engines: ${same}, of releases ${first.version_core} and ${second.version_core}`);
const sum = second.tidy(() => second.sum(second.tensor1d([1, 2, 3])).dataSync()[0]);
console.log(`second copy, no backend of its own: computes ${sum} on ${second.getBackend()}`);
second.tensor1d([1]);
second.tensor1d([2]);
console.log(`tensors counted by the first after two made by the second: ${first.memory().numTensors}`);
END

node look.cjs | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
