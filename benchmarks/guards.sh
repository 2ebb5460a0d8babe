#!/usr/bin/env bash
# Which guard ends the load of the demo brokerage when its orders service is slow, hung, erring, flapping, and so for customers only; how soon; when
# customers were seen to be well again; and that a healthy brokerage, pressed for so many minutes under the same guards, sets none off.
#   benchmarks/guards.sh [MINUTES]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export LOADPROBE_HEALTHY=$((${1:-10} * 60))
./loadprobe --version >/dev/null
dotnet build tests/LoadProbe.EndToEnd.Tests -c Release --nologo -v q
rm -f artifacts/guard-table.txt
failed=0
artifacts/bin/LoadProbe.EndToEnd.Tests/release/LoadProbe.EndToEnd.Tests -noColor -class "*.BrokerageGuardTests" >&2 || failed=1
cat artifacts/guard-table.txt
uptime
exit $failed
