#!/usr/bin/env bash
# When arrivals reach a server, held against the plan: the generator on core 0, the server that writes it down on core 1, and the
# least this machine can do (a bare loop around clock_nanosleep on core 0) in the same minute, before and after. All arrivals are counted;
# those after two seconds of warm-up are judged.
#   benchmarks/pacing.sh [RATE ...]     (default 1000 5000 10000; SECONDS_EACH=10)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
warm=2 during=$((${SECONDS_EACH:-10} + 2)) port=18090
[ $# -gt 0 ] || set -- 1000 5000 10000
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
dotnet build benchmarks/LoadProbe.Benchmarks -c Release --nologo -v quiet
./loadprobe --version >/dev/null
loadprobe=$PWD/artifacts/publish/LoadProbe.Cli/release/loadprobe tool=$PWD/artifacts/bin/LoadProbe.Benchmarks/release/LoadProbe.Benchmarks
printf 'pace: { address: "http://127.0.0.1:%d", class: test }\n' $port >"$work/targets.yaml"
printf 'target: pace\ntimeout: 5s\nsteps: [ { name: get, get: /, expect: { status: 200 } } ]\n' >"$work/get.yaml"
mkfifo "$work/in"
for rate in "$@"; do
  printf 'target: pace\nmix: get.yaml\nwarm_up: %ss\nload: [ { inject: { rate: %s/s, during: %ss } } ]\n' "$warm" "$rate" "$during" >"$work/run.yaml"
  # What it compiles while it serves would be taken for lateness of the generator.
  DOTNET_TieredCompilation=0 taskset -c 1 "$tool" listen $port "$work/arrived" <"$work/in" 2>"$work/said" & server=$!
  exec 9>"$work/in"
  until grep -q listening "$work/said"; do kill -0 $server; sleep 0.1; done
  echo "== $rate/s"
  taskset -c 0 "$tool" floor "$rate" 10
  taskset -c 0 "$loadprobe" run "$work/run.yaml" --quiet --store "$work/store.db" --json "$work/run.json" >/dev/null 9>&- || true
  jq -r '"loadprobe: \(.verdict), \(.totals.due) due, \(.totals.sent) sent, lateness p50 \(.latency.lateness.p50 * 1e6 | round) µs, p99 \(.latency.lateness.p99 * 1e6 | round) µs\(.reasons | map("; " + .) | join(""))"' "$work/run.json"
  exec 9>&-
  wait $server
  server=
  "$tool" judge "$work/arrived" "$rate" "$warm"
  taskset -c 0 "$tool" floor "$rate" 10
done
