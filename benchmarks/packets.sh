#!/usr/bin/env bash
# How fast a capture is dissected, beside others, on one core: medians of whole processes, in turns.
# benchmarks/packets.sh SMALL.pcap LARGE.pcap [ROUNDS], each repeated to two million packets or so (MILLIONS=10: ten; WITHOUT=tshark: without it, which takes
# 6 s a million). Then a million conversations of three packets. Needs tshark and tcptrace.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
program=$root/loadprobe
"$program" --version >/dev/null
rounds=${3:-5} millions=${MILLIONS:-2} without=${WITHOUT:-}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# FILE TIMES OUT: the records of a pcap file so many times.
repeat() { head -c 24 "$1" >"$3"; for ((i = 0; i < $2; i++)); do tail -c +25 "$1" >>"$3"; done; }

seconds() { # WORDS…: wall seconds and MiB of memory of a command on one core
  /usr/bin/env python3 - "$@" <<'PY'
import os, resource, subprocess, sys, time
begun = time.monotonic()
with open(os.devnull, "wb") as nothing: code = subprocess.run(["taskset", "-c", "1", *sys.argv[1:]], stdout=nothing, stderr=nothing).returncode
took = time.monotonic() - begun
if code: sys.exit(f"{sys.argv[1]} ended with {code}")
print(f"{took:.4f} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f}")
PY
}

for which in small large; do
  source=$1; [ $which = large ] && source=$2
  one=$(capinfos -c -M -T -r "$source" | cut -f2)
  times=$((millions * 1000000 / one + 1))
  file=$folder/$which.pcap
  repeat "$source" "$times" "$file"
  packets=$((one * times)) bytes=$(stat -c %s "$file")
  cat "$file" >/dev/null
  echo "$which: $packets packets, $bytes bytes"
  for ((round = 0; round < rounds; round++)); do
    echo "read $(seconds cat "$file")"
    echo "loadprobe $(seconds "$program" analyze "$file")"
    echo "tcptrace $(seconds tcptrace -l -r "$file")"
    [ "$without" = tshark ] || echo "tshark $(seconds tshark -q -r "$file" -z conv,tcp)"
  done | sort -k1,1 -k2,2n | awk -v packets="$packets" -v bytes="$bytes" '
    { s[$1] = s[$1] " " $2; n[$1]++; if ($3 > m[$1]) m[$1] = $3 }
    END { for (tool in s) { split(s[tool], t, " "); median = t[int((n[tool] + 1) / 2)]; printf "  %-10s %8.3f s  %8.3f M packets/s  %7.3f GB/s  %5d MiB\n", tool, median, packets / median / 1e6, bytes / median / 1e9, m[tool] } }' | sort -k2,2n
done

# SYN, SYN-ACK and ACK of a million clients, one after the other.
python3 - "$folder/million.pcap" <<'PY'
import struct, sys
with open(sys.argv[1], "wb") as file:
    file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    server, time = bytes([10, 255, 0, 1]), 1_700_000_000_000_000
    for number in range(1_000_000):
        client, port = struct.pack(">I", 0x0A000000 + number // 50_000), 10_000 + number % 50_000
        for source, target, ports, sequence, acknowledgement, flags in ((client, server, (port, 443), number, 0, 2), (server, client, (443, port), 7, number + 1, 18), (client, server, (port, 443), number + 1, 8, 16)):
            time += 10
            ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40, number & 0xFFFF, 0, 64, 6, 0, source, target)
            tcp = struct.pack(">HHIIBBHHH", *ports, sequence, acknowledgement, 0x50, flags, 65535, 0, 0)
            frame = bytes(12) + b"\x08\x00" + ip + tcp
            file.write(struct.pack("<IIII", time // 1_000_000, time % 1_000_000, len(frame), len(frame)) + frame)
PY
read -r took memory < <(seconds "$program" analyze "$folder/million.pcap")
echo "a million conversations: $took s, $memory MiB at the most"
