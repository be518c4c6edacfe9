#!/usr/bin/env bash
# sharp 0.35.5 (libvips 8.18.7)
#
# Guess: converting an animation keeps its delays; if short ones are slowed down as browsers do, then all short ones, and in
# every format.
# What happens: a GIF keeps a delay of 10 ms, also when it is written again. On the way to WebP 10 ms, and only that,
# becomes 100 ms, ten times as long; 20 ms stay 20.
#
#  | GIF: 10,20,30,100
#  | GIF to GIF: 10,20,30,100
#  | GIF to WebP: 100,20,30,100
set -euo pipefail
script=$(realpath "$0")
command -v npm >/dev/null || { echo "skipped: needs Node.js 20 or newer and npm"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts sharp@0.35.5

cat > look.mjs <<'END'
import sharp from 'sharp';
const SIDE = 16;
const frame = (colour) => Buffer.alloc(SIDE * SIDE * 3).fill(Buffer.from(colour));
/** An animation of plain frames. */
const animation = (colours, format, options) =>
  sharp(Buffer.concat(colours.map(frame)), {
    raw: { width: SIDE, height: SIDE * colours.length, channels: 3, pageHeight: SIDE },
  })[format](options).toBuffer();
const colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0]];
const gif = await animation(colours, 'gif', { delay: [10, 20, 30, 100] });
const delays = async (file) => (await sharp(file, { animated: true }).metadata()).delay.join();
console.log(`GIF: ${await delays(gif)}`);
console.log(`GIF to GIF: ${await delays(await sharp(gif, { animated: true }).gif().toBuffer())}`);
console.log(`GIF to WebP: ${await delays(await sharp(gif, { animated: true }).webp().toBuffer())}`);
END

node look.mjs | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
