#!/usr/bin/env bash
# sharp 0.35.5 (libvips 8.18.7, cgif, libwebp)
#
# Guess: as many frames come out as go in; that frames are alike is no reason to drop them.
# What happens: frames equal to the one before are merged into it and its delay grows. An animation that stands still
# altogether keeps its time as a GIF of one page, but as WebP it becomes an ordinary picture: no pages, no delay.
# So the number of frames that was written says nothing about the number that will be read.
#
#  | red red red blue, GIF: 2 pages, delay 600,400
#  | red red red blue, WebP: 2 pages, delay 600,400
#  | red red red, GIF: 1 pages, delay 600
#  | red red red, WebP: undefined pages, delay undefined
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
const SIDE = 32;
const frame = (colour) => Buffer.alloc(SIDE * SIDE * 3).fill(Buffer.from(colour));
/** An animation of plain frames. */
const animation = (colours, format, options) =>
  sharp(Buffer.concat(colours.map(frame)), {
    raw: { width: SIDE, height: SIDE * colours.length, channels: 3, pageHeight: SIDE },
  })[format](options).toBuffer();
const [red, blue] = [[255, 0, 0], [0, 0, 255]];
for (const [title, colours] of [['red red red blue', [red, red, red, blue]], ['red red red', [red, red, red]]]) {
  for (const [format, name] of [['gif', 'GIF'], ['webp', 'WebP']]) {
    const delay = [100, 200, 300, 400].slice(0, colours.length);
    const { pages, delay: read } = await sharp(await animation(colours, format, { delay }), { animated: true }).metadata();
    console.log(`${title}, ${name}: ${pages} pages, delay ${read}`);
  }
}
END

node look.mjs | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
