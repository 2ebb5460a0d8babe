#!/usr/bin/env bash
# Resident memory. First of ten minutes at 5,000/s, each 30 s, with the largest deviation from what it was at minute 2. Then
# what a user costs: (with 10,000 − with 1) / 9,999, of LoadProbe's virtual users, who think for 10 s, and of autocannon's
# connections. All against nginx on this machine; without autocannon its line is left out.
#   benchmarks/memory.sh     (DURATION=600, EACH=30, FROM=120: seconds; RATE=5000; USERS=10000, HOLD=50)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
duration=${DURATION:-600} each=${EACH:-30} from=${FROM:-120} rate=${RATE:-5000} users=${USERS:-10000} hold=${HOLD:-50} port=18085
ulimit -n "$(ulimit -Hn)"
work=$(mktemp -d)
chmod 755 "$work"
server= pressing=
trap 'kill $server $pressing 2>/dev/null || true; rm -rf "$work"' EXIT
./loadprobe --version >/dev/null
loadprobe=$PWD/artifacts/publish/LoadProbe.Cli/release/loadprobe
cat >"$work/nginx.conf" <<EOF
worker_processes 1; worker_rlimit_nofile 32000; daemon off; pid $work/pid; error_log $work/error.log;
events { worker_connections 28000; }
http {
  access_log off; keepalive_requests 1000000000; keepalive_timeout 300;
  client_body_temp_path $work/1; proxy_temp_path $work/2; fastcgi_temp_path $work/3; uwsgi_temp_path $work/4; scgi_temp_path $work/5;
  server { listen 127.0.0.1:$port backlog=8192; location / { default_type text/plain; return 200 "hello, this is a small page\n"; } }
}
EOF
nginx -c "$work/nginx.conf" 2>/dev/null & server=$!
printf 'plain: { address: "http://127.0.0.1:%d", class: test }\n' $port >"$work/targets.yaml"
printf 'target: plain\ntimeout: 10s\nsteps: [ { name: get, get: /, expect: { status: 200 } } ]\n' >"$work/get.yaml"
printf 'target: plain\nmix: get.yaml\nload: [ { inject: { rate: %s/s, during: %ss } } ]\n' "$rate" "$duration" >"$work/steady.yaml"
for count in 1 "$users"; do
  printf 'target: plain\nmix: get.yaml\nthink: 10s\nload: [ { ramping_constant: { to: %s, during: 20s } }, { keep_constant: { users: %s, during: %ss } } ]\n' "$count" "$count" "$hold" >"$work/users-$count.yaml"
done
sleep 0.5
kill -0 $server

start() { # a program and its words; in $pressing
  "$@" >"$work/out" 2>&1 </dev/null & pressing=$!
}
resident() { awk '/^VmRSS:/ {print $2}' "/proc/$pressing/status" 2>/dev/null; }
finish() {
  local code=0
  wait $pressing || code=$?
  [ $code = 0 ] || { echo "ended with $code:" >&2; head -3 "$work/out" >&2; }
  pressing=
}

start "$loadprobe" run "$work/steady.yaml" --quiet --store "$work/store.db"
printf '| seconds | resident MB |\n|---|---|\n'
for ((at = each; at <= duration; at += each)); do
  sleep "$each"
  kb=$(resident) || break
  echo "$at $kb" >>"$work/resident"
  awk -v at=$at -v kb="$kb" 'BEGIN { printf "| %d | %.1f |\n", at, kb / 1024 }'
done
finish
awk -v from="$from" '$1 >= from { if (!base) base = $2; d = $2 / base - 1; if (d * d > most * most) most = d }
  END { if (base) printf "\nfrom %d s on at most %+.1f %% from %.1f MB\n\n", from, 100 * most, base / 1024; else print "\nno sample from " from " s on\n" }' "$work/resident"

held() { # seconds, a program and its words: kilobytes resident then
  local seconds=$1
  start "${@:2}"
  sleep "$seconds"
  kb=$(resident)
  finish
}
printf '| generator | with 1, MB | with %d, MB | bytes a user |\n|---|---|---|---|\n' "$users"
row() { # name, kilobytes with one, kilobytes with all
  awk -v n="$1" -v a="$2" -v b="$3" -v u="$users" 'BEGIN { printf "| %s | %.1f | %.1f | %.0f |\n", n, a / 1024, b / 1024, (b - a) * 1024 / (u - 1) }'
}
# The ramp is over, and each user has been back twice and more.
held $((20 + hold - 5)) "$loadprobe" run "$work/users-1.yaml" --quiet --store "$work/store.db"
one=$kb
held $((20 + hold - 5)) "$loadprobe" run "$work/users-$users.yaml" --quiet --store "$work/store.db"
row loadprobe "$one" "$kb"
if command -v autocannon >/dev/null; then
  held $((hold - 5)) autocannon -j -c 1 -d "$hold" http://127.0.0.1:$port/
  one=$kb
  held $((hold - 5)) autocannon -j -c "$users" -d "$hold" http://127.0.0.1:$port/
  row autocannon "$one" "$kb"
fi
