namespace LoadProbe.Controller;

/// <summary>What alerts are made of, as of one look at the probes.</summary>
/// <param name="Incidents">All that are open and those that closed lately.</param>
/// <param name="Probes">By name.</param>
internal sealed record AlertView(AlertRules Rules, IReadOnlyList<Incident> Incidents, IReadOnlyDictionary<string, Probe> Probes)
{
    public Alert Alert(Incident incident) => Core.Alert.Of(incident, Probes.GetValueOrDefault(incident.Probe));

    /// <summary>Whether its probe is in maintenance.</summary>
    public bool IsResting(Alert alert, DateTimeOffset now) => Probes.TryGetValue(alert.Incident.Probe, out Probe? probe) && probe.Maintenance.Any(w => w.Contains(now));
}
