namespace LoadProbe.Agent;

/// <summary>A probe on the schedule, as it is defined now, and what is to be done when it is due.</summary>
/// <param name="clock">The schedule's.</param>
internal sealed class ScheduledProbe(Probe probe, TimeProvider clock, Func<Probe, ProbeStart, CancellationToken, Task> run)
{
    private volatile Probe _probe = probe;

    /// <summary>Another of the same name and interval may take its place: that is due when this one would have been.</summary>
    public Probe Probe
    {
        get => _probe;
        set => _probe = value;
    }

    public Task RunAsync(DateTimeOffset due, CancellationToken token) => run(_probe, new ProbeStart(due, clock.GetUtcNow() - due), token);
}
