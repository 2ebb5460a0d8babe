#!/usr/bin/env bash
# What a request costs LoadProbe and its peers: the same small page, kept alive, 50 connections, everybody on core 0 and
# nginx on core 1, each in turn, several rounds. Prints CPU microseconds a request (user and system, the whole process)
# and requests a second: the medians. Peers that are not installed are left out.
#   benchmarks/peers.sh [ROUNDS] [SECONDS]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
rounds=${1:-5} seconds=${2:-8} port=18080 tls=18443
work=$(mktemp -d)
chmod 755 "$work"
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT
dotnet build benchmarks/LoadProbe.Benchmarks -c Release --nologo -v quiet
./loadprobe --version >/dev/null
loadprobe=$PWD/artifacts/publish/LoadProbe.Cli/release/loadprobe tool=$PWD/artifacts/bin/LoadProbe.Benchmarks/release/LoadProbe.Benchmarks
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -keyout "$work/key" -out "$work/cert" 2>/dev/null
cat >"$work/nginx.conf" <<EOF
worker_processes 1; worker_cpu_affinity 10; daemon off; pid $work/pid; error_log $work/error.log;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 1000000000;
  client_body_temp_path $work/1; proxy_temp_path $work/2; fastcgi_temp_path $work/3; uwsgi_temp_path $work/4; scgi_temp_path $work/5;
  server {
    listen 127.0.0.1:$port; listen 127.0.0.1:$tls ssl; ssl_certificate $work/cert; ssl_certificate_key $work/key;
    location / { default_type text/plain; return 200 "hello, this is a small page\n"; }
    location /login { default_type application/json; return 200 '{"token":"abcdef0123456789","user":"demo"}'; }
    location /orders { default_type application/json; return 201 '{"id":"a-17","state":"accepted","quantity":100}'; }
  }
}
EOF
nginx -c "$work/nginx.conf" 2>/dev/null & server=$!
cat >"$work/targets.yaml" <<EOF
plain: { address: "http://127.0.0.1:$port", class: test }
secure: { address: "https://127.0.0.1:$tls", class: test, tls: { verify: false } }
EOF
for target in plain secure; do
  printf 'target: %s\ntimeout: 5s\nsteps:\n  - { name: get, get: /, expect: { status: 200 } }\n' $target >"$work/$target-get.yaml"
  printf 'target: %s\nmix: { %s-get.yaml: 1 }\nload: [ { keep_constant: { users: 50, during: %ss } } ]\n' $target $target $((seconds + 7)) >"$work/$target.yaml"
done
cat >"$work/journey.yaml" <<'EOF'
target: plain
timeout: 5s
steps:
  - { name: login, post: /login, json: { user: demo, password: demo }, expect: { status: 200 }, save: { token: $.token } }
  - { name: order, post: /orders, headers: { Authorization: "Bearer ${token}" }, json: { symbol: "600519", side: buy, quantity: 100 }, expect: { status: 201, json: { $.state: accepted } }, save: { id: $.id } }
  - { name: read, get: "/?id=${id}", expect: { status: 200 } }
EOF
printf 'target: plain\nmix: { journey.yaml: 1 }\nload: [ { keep_constant: { users: 50, during: %ss } } ]\n' $((seconds + 7)) >"$work/three.yaml"
sleep 0.5

spent() { # runs a peer on core 0; prints user and system seconds, and leaves what it said in $work/said
  local TIMEFORMAT='%U %S'
  { time taskset -c 0 "$@" >"$work/said" 2>&1 </dev/null; } 2>&1
}
note() { # name, requests, seconds of CPU as user and as system
  awk -v n="$1" -v r="$2" -v u="$3" -v s="$4" -v t="$seconds" 'BEGIN { if (r > 0) printf "%s %.1f %.0f\n", n, (u + s) * 1e6 / r, r / t }' >>"$work/figures"
}
press() { # name, scenario: figures of the warm seconds only; that the core was full is no secret, so exit 4 is no fault
  taskset -c 0 "$loadprobe" run "$work/$2.yaml" --quiet --store "$work/store.db" --json "$work/run.json" >/dev/null || true
  echo "$1 $("$tool" steady "$work/run.json" 6)" >>"$work/figures"
}
for ((round = 1; round <= rounds; round++)); do
  echo "round $round of $rounds" >&2
  press loadprobe plain
  if command -v wrk >/dev/null; then c=$(spent wrk -t1 -c50 -d"${seconds}s" http://127.0.0.1:$port/); note wrk "$(awk '/requests in/ {print $1}' "$work/said")" $c; fi
  press loadprobe-tls secure
  if command -v wrk >/dev/null; then c=$(spent wrk -t1 -c50 -d"${seconds}s" https://127.0.0.1:$tls/); note wrk-tls "$(awk '/requests in/ {print $1}' "$work/said")" $c; fi
  press loadprobe-3-steps three
  if command -v h2load >/dev/null; then c=$(spent h2load --h1 -t1 -c50 -D"$seconds" http://127.0.0.1:$port/); note h2load "$(awk '/^requests:/ {print $2}' "$work/said")" $c; fi
  if command -v ab >/dev/null; then c=$(spent ab -k -q -c50 -t"$seconds" -n 100000000 http://127.0.0.1:$port/); note ab "$(awk '/Complete requests/ {print $3}' "$work/said")" $c; fi
  if command -v hey >/dev/null; then c=$(spent hey -c 50 -z "${seconds}s" http://127.0.0.1:$port/); note hey "$(awk '/responses/ {n += $2} END {print n}' "$work/said")" $c; fi
  if command -v autocannon >/dev/null; then c=$(spent autocannon -j -c 50 -d "$seconds" http://127.0.0.1:$port/); note autocannon "$(grep -oE '"2xx":[0-9]+' "$work/said" | head -1 | cut -d: -f2)" $c; fi
done
echo
median() { # name, column
  awk -v n="$1" -v c="$2" '$1 == n {print $c}' "$work/figures" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
}
printf '| generator | CPU µs/request | of wrk | requests/s | rounds |\n|---|---|---|---|---|\n'
for name in $(awk '{print $1}' "$work/figures" | sort -u); do
  case $name in *-tls) base=wrk-tls ;; *) base=wrk ;; esac
  awk -v n="$name" -v c="$(median "$name" 2)" -v b="$(median "$base" 2)" -v r="$(median "$name" 3)" -v k="$(grep -c "^$name " "$work/figures")" \
    'BEGIN { printf("| %s | %.1f | %s | %.0f | %d |\n", n, c, (b > 0 ? sprintf("%.2f", c / b) : "–"), r, k) }'
done | sort -t'|' -k3 -n
