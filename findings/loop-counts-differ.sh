#!/usr/bin/env bash
# ffmpeg 7.0.2 (of imageio-ffmpeg 0.6.0) and sharp 0.35.5
#
# Guess: “loop 3” is one thing: the animation is shown three times, whichever program and format.
# What happens: a GIF stores repetitions after the first showing, WebP stores showings. sharp's `loop` counts showings and
# converts; ffmpeg's `-loop` is written as it is. So ffmpeg's `-loop 3` is four showings in GIF and three in WebP; and
# sharp's `loop: 1` writes no loop block at all, which ffmpeg cannot ask for by a number of its own other than -1.
#
# Of each file: what its own field says, and what sharp reads (showings):
#
#  | sharp loop 3, GIF: field 2, read 3
#  | sharp loop 3, WebP: field 3, read 3
#  | sharp loop 1, GIF: no field, read 1
#  | ffmpeg -loop 3, GIF: field 3, read 4
#  | ffmpeg -loop 3, WebP: field 3, read 3
#  | ffmpeg -loop 1, GIF: field 1, read 2
#  | ffmpeg -loop -1, GIF: no field, read 1
set -euo pipefail
script=$(realpath "$0")
command -v npm >/dev/null || { echo "skipped: needs Node.js 20 or newer and npm"; exit 0; }
python3 -c 'import venv, ensurepip' 2>/dev/null || { echo "skipped: needs Python 3.10 or newer with venv"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts sharp@0.35.5
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check imageio-ffmpeg==0.6.0
ffmpeg=$(python/bin/python -c 'import imageio_ffmpeg; print(imageio_ffmpeg.get_ffmpeg_exe())')

cat > look.mjs <<'END'
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';
const SIDE = 32;
const frame = (colour) => Buffer.alloc(SIDE * SIDE * 3).fill(Buffer.from(colour));
/** An animation of plain frames. */
const animation = (colours, format, options) =>
  sharp(Buffer.concat(colours.map(frame)), {
    raw: { width: SIDE, height: SIDE * colours.length, channels: 3, pageHeight: SIDE },
  })[format](options).toBuffer();
function fieldOf(bytes) {
  const [gif, webp] = [bytes.indexOf('NETSCAPE2.0'), bytes.indexOf('ANIM')];
  if (webp >= 0) return `field ${bytes.readUInt16LE(webp + 12)}`;
  return gif < 0 ? 'no field' : `field ${bytes.readUInt16LE(gif + 13)}`;
}
async function look(title, bytes) {
  console.log(`${title}: ${fieldOf(bytes)}, read ${(await sharp(bytes, { animated: true }).metadata()).loop}`);
}
const colours = [[255, 0, 0], [0, 0, 255]];
const delay = [100, 100];
await look('sharp loop 3, GIF', await animation(colours, 'gif', { delay, loop: 3 }));
await look('sharp loop 3, WebP', await animation(colours, 'webp', { delay, loop: 3 }));
await look('sharp loop 1, GIF', await animation(colours, 'gif', { delay, loop: 1 }));
writeFileSync('made.gif', await animation(colours, 'gif', { delay, loop: 0 }));
for (const [loop, name] of [['3', 'GIF'], ['3', 'WebP'], ['1', 'GIF'], ['-1', 'GIF']]) {
  const file = `with${loop}.${name.toLowerCase()}`;
  execFileSync(process.argv[2], ['-v', 'error', '-i', 'made.gif', '-loop', loop, file]);
  await look(`ffmpeg -loop ${loop}, ${name}`, readFileSync(file));
}
END

node look.mjs "$ffmpeg" | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
