namespace LoadProbe.Probing;

/// <summary>
/// The parts of an HTTP probe, summed over its requests. As in the exporter a request without a connection adds nothing,
/// and one that is redirected has no transfer; without any there is the lookup alone.
/// </summary>
internal static class BlackboxPhases
{
    private const string Name = "probe_http_duration_seconds";
    private const string Help = "Duration of http request by phase, summed over all redirects";

    /// <param name="figures">Where they go.</param>
    /// <param name="resolved">The lookup of the target; null = it was left to a proxy, or there was none.</param>
    /// <param name="traces">Of each request.</param>
    public static void Set(BlackboxFigures figures, TimeSpan? resolved, IReadOnlyList<BlackboxTrace> traces)
    {
        TimeSpan lookup = resolved ?? TimeSpan.Zero, connect = default, tls = default, processing = default, transfer = default;
        foreach (BlackboxTrace trace in traces)
        {
            lookup += trace.Resolved;
            if (trace.Ready == 0) continue;
            connect += trace.Between(trace.Looked, trace.IsSecure ? trace.Connected : trace.Ready);
            tls += trace.Between(trace.TlsBegun, trace.TlsDone);
            processing += trace.Between(trace.Ready, trace.FirstByte);
            transfer += trace.Between(trace.FirstByte, trace.End);
        }

        if (resolved is not null || traces.Count > 1) Set("resolve", lookup);
        if (traces.Count == 0) return;
        Set("connect", connect);
        Set("tls", tls);
        Set("processing", processing);
        Set("transfer", transfer);

        void Set(string phase, TimeSpan time) => figures.Set(Name, Help, time.TotalSeconds, ("phase", phase));
    }
}
