#!/usr/bin/env bash
# sharp 0.35.5 (libvips 8.18.7)
#
# Guess: on an animation (`animated: true`) every operation works on each frame by itself.
# What happens: the frames are one tall picture. `resize` and `blur` look over the border, so that the last rows of a frame
# hold some of the next one and the other way round; `flip` turns the whole column over, so that the animation also runs
# backwards. Only `rotate` and `trim` refuse.
#
# A red frame and a blue one; the row on each side of the border:
#
#  | resize 32 to 50: [255,0,0] then [128,0,128]
#  | blur by 3: [146,0,110] then [110,0,146]
#  | flip: [0,0,255] then [255,0,0]
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
const gif = await animation([[255, 0, 0], [0, 0, 255]], 'gif', { delay: [100, 100] });
async function border(what, operation) {
  const { data, info } = await operation(sharp(gif, { animated: true })).removeAlpha().raw()
    .toBuffer({ resolveWithObject: true });
  const rowAt = (y) => JSON.stringify([...data.subarray(y * info.width * 3, y * info.width * 3 + 3)]);
  console.log(`${what}: ${rowAt(info.height / 2 - 1)} then ${rowAt(info.height / 2)}`);
}
await border('resize 32 to 50', (image) => image.resize(50));
await border('blur by 3', (image) => image.blur(3));
await border('flip', (image) => image.flip());
END

node look.mjs | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
