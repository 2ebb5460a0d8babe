namespace LoadProbe.Controller;

/// <summary>What is concluded of a probe, on all its agents together, and how much of it was good since this controller began to lead.</summary>
internal sealed record ProbeStanding(Judgement Judgement, Availability Availability)
{
    /// <summary>Null = none is open.</summary>
    public Incident? Open => Judgement.Incident is { Closed: null } open ? open : null;
}
