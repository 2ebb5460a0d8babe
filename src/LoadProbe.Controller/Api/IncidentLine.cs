using System.Text.Json.Serialization;

namespace LoadProbe.Controller;

/// <summary>An incident as the API tells of it.</summary>
/// <param name="Closed">Null = it is open.</param>
/// <param name="Cause">What most agents saw when it opened, in the step.</param>
/// <param name="First">The first failed run of it.</param>
/// <param name="Last">The newest.</param>
/// <param name="Agents">All that it was seen from.</param>
/// <param name="Reopened">How often it came back after it had seemed over.</param>
internal sealed record IncidentLine(string Id, string Probe, string Target, string Opened, string? Closed, string Cause, string? Step, string? Detail, EvidenceLine First, EvidenceLine Last, IReadOnlyList<string> Agents, int Reopened)
{
    /// <summary>What was seen in its failed runs, oldest first; only where one incident is asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<AttachmentLine>? Attachments { get; init; }

    public static IncidentLine Of(Incident incident) => new($"{incident.Id}", incident.Probe, incident.Target, incident.Opened.Rfc3339(), incident.Closed?.Rfc3339(), incident.Cause.Word(),
        incident.Step, incident.Detail, EvidenceLine.Of(incident.First), EvidenceLine.Of(incident.Last), incident.Agents, incident.Reopened);
}

/// <summary>A failed run of it.</summary>
/// <param name="Result">The id of the run's result.</param>
/// <param name="At">When the run started.</param>
internal sealed record EvidenceLine(string Result, string Agent, string At, string Outcome, string? Step, string? Detail)
{
    public static EvidenceLine Of(Evidence evidence) => new($"{evidence.Result}", evidence.Agent, evidence.At.Rfc3339(), evidence.Outcome.Word(), evidence.Step, evidence.Detail);
}
