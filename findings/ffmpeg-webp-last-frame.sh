#!/usr/bin/env bash
# ffmpeg 7.0.2 (of imageio-ffmpeg 0.6.0), read with sharp 0.35.5
#
# Guess: GIF to animated WebP keeps how long each frame stands, the last one too; or loses it in both formats alike.
# What happens: GIF to GIF keeps all delays. In WebP the last frame gets the mean of the others, since the muxer takes each
# duration from the next frame's time and has none behind the last: a pause of a second at the end becomes a fifth.
#
#  | as made: 100,200,300,1000
#  | ffmpeg, GIF to GIF: 100,200,300,1000
#  | ffmpeg, GIF to WebP: 100,200,300,200
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
import { writeFileSync } from 'node:fs';
import sharp from 'sharp';
const SIDE = 32;
const frame = (colour) => Buffer.alloc(SIDE * SIDE * 3).fill(Buffer.from(colour));
/** An animation of plain frames. */
const animation = (colours, format, options) =>
  sharp(Buffer.concat(colours.map(frame)), {
    raw: { width: SIDE, height: SIDE * colours.length, channels: 3, pageHeight: SIDE },
  })[format](options).toBuffer();
const colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [255, 255, 0]];
writeFileSync('made.gif', await animation(colours, 'gif', { delay: [100, 200, 300, 1000] }));
const delays = async (file) => (await sharp(file, { animated: true }).metadata()).delay.join();
const converted = (file) => execFileSync(process.argv[2], ['-v', 'error', '-i', 'made.gif', file]);
converted('again.gif');
converted('again.webp');
console.log(`as made: ${await delays('made.gif')}`);
console.log(`ffmpeg, GIF to GIF: ${await delays('again.gif')}`);
console.log(`ffmpeg, GIF to WebP: ${await delays('again.webp')}`);
END

node look.mjs "$ffmpeg" | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
