#!/usr/bin/env bash
# onnxruntime-node 1.30.0, WebGPU on Vulkan (a software driver: SwiftShader of Debian's chromium, or Mesa's lavapipe), node 20 or newer
#
# Guess: a transposed convolution in groups comes out on WebGPU as on the CPU, to a few digits.
# What happens: where a group makes one channel of an even number of them, the numbers are others, off by as much as they are
# large, without a warning. Two channels made by a group, an odd number that it makes them of, or no groups: all are right.
# Depth to space written as a transposed convolution with one group a channel is such a one.
#
#  | 1 group makes 1 channel of: 1 right, 2 right, 3 right, 4 right, 5 right, 6 right, 8 right
#  | 1 group makes 2 channels of: 1 right, 2 right, 3 right, 4 right, 5 right, 6 right, 8 right
#  | 3 groups make 1 channel of: 1 right, 2 WRONG, 3 right, 4 WRONG, 5 right, 6 WRONG, 8 WRONG
#  | 3 groups make 2 channels of: 1 right, 2 right, 3 right, 4 right, 5 right, 6 right, 8 right
set -euo pipefail
script=$(realpath "$0")
command -v npm > /dev/null || { echo "skipped: needs node and npm"; exit 0; }
for driver in /usr/lib/chromium/vk_swiftshader_icd.json /usr/share/vulkan/icd.d/lvp_icd."$(uname -m)".json; do
  if [ -e "$driver" ]; then export VK_DRIVER_FILES=$driver; break; fi
done
[ -n "${VK_DRIVER_FILES:-}" ] || { echo "skipped: needs a software driver for Vulkan (apt-get install libvulkan1 chromium, or mesa-vulkan-drivers)"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init --yes > /dev/null
npm install --silent --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0

cat > look.cjs <<'END'
const { InferenceSession, Tensor } = require('onnxruntime-node');

const SIDE = 2, STRIDE = 2, SIZE = [5, 7];

// just enough of protobuf for a model of one node: varints, and what has a length before it
const varint = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...varint(n >>> 7)]);
const number = (field, n) => Buffer.from([...varint(field << 3), ...varint(n)]);
const block = (field, ...parts) => {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)));
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(body.length)]), body]);
};
const typed = (field, name, sizes) => {
  const shape = block(2, ...sizes.map((size) => block(1, number(1, size))));
  return block(field, block(1, name), block(2, block(1, number(1, 1), shape)));
};
const whole = (name, value) => block(5, block(1, name), number(3, value), number(20, 2));
const wholes = (name, list) => block(5, block(1, name), ...list.map((value) => number(8, value)), number(20, 7));
const values = (count) => Float32Array.from({ length: count }, (_, i) => Math.sin(12.9898 * i));

function transposed(groups, output, input) {
  const kernel = [groups * input, output, SIDE, SIDE];
  const weight = Buffer.from(values(kernel.reduce((a, b) => a * b)).buffer);
  const node = block(1, block(1, 'x'), block(1, 'w'), block(2, 'y'), block(4, 'ConvTranspose'),
    whole('group', groups), wholes('kernel_shape', [SIDE, SIDE]), wholes('strides', [STRIDE, STRIDE]));
  const sizes = kernel.map((size) => number(1, size));
  const graph = block(7, node, block(2, 'one'), block(5, ...sizes, number(2, 1), block(8, 'w'), block(9, weight)),
    typed(11, 'x', [1, groups * input, ...SIZE]), typed(12, 'y', [1, groups * output, ...SIZE.map((n) => n * STRIDE)]));
  return Buffer.concat([number(1, 8), graph, block(8, block(1, ''), number(2, 17))]);
}

async function apart(groups, output, input) {
  const feeds = { x: new Tensor('float32', values(groups * input * SIZE[0] * SIZE[1]), [1, groups * input, ...SIZE]) };
  const results = [];
  for (const executionProviders of [['cpu'], ['webgpu', 'cpu']]) {
    const session = await InferenceSession.create(transposed(groups, output, input), { executionProviders, logSeverityLevel: 4 });
    results.push((await session.run(feeds)).y.data);
  }
  const [right, other] = results;
  const most = (numbers) => numbers.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  return most(right.map((value, i) => value - other[i])) / most(right);
}

(async () => {
  try {
    await InferenceSession.create(transposed(1, 1, 1), { executionProviders: ['webgpu'] });
  } catch {
    console.log('no WebGPU here');
    process.exit(0);
  }
  for (const groups of [1, 3]) {
    for (const output of [1, 2]) {
      const told = [];
      for (const input of [1, 2, 3, 4, 5, 6, 8]) {
        told.push(`${input} ${(await apart(groups, output, input)) < 1e-3 ? 'right' : 'WRONG'}`);
      }
      const who = groups === 1 ? '1 group makes' : `${groups} groups make`;
      console.log(`${who} ${output} channel${output === 1 ? '' : 's'} of: ${told.join(', ')}`);
    }
  }
  process.exit(0);
})();
END

node look.cjs 2> /dev/null | tee seen
grep -q 'no WebGPU' seen && { echo "skipped: WebGPU does not start on $VK_DRIVER_FILES"; exit 0; }
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
