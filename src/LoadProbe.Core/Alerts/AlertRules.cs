namespace LoadProbe.Core;

/// <summary>A receivers.yaml: who is told of incidents, of which, and how.</summary>
public sealed record AlertRules
{
    public required Place At { get; init; }

    public required IReadOnlyList<Receiver> Receivers { get; init; }

    /// <summary>Each that takes an alert counts. None = every receiver is told of all.</summary>
    public IReadOnlyList<AlertRoute> Routes { get; init; } = [];

    public Grouping Grouping { get; init; } = Grouping.Usual;

    /// <summary>Where people reach the controller's pages, for links; null = there are none.</summary>
    public Uri? Link { get; init; }

    /// <summary>Whether a receiver is told of an alert.</summary>
    public bool Tells(Receiver receiver, Alert alert) => Routes.Count == 0 || Routes.Any(r => r.To.Contains(receiver.Name) && r.Takes(alert));

    /// <summary>Where an incident can be looked at.</summary>
    public Uri? LinkTo(Incident incident) => Link is null ? null : new Uri($"{Link.AbsoluteUri.TrimEnd('/')}/incidents/{incident.Id}");
}
