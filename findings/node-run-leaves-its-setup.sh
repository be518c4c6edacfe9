#!/usr/bin/env bash
# Node.js 24.21.0 (npm package node)
#
# Guess: `run()` of node:test is what `node --test` calls, so that files, order and a global setup mean the same in both;
# and where the command tears its global setup down when it is interrupted, so does a program that calls `run()`.
# What happens: the command sorts the files that it is given by their names and cleans up after an interruption. `run()`
# keeps the order, and ends at once: what the setup has started, a database for instance, goes on. It is torn down where
# the program hands over a signal of its own and aborts that one instead.
#
#  | node --test z.test.mjs a.test.mjs begins with a.test.mjs
#  | run() of z.test.mjs and a.test.mjs begins with z.test.mjs
#  | node --test, interrupted: torn down
#  | run(), interrupted: left as it was
#  | run() with a signal, aborted when interrupted: torn down
set -euo pipefail
script=$(realpath "$0")
command -v npm >/dev/null || { echo "skipped: needs npm"; exit 0; }
[ "$(uname -s)" = Linux ] || { echo 'skipped: needs Linux'; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

npm init -y >/dev/null
npm install --silent --no-audit --no-fund --allow-scripts=node node@24.21.0 2>/dev/null ||
  npm install --silent --no-audit --no-fund node@24.21.0
node=$folder/node_modules/node/bin/node
"$node" --version >/dev/null || { echo 'skipped: the package node has no binary here'; exit 0; }

cat > setup.mjs <<'END'
import { rmSync, writeFileSync } from 'node:fs';
export const globalSetup = () => writeFileSync('standing', '');
export const globalTeardown = () => rmSync('standing');
END
for name in a z; do
  cat > $name.test.mjs <<END
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
appendFileSync('order', '$name.test.mjs\n');
test('$name', () => setTimeout(process.env.LONG ? 20000 : 0));
END
done
cat > run.mjs <<'END'
import { run } from 'node:test';
const stopped = new AbortController();
const signal = process.argv[2] === 'signal' ? stopped.signal : undefined;
if (signal) process.once('SIGINT', () => stopped.abort());
const files = ['z.test.mjs', 'a.test.mjs'].map((name) => `${process.cwd()}/${name}`);
run({ files, concurrency: 1, globalSetupPath: `${process.cwd()}/setup.mjs`, ...(signal && { signal }) }).resume();
END

command=("$node" --test --test-concurrency=1 --test-global-setup=./setup.mjs z.test.mjs a.test.mjs)
first() { rm -f order; "$@" >/dev/null 2>&1 || true; head -1 order; }
interrupted() {
  rm -f order standing
  LONG=yes "$@" >/dev/null 2>&1 &
  local pid=$!
  for _ in $(seq 100); do [ -s order ] && break; sleep 0.1; done
  [ -e standing ] || { echo 'nothing was set up'; return; }
  kill -INT $pid
  for _ in $(seq 100); do kill -0 $pid 2>/dev/null || break; sleep 0.1; done
  if [ -e standing ]; then echo 'left as it was'; else echo 'torn down'; fi
}
# a shell without job control starts what is in the background deaf to interruptions
set -m
{
  echo "node --test z.test.mjs a.test.mjs begins with $(first "${command[@]}")"
  echo "run() of z.test.mjs and a.test.mjs begins with $(first "$node" run.mjs)"
  echo "node --test, interrupted: $(interrupted "${command[@]}")"
  echo "run(), interrupted: $(interrupted "$node" run.mjs)"
  echo "run() with a signal, aborted when interrupted: $(interrupted "$node" run.mjs signal)"
} > seen
cat seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
