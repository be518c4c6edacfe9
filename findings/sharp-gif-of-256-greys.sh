#!/usr/bin/env bash
# sharp 0.35.5 (libvips 8.18.7, cgif, its own quantiser)
#
# Guess: a GIF has 256 colours, so a picture of 256 greys comes back as it was.
# What happens: 255 colours come back exactly, 256 do not: a place of the table is kept for transparency, also in a picture
# that has none, and the nearest neighbour takes over.
#
#  | 255 greys: every pixel as before
#  | 256 greys: some pixels off by 1
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
for (const greys of [255, 256]) {
  const raw = Buffer.alloc(256 * 8 * 3);
  for (let i = 0; i < 256 * 8; i++) raw.fill(Math.min(greys - 1, i % 256), 3 * i, 3 * i + 3);
  const gif = await sharp(raw, { raw: { width: 256, height: 8, channels: 3 } }).gif({ dither: 0, effort: 10 }).toBuffer();
  const back = await sharp(gif).removeAlpha().raw().toBuffer();
  const most = raw.reduce((all, value, i) => Math.max(all, Math.abs(value - back[i])), 0);
  console.log(`${greys} greys: ${most === 0 ? 'every pixel as before' : `some pixels off by ${most}`}`);
}
END

node look.mjs | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
