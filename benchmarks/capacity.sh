#!/usr/bin/env bash
# How near find_capacity comes to a limit that is known: servers of k workers, each busy for s with a request, so that the
# limit is k/s, which the server says at its end by how long its workers really took. Another k, s and first rate for each
# seed; two searches at a time at the most. Prints each, and how many are within 5 %.
#   benchmarks/capacity.sh [N]     (FIRST=1: the first seed; HOLD=5s, PRECISION=2%; AT_ONCE=2)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
count=${1:-20} first=${FIRST:-1} hold=${HOLD:-5s} precision=${PRECISION:-2%} at_once=${AT_ONCE:-2}
work=$(mktemp -d)
trap 'kill $(cat "$work"/*.pid 2>/dev/null) 2>/dev/null || true; rm -rf "$work"' EXIT
dotnet build benchmarks/LoadProbe.Benchmarks -c Release --nologo -v quiet
./loadprobe --version >/dev/null
loadprobe=$PWD/artifacts/publish/LoadProbe.Cli/release/loadprobe tool=$PWD/artifacts/bin/LoadProbe.Benchmarks/release/LoadProbe.Benchmarks

search() { # seed
  local seed=$1 dir=$work/$1 workers ms from server run
  mkdir "$dir"
  read -r workers ms from < <(awk -v seed="$seed" 'BEGIN {
    srand(seed * 7919); rand(); split("20 40 60 80 100 150 200", busy, " ")
    ms = busy[1 + int(rand() * 7)]; limit = 60 * exp(rand() * log(8)); workers = int(limit * ms / 1000 + 0.5); if (workers < 2) workers = 2
    printf "%d %d %d\n", workers, ms, workers * 1000 / ms * (0.25 + rand() * 0.3) }')
  mkfifo "$dir/in"
  "$tool" limit "$workers" "$ms" <"$dir/in" >"$dir/limit" 2>"$dir/said" & server=$!
  echo $server >"$work/$seed.pid"
  exec 9>"$dir/in"
  until grep -q listening "$dir/said"; do kill -0 $server; sleep 0.1; done
  printf 't: { address: "%s", class: test }\n' "$(awk '{print $3}' "$dir/said")" >"$dir/targets.yaml"
  printf 'target: t\nsteps: [ { name: get, get: /, expect: { status: 200 } } ]\n' >"$dir/get.yaml"
  printf 'target: t\nmix: get.yaml\nmax_in_flight: 4000\nload: [ { find_capacity: { from: %d/s, to: 2000/s, hold: %s, precision: %s } } ]\nthresholds: [ response p99 < %dms ]\n' \
    "$from" "$hold" "$precision" $((4 * ms + 100)) >"$dir/search.yaml"
  timeout 900 "$loadprobe" run "$dir/search.yaml" --quiet --store "$dir/store.db" --json "$dir/run.json" >"$dir/out" 2>&1 9>&- & run=$!
  echo $run >"$work/$seed.run.pid"
  wait $run || true
  exec 9>&-
  wait $server || true
  rm -f "$work/$seed.pid" "$work/$seed.run.pid"
  jq -r --arg seed "$seed" --arg k "$workers" --arg s "$ms" --arg from "$from" --arg limit "$(cat "$dir/limit")" \
    '[$seed, $k, $s, $from, $limit, .capacity.held_rate // 0, .capacity.end, ((.duration_seconds // (.series[-1].at_seconds)) | floor), (.capacity.steps | length)] | @tsv' "$dir/run.json" >"$dir/figures" \
    || printf '%s\t%s\t%s\t%s\t%s\t0\tno result\t0\t0\n' "$seed" "$workers" "$ms" "$from" "$(cat "$dir/limit")" >"$dir/figures"
}

for ((seed = first; seed < first + count; seed++)); do
  while [ "$(jobs -rp | wc -l)" -ge "$at_once" ]; do wait -n || true; done
  echo "search $((seed - first + 1)) of $count" >&2
  search "$seed" &
done
wait
printf '| seed | workers | busy ms | from /s | limit /s | found /s | error %% | end | seconds | steps |\n|---|---|---|---|---|---|---|---|---|---|\n'
cat "$work"/*/figures | sort -n | awk -F'\t' '
  { error = $5 > 0 ? 100 * ($6 / $5 - 1) : -100; good += error <= 5 && error >= -5
    printf "| %s | %s | %s | %s | %s | %s | %+.1f | %s | %s | %s |\n", $1, $2, $3, $4, $5, $6, error, $7, $8, $9 }
  END { printf "\n%d of %d within 5 %%\n", good, NR }'
