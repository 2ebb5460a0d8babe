#!/usr/bin/env bash
# Whether short runs that should be well are: N in a row against nginx, 1,000/s for 3 s with every answer right. Prints how
# many passed, failed and were invalid, and each reason.
#   benchmarks/healthy.sh [N]     (RATE=1000, DURATION=3s)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
count=${1:-50} rate=${RATE:-1000} duration=${DURATION:-3s} port=18084
work=$(mktemp -d)
chmod 755 "$work"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
./loadprobe --version >/dev/null
loadprobe=$PWD/artifacts/publish/LoadProbe.Cli/release/loadprobe
cat >"$work/nginx.conf" <<EOF
worker_processes 1; daemon off; pid $work/pid; error_log $work/error.log;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path $work/1; proxy_temp_path $work/2; fastcgi_temp_path $work/3; uwsgi_temp_path $work/4; scgi_temp_path $work/5;
  server { listen 127.0.0.1:$port; location / { default_type text/plain; return 200 "hello, this is a small page\n"; } }
}
EOF
nginx -c "$work/nginx.conf" 2>/dev/null & server=$!
printf 'plain: { address: "http://127.0.0.1:%d", class: test }\n' $port >"$work/targets.yaml"
printf 'target: plain\ntimeout: 5s\nsteps: [ { name: get, get: /, expect: { status: 200 } } ]\n' >"$work/get.yaml"
printf 'target: plain\nmix: get.yaml\nload: [ { inject: { rate: %s/s, during: %s } } ]\nthresholds: [ errors < 0.1%%, drops < 0.1%% ]\n' "$rate" "$duration" >"$work/run.yaml"
sleep 0.5
kill -0 $server

touch "$work/reasons"
for ((run = 1; run <= count; run++)); do
  rm -f "$work/run.json"
  timeout 120 "$loadprobe" run "$work/run.yaml" --quiet --store "$work/store.db" --json "$work/run.json" >"$work/out" 2>&1 || true
  if [ -s "$work/run.json" ]; then jq -r '.verdict, .reasons[]?' "$work/run.json" >"$work/said"; else { echo "no result"; cat "$work/out"; } >"$work/said"; fi
  head -1 "$work/said" >>"$work/verdicts"
  tail -n +2 "$work/said" | sed "s/^/run $run: /" >>"$work/reasons"
  echo "run $run of $count: $(head -1 "$work/said")" >&2
done
printf '| verdict | runs |\n|---|---|\n'
sort "$work/verdicts" | uniq -c | awk '{n = $1; $1 = ""; printf "|%s | %d |\n", $0, n}'
echo
cat "$work/reasons"
