namespace LoadProbe.Core;

/// <summary>
/// A search for the rate that a target holds, as a pure state machine: seconds of figures in, phases of load out. Each step
/// is ramped up to, held, and judged (<see cref="StepJudge"/>); one that fails is left at once, and nothing is sent until
/// the target is at rest; then the next rate is tried (<see cref="SearchPath"/>).
/// </summary>
/// <remarks>
/// Whoever runs it gives it each second of all agents, and gives <see cref="Phases"/> to the agents whenever they change.
/// They always reach beyond the present, so that the agents have something to go by while a decision is on its way, and
/// a decision takes effect <see cref="Lead"/> after the second that made it.
/// </remarks>
/// <param name="phase">What to search, and where.</param>
/// <param name="thresholds">What must hold; those that only warn are left aside.</param>
/// <param name="generatorFault">What is wrong with the load generator in these figures; null = nothing.</param>
public sealed class CapacitySearch(AdaptivePhase phase, IReadOnlyList<Threshold> thresholds, Func<RunFigures, string?> generatorFault)
{
    /// <summary>From the end of the second that made a decision to when it takes effect.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromSeconds(1);

    // A target that is not at rest by then is not coming back by itself.
    private static readonly TimeSpan MostRest = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyList<Threshold> _thresholds = [.. thresholds.Where(t => t.Else != BreachAction.Warn)];
    private readonly SearchPath _path = new(phase);
    private readonly List<LoadPhase> _phases = [];
    private StepJudge? _judge;
    private TimeSpan? _settle;
    private TimeSpan _lastStart;
    private TimeSpan _start;
    private TimeSpan _last;

    /// <summary>The load decided on so far. It only grows at its end, but that the last phase may be cut short.</summary>
    public IReadOnlyList<LoadPhase> Phases => [.. Started()._phases];

    /// <summary>Changes whenever <see cref="Phases"/> do.</summary>
    public int Version { get; private set; }

    /// <summary>The steps that have been judged.</summary>
    public IReadOnlyList<HeldStep> Steps => _path.Steps;

    /// <summary>Arrivals a second of the step that is held, or that comes after the rest; null at the end.</summary>
    public double? Rate => _path.Next;

    /// <summary>The load is at rest after a step that failed.</summary>
    public bool Resting => _judge is null && Finding is null && _phases is [.., Pause];

    /// <summary>Null until the search is at its end; no phase is added any more.</summary>
    public CapacityFinding? Finding => _path.Finding;

    /// <summary>Takes one second of all agents, once each has told of it.</summary>
    /// <param name="at">Its end, from the start of the run.</param>
    public void Take(TimeSpan at, IReadOnlyList<Snapshot> second)
    {
        Started();
        at = TimeSpan.FromSeconds(Math.Round(at.TotalSeconds));
        if (Finding is not null || at <= _last) return;
        _last = at;
        if (_judge is null) Rest(at, second);
        else if ((at > _start ? _judge.Take(second) : at > _lastStart ? _judge.Ramp(second) : null) is { } ruling) Leave(at, ruling);
        if (Finding is null && at >= phase.During) Stop($"{Durations.Text(phase.During)} were not enough");
    }

    /// <summary>Ends it before it is at its end: what was found so far stands.</summary>
    public void Stop(string reason)
    {
        if (Finding is not null) return;
        Started();
        Cut(_last + Lead);
        _path.End(CapacityEnd.Stopped, reason);
    }

    private CapacitySearch Started()
    {
        if (_phases.Count == 0) Climb(TimeSpan.Zero, 0);
        return this;
    }

    private void Rest(TimeSpan at, IReadOnlyList<Snapshot> second)
    {
        bool idle = second.Sum(s => s.InFlight) == 0;
        if (idle && at >= _start + phase.Rest)
        {
            Cut(at + Lead);
            Climb(at + Lead, 0);
        }
        else if (!idle && at >= _start + MostRest)
        {
            _path.End(CapacityEnd.NotRecovered, $"{second.Sum(s => s.InFlight)} journeys were still under way {Durations.Text(at - _start)} later");
            Cut(at + Lead);
        }
    }

    private void Leave(TimeSpan at, StepRuling ruling)
    {
        double rate = _path.Next!.Value;
        HeldStep step = Step(rate, ruling);
        _path.Take(step);
        Cut(at + Lead);
        if (Finding is not null) return;
        if (step.Verdict == Verdict.Pass)
        {
            _settle = step.ResponseP99;
            Climb(at + Lead, rate);
        }
        else
        {
            (_judge, _start) = (null, at + Lead);
            Append(new Pause(phase.During), at + Lead);
        }
    }

    private HeldStep Step(double rate, StepRuling ruling)
    {
        RunFigures figures = _judge!.Figures;
        double seconds = _judge.Span.TotalSeconds;
        ArrivalCounts counts = figures.Arrivals;
        string? ours = generatorFault(figures);
        Trend inFlight = _judge.InFlight;
        return new HeldStep
        {
            Rate = rate, Start = _start, Held = _judge.Held,
            Verdict = ours is not null ? Verdict.Invalid : ruling.Fault is not null ? Verdict.Fail : Verdict.Pass,
            Reason = ours ?? ruling.Fault,
            Offered = counts.Due / seconds, Goodput = (counts.Completed - counts.Failed) / seconds, Errors = counts.Completed == 0 ? 0 : (double)counts.Failed / counts.Completed,
            ResponseP50 = figures.Response.Percentile(50), ResponseP99 = figures.Response.Percentile(99), InFlight = inFlight.Mean, Growth = inFlight.Slope, Seconds = _judge.Seconds,
        };
    }

    private void Climb(TimeSpan from, double rate)
    {
        double next = _path.Next!.Value;
        TimeSpan ramp = next == rate ? TimeSpan.Zero : phase.Ramp;
        _start = from + ramp;
        // Until a decision cuts it short.
        Append(new RampAndHold(rate, next, ramp, phase.During), from);
        _judge = new StepJudge(next, phase.Hold, _settle, _thresholds);
    }

    private void Append(LoadPhase load, TimeSpan start)
    {
        _phases.Add(load);
        _lastStart = start;
        Version++;
    }

    private void Cut(TimeSpan end)
    {
        if (end <= _lastStart || end >= _lastStart + _phases[^1].During) return;
        _phases[^1] = _phases[^1] with { During = end - _lastStart };
        Version++;
    }
}
