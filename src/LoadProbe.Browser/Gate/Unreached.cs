namespace LoadProbe.Browser;

/// <summary>What a page wanted to connect to and could not.</summary>
internal sealed record Unreached(string Host, int Port, Outcome Outcome, string Detail)
{
    /// <summary>
    /// What a step ended by; null when it was nothing of this. A page that was refused something is not the page that customers
    /// see; what else could not be reached counts when it was the page itself.
    /// </summary>
    public static Unreached? Cause(IReadOnlyList<Unreached> all, StepResult result)
    {
        if (result.Outcome.IsOurs()) return null;
        if (all.FirstOrDefault(u => u.Outcome == Outcome.EgressRefused) is { } refused) return refused;
        bool noTunnel = result.Outcome == Outcome.PageFailed && result.Detail?.Contains("ERR_TUNNEL_CONNECTION_FAILED", StringComparison.Ordinal) == true;
        if (noTunnel) return all.LastOrDefault();
        return result is { Outcome: Outcome.StatusMismatch, Status: 502, Page: { } page } && Uri.TryCreate(page.Url, UriKind.Absolute, out Uri? url)
            ? all.FirstOrDefault(u => u.Host == url.IdnHost && u.Port == url.Port) : null;
    }
}
