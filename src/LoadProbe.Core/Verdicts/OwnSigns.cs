using System.Globalization;

namespace LoadProbe.Core;

/// <summary>What an agent's own beat says of it: that it came late, that the processor was not to be had, that the clock was set meanwhile.</summary>
public sealed class OwnSigns
{
    /// <summary>From one beat to the next.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    /// <summary>What later than that comes is late.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    /// <summary>What the clock may be set by: more than that and it was wrong before or is now.</summary>
    public static readonly TimeSpan Jump = TimeSpan.FromSeconds(2);

    /// <summary>How long after a clock was set it is not believed.</summary>
    public static readonly TimeSpan Doubt = TimeSpan.FromMinutes(1);

    private (TimeSpan At, DateTimeOffset Clock)? _last;
    private (TimeSpan At, OwnFault Fault)? _processor;
    private (TimeSpan At, OwnFault Fault)? _clock;

    /// <summary>A beat came.</summary>
    /// <param name="at">By a watch that nobody sets.</param>
    /// <param name="clock">By the clock.</param>
    /// <param name="health">How the process fared since the one before.</param>
    public void Came(TimeSpan at, DateTimeOffset clock, GeneratorHealth health)
    {
        if (_last is { } last)
        {
            TimeSpan took = at - last.At;
            TimeSpan set = clock - last.Clock - took;
            if (set.Duration() > Jump) _clock = (at, new OwnFault(OwnFaultKind.Clock, string.Create(CultureInfo.InvariantCulture, $"the agent's clock was set by {set.TotalSeconds:+0.#;-0.#} s")));
            if (took > Beat + Late) _processor = (at, TooLate(took - Beat));
        }

        if (health.IsStarved) _processor = (at, new OwnFault(OwnFaultKind.Processor, "the agent had not the processor that it needed"));
        _last = (at, clock);
    }

    /// <summary>What may explain how a run ended that began and ended then; null = nothing known.</summary>
    public OwnFault? Excuse(Outcome outcome, TimeSpan begun, TimeSpan ended)
    {
        if (_last is { } last && ended - last.At > Beat + Late) _processor = (ended, TooLate(ended - last.At - Beat));
        // A beat tells of the time since the one before it, and what it tells may go on until the next.
        if (_processor is { } slow && slow.At >= begun - Beat && slow.Fault.Excuses(outcome)) return slow.Fault;
        return _clock is { } set && ended - set.At <= Doubt && set.Fault.Excuses(outcome) ? set.Fault : null;
    }

    private static OwnFault TooLate(TimeSpan by) => new(OwnFaultKind.Processor, string.Create(CultureInfo.InvariantCulture, $"the agent's own beat was {by.TotalSeconds:0.0} s late"));
}
