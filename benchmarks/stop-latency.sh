#!/usr/bin/env bash
# How soon all load has ended when a person stops a run of three agents, by the server that is pressed: N tries each over the API, by the
# button on the run's page in a real Chromium, and by the safety lever; then by a guard on the customers' own probe and by one that asks a
# Prometheus; then how soon three agents stop by themselves when the target breaks down and their controller hangs.
#   benchmarks/stop-latency.sh [N]     (RATE=2000 arrivals a second)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LOADPROBE_ROUNDS=${1:-50} LOADPROBE_RATE=${RATE:-2000}
./loadprobe --version >/dev/null
dotnet build tests/LoadProbe.EndToEnd.Tests -c Release --nologo -v q
rm -f artifacts/stops.txt artifacts/guard-stops.txt artifacts/reflexes.txt
tests=artifacts/bin/LoadProbe.EndToEnd.Tests/release/LoadProbe.EndToEnd.Tests
failed=0
"$tests" -noColor -method "*StopTests.A_run_that_is_stopped_ends*" >&2 || failed=1
"$tests" -noColor -class "*Tests.GuardStopTests" >&2 || failed=1
"$tests" -noColor -class "*Tests.ReflexTests" >&2 || failed=1
printf '| what | tries | from the order, or the breach, to the last request at the server |\n|---|---|---|\n'
sed -nE 's/^all: (.*[^ ]) +([0-9]+)  (p50.*)$/| \1 | \2 | \3 |/p' artifacts/stops.txt artifacts/guard-stops.txt artifacts/reflexes.txt
uptime
exit $failed
