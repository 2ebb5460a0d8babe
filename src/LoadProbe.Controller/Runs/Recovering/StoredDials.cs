using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>The dials that a run's document has from before its load: what another controller measured is the baseline of whoever ends its run.</summary>
internal static class StoredDials
{
    /// <param name="run">The document; null = there is none.</param>
    public static IReadOnlyList<ProbeResult> Before(string? run)
    {
        if (run is null) return [];
        using JsonDocument document = JsonDocument.Parse(run);
        DateTimeOffset started = document.RootElement.GetProperty("started").GetDateTimeOffset();
        return [.. document.RootElement.GetProperty("probes").EnumerateArray().Where(p => p.GetProperty("verdict").GetString() == "pass" && p.GetProperty("started").GetDateTimeOffset() < started).Select(Of)];
    }

    private static ProbeResult Of(JsonElement dial) => new()
    {
        Id = Guid.Empty, Probe = dial.GetProperty("probe").GetString()!, Target = "", Agent = "",
        Journey = new JourneyResult { Started = dial.GetProperty("started").GetDateTimeOffset(), Duration = TimeSpan.FromSeconds(dial.GetProperty("duration_seconds").GetDouble()), Outcome = Outcome.Ok, Steps = [] },
    };
}
