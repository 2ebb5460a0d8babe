namespace LoadProbe.Core.Tests;

/// <summary>A search that presses a simulated target, second by second, as the controller would lead it.</summary>
internal sealed class SimulatedRun(CapacitySearch search, SimulatedTarget target)
{
    private readonly List<LoadPhase> _before = [];
    private long _next;

    /// <summary>Each second: the rate at its end, and what was told of it.</summary>
    public List<(double Rate, Snapshot Snapshot)> Seconds { get; } = [];

    public CapacityFinding ToTheEnd()
    {
        for (int second = 0; search.Finding is null; second++)
        {
            LoadPlan plan = Plan(TimeSpan.FromSeconds(second));
            var due = new List<double>();
            for (; _next < plan.Arrivals && plan.DueTime(_next).TotalSeconds is var at && at < second + 1; _next++) due.Add(at);
            double rate = plan.RateAt(TimeSpan.FromSeconds(second + 1) - TimeSpan.FromTicks(1));
            Snapshot snapshot = target.Second(second, due, rate);
            Seconds.Add((rate, snapshot));
            search.Take(snapshot.At, [snapshot]);
        }

        return search.Finding;
    }

    // What was decided stands: phases are only added, but that the last one may be cut short, and not in the past.
    private LoadPlan Plan(TimeSpan now)
    {
        IReadOnlyList<LoadPhase> phases = search.Phases;
        for (int i = 0; i < _before.Count; i++)
        {
            if (i < _before.Count - 1) Assert.Equal(_before[i], phases[i]);
            else Assert.True(phases[i] == _before[i] with { During = phases[i].During } && phases[i].During <= _before[i].During);
        }

        var plan = new LoadPlan(phases);
        Assert.True(plan.Duration > now, $"nothing to do at {now}");
        if (phases.Count > _before.Count) Assert.True(plan.Starts[Math.Max(0, _before.Count - 1)] + phases[Math.Max(0, _before.Count - 1)].During >= now);
        _before.Clear();
        _before.AddRange(phases);
        return plan;
    }
}
