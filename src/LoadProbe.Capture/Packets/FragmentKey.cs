namespace LoadProbe.Capture;

/// <summary>What the fragments of one packet have in common (RFC 791 §3.2; RFC 8200 §4.5, where the protocol is no part of it and 0 here).</summary>
internal readonly record struct FragmentKey(UInt128 Source, UInt128 Target, uint Identification, byte Protocol, bool V6);
