namespace LoadProbe.Controller;

/// <summary>A probe's result as a store keeps it; times in microseconds.</summary>
internal sealed record ResultRow(Guid Id, string Probe, string Target, string Agent, long Started, long Duration, string Verdict, string Outcome, string Json)
{
    public static ResultRow Of(ProbeResult result) => new(result.Id, result.Probe, result.Target, result.Agent, Micros.Of(result.Journey.Started), Micros.Of(result.Journey.Duration),
        result.Verdict.ToString().ToLowerInvariant(), result.Journey.Outcome.Word(), ResultJson.Text(result));
}
