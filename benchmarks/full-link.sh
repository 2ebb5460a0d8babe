#!/usr/bin/env bash
# The whole way of an order, for so many minutes: looks at the quotes and orders into the shadow at the highest rate that this machine holds, with the
# proof that they are kept apart before and during the run. Prints what is in both ledgers, counted by SQL, and whether positions are the same to the cent.
#   benchmarks/full-link.sh [MINUTES]     (RATE=500: without a search for the rate; SHARE=0.7: of the rate that was found, which was held for seconds)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
minutes=${1:-10} share=${SHARE:-0.7}
work=$(mktemp -d)
broker=
trap '[ -z "$broker" ] || kill "$broker" 2>/dev/null || true; rm -rf "$work"' EXIT
./loadprobe --version >/dev/null
loadprobe=$PWD/artifacts/publish/LoadProbe.Cli/release/loadprobe
export XDG_STATE_HOME=$work/state
cp probes/order-api.yaml probes/quotes-api.yaml probes/cancel-orders.yaml probes/shadow-check.yaml "$work"
printf 'broker: { address: "http://127.0.0.1:7080", class: test, tls: { verify: false } }\n' >"$work/targets.yaml"

DOTNET_TC_CallCountThreshold=2 "$loadprobe" broker --http 0 --https 0 --orders 2 2>"$work/said" & broker=$!
for ((i = 0; i < 300; i++)); do
  grep -q 'listening on http://' "$work/said" && break
  kill -0 "$broker"
  sleep 0.1
done
address=$(sed -n 's/^listening on \(http:[^ ]*\).*/\1/p' "$work/said" | head -1)

scenario() { # load, thresholds
  printf 'target: broker\nmix: { order-api.yaml: 1, quotes-api.yaml: 9 }\nmax_in_flight: 3000\nload: [ %s ]\nthresholds: [ %s ]\nshadow: { check: shadow-check.yaml, every: 5s, instances: [orders-1, orders-2] }\nafter: { cleanup: cancel-orders.yaml, cleanup_within: 30m }\n' "$1" "$2"
}

press() { # name
  "$loadprobe" run "$work/$1.yaml" --quiet --target "$address" --store "$work/store.db" --json "$work/$1.json" >"$work/out" 2>&1 || true
  [ -s "$work/$1.json" ] || { cat "$work/out"; exit 1; }
}

positions() {
  curl -fsS "$address/control/positions"
}

rate=${RATE:-}
if [ -z "$rate" ]; then
  scenario 'find_capacity: { from: 50/s, to: 5000/s, factor: 1.5, hold: 10s, precision: 10%, confirm: 1 }' 'response p99 < 500ms, errors < 0.1%' >"$work/search.yaml"
  press search
  jq -r '"search: " + (.capacity.summary // (.reasons | join("; ")))' "$work/search.json"
  rate=$(jq -r --arg share "$share" '((.capacity.held_rate // 0) * ($share | tonumber)) | floor' "$work/search.json")
  [ "$rate" -gt 0 ] || { echo "no rate was held"; exit 1; }
fi

# What was filled before is booked a second later.
sleep 3
positions >"$work/before"
scenario "ramping_inject: { from: 50/s, to: $rate/s, during: 30s }, inject: { rate: $rate/s, during: ${minutes}m }" 'errors < 0.1%' >"$work/press.yaml"
press press
sleep 3
positions >"$work/after"
id=$(jq -r .id "$work/press.json")
curl -fsS "$address/control/ledger?run=$id" >"$work/ledger"

jq -r --arg rate "$rate" --arg minutes "$minutes" '
  "pressed: \($rate)/s for \($minutes) min: \(.verdict)\(if (.reasons | length) > 0 then ", " + (.reasons | join("; ")) else "" end)",
  "arrivals: \(.totals.due) due, \(.totals.sent) sent, \(.totals.failed) failed; response p50 \(.latency.response.p50 * 1000 | floor) ms, p99 \(.latency.response.p99 * 1000 | floor) ms",
  "orders placed by the load: \([.steps[] | select(.name == "place order") | .completed - .failed] | add)",
  "cleanup: \(.cleanup.due) due, \(.cleanup.done) done, \(.cleanup.failed) failed, in \(.cleanup.duration_seconds) s"' "$work/press.json"
jq -r '"shadow ledger: \(.shadow.orders) orders of the run, \(.shadow.alive) of them not taken back", "real ledger: \(.real.orders) orders of the run"' "$work/ledger"
if cmp -s "$work/before" "$work/after"; then echo "positions: the same to the cent, $(jq length "$work/before") accounts"; else echo "positions: NOT the same"; diff <(jq . "$work/before") <(jq . "$work/after") || true; exit 1; fi
[ "$(jq .real.orders "$work/ledger")" = 0 ] && [ "$(jq .shadow.alive "$work/ledger")" = 0 ]
