#!/usr/bin/env bash
# ffmpeg 7.0.2 (of imageio-ffmpeg 0.6.0; 5.1 likewise), read with sharp 0.35.5 too
#
# Guess: a program that writes animated WebP reads it.
# What happens: ffmpeg writes one with libwebp, and its own decoder skips the chunks of an animation: “image data not
# found”, no frame comes out. sharp reads the same file.
#
#  | ffmpeg writes: 3 pages
#  | ffmpeg reads: image data not found, 0 frames
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
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import sharp from 'sharp';
const [ffmpeg] = process.argv.slice(2);
const source = ['-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=10:duration=0.3'];
execFileSync(ffmpeg, ['-v', 'error', ...source, 'own.webp']);
console.log(`ffmpeg writes: ${(await sharp('own.webp', { animated: true }).metadata()).pages} pages`);
const { stderr } = spawnSync(ffmpeg, ['-v', 'error', '-i', 'own.webp', 'frame%d.png'], { encoding: 'utf8' });
const frames = readdirSync('.').filter((name) => name.startsWith('frame')).length;
console.log(`ffmpeg reads: ${/image data not found/.exec(stderr)?.[0] ?? 'no complaint'}, ${frames} frames`);
END

node look.mjs "$ffmpeg" | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
