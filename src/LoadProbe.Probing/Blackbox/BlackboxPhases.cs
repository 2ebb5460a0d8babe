namespace LoadProbe.Probing;

/// <summary>
/// The parts of an HTTP probe, summed over its requests. As in the exporter a request without a connection adds nothing,
/// and one that is redirected has no transfer; without any there is the lookup alone.
/// </summary>
internal static class BlackboxPhases
{
    private const string Name = "probe_http_duration_seconds";
    private const string Help = "Duration of http request by phase, summed over all redirects";

    public static void Set(BlackboxFigures figures, TimeSpan? resolved, IReadOnlyList<BlackboxTrace> traces)
    {
        if (resolved is not { } lookup) return;
        if (traces.Count == 0)
        {
            figures.Set(Name, Help, lookup.TotalSeconds, ("phase", "resolve"));
            return;
        }

        TimeSpan connect = default, tls = default, processing = default, transfer = default;
        foreach (BlackboxTrace trace in traces)
        {
            lookup += trace.Resolved;
            if (trace.Ready == 0) continue;
            connect += trace.Between(trace.Looked, trace.IsSecure ? trace.Connected : trace.Ready);
            tls += trace.Between(trace.TlsBegun, trace.TlsDone);
            processing += trace.Between(trace.Ready, trace.FirstByte);
            transfer += trace.Between(trace.FirstByte, trace.End);
        }

        foreach ((string phase, TimeSpan time) in ((string, TimeSpan)[])[("resolve", lookup), ("connect", connect), ("tls", tls), ("processing", processing), ("transfer", transfer)])
        {
            figures.Set(Name, Help, time.TotalSeconds, ("phase", phase));
        }
    }
}
