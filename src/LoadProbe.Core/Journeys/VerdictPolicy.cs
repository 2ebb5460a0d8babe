namespace LoadProbe.Core;

/// <summary>When a failure counts.</summary>
/// <param name="Retry">Further attempts after a failed one; the last attempt counts.</param>
/// <param name="Failures">With <paramref name="Window"/>: this many of the last <paramref name="Window"/> runs on an agent must fail.</param>
/// <param name="Window">See <paramref name="Failures"/>.</param>
/// <param name="Quorum">Agents that must agree.</param>
public sealed record VerdictPolicy(int Retry = 0, int Failures = 1, int Window = 1, int Quorum = 1);
