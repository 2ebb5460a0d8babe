namespace LoadProbe.Controller;

/// <summary>A run as a store keeps it.</summary>
internal sealed record RunRow(string Id, string Scenario, long Started, string State, string? Verdict, string Json)
{
    /// <summary>Its newest state counts.</summary>
    public const string Save = "INSERT INTO run VALUES (@Id, @Scenario, @Started, @State, @Verdict, @Json) ON CONFLICT (id) DO UPDATE SET started = @Started, state = @State, verdict = @Verdict, json = @Json";

    public static RunRow Of(RunReport run) => new(run.Id, run.Scenario.Name, Micros.Of(run.Started), run.State.ToString().ToLowerInvariant(), run.Verdict?.ToString().ToLowerInvariant(), RunJson.Text(run));
}
