using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>The newest state of the newest run, for whoever looks. Written as text at once, so that readers never see it change under them.</summary>
public sealed class LiveRun
{
    private volatile LiveRunText? _text;

    public string? Id => _text?.Id;

    /// <summary>The whole run.</summary>
    public string? Json => _text?.Json;

    /// <summary>Its line in a list.</summary>
    public string? Summary => _text?.Summary;

    internal void Set(RunReport report)
    {
        string summary = JsonSerializer.Serialize(new { id = report.Id, scenario = report.Scenario.Name, started = report.Started.Rfc3339(), state = report.State.ToString().ToLowerInvariant(), verdict = report.Verdict?.ToString().ToLowerInvariant() });
        _text = new LiveRunText(report.Id, RunJson.Text(report), summary);
    }

    private sealed record LiveRunText(string Id, string Json, string Summary);
}
