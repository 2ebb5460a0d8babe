namespace LoadProbe.Core;

/// <summary>An incident as the world outside is told of it.</summary>
/// <param name="Incident">As it is now.</param>
/// <param name="Labels">What it is known by. They stay what they were when it was told first, whatever becomes of the definitions.</param>
public sealed record Alert(Incident Incident, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>What all alerts are called.</summary>
    public const string Name = "ProbeDown";

    /// <summary>The labels by which alerts may be routed and grouped.</summary>
    public static IReadOnlyList<string> LabelNames { get; } = ["alertname", "severity", "probe", "target", "class", "owner", "step", "cause"];

    public bool IsFiring => Incident.Closed is null;

    /// <param name="incident">The incident.</param>
    /// <param name="probe">Its probe; null = there is none by that name any more.</param>
    public static Alert Of(Incident incident, Probe? probe)
    {
        var labels = new Dictionary<string, string>
        {
            ["alertname"] = Name,
            ["severity"] = (probe?.Policy.Severity ?? Severity.Critical).Word(),
            ["probe"] = incident.Probe,
            ["target"] = incident.Target,
            ["cause"] = incident.Cause.Word(),
        };
        if (probe is not null) labels["class"] = probe.Journey.Target.Class.Word();
        if (probe?.Journey.Target.Owner is { Length: > 0 } owner) labels["owner"] = owner;
        if (incident.Step is { Length: > 0 } step) labels["step"] = step;
        return new Alert(incident, labels);
    }
}
