namespace LoadProbe.Core;

/// <summary>
/// The way of a search through the rates, from one step that was held and judged to the next: up while they hold; when one
/// has failed, closer between what held and what did not; at the end what did not, and the last that held, again.
/// </summary>
internal sealed class SearchPath(AdaptivePhase phase)
{
    private readonly List<HeldStep> _steps = [];
    private readonly SortedSet<double> _held = [];
    private readonly HashSet<double> _doubted = [];
    private readonly HashSet<double> _unsaid = [];
    private HeldStep? _failed;
    private int _confirmations;
    private bool _confirming;
    private double _lost;

    public IReadOnlyList<HeldStep> Steps => _steps;

    /// <summary>The rate to hold next; null when the search is at its end.</summary>
    public double? Next { get; private set; } = phase.From;

    /// <summary>Set at the end.</summary>
    public CapacityFinding? Finding { get; private set; }

    /// <summary>Takes how the step at <see cref="Next"/> went.</summary>
    public void Take(HeldStep step)
    {
        _steps.Add(step);
        if (step.Verdict == Verdict.Invalid)
        {
            // Once more at the same rate: one bad second of the machine is no reason to give up a search.
            if (!_unsaid.Add(step.Rate)) End(CapacityEnd.Invalid, step.Reason);
        }
        else if (step.Verdict == Verdict.Pass) Rise(step);
        else Fall(step);
    }

    /// <summary>Ends it before it is at its end.</summary>
    public void End(CapacityEnd end, string? reason)
    {
        Next = null;
        double? held = _held.Count > 0 ? _held.Max : null;
        Finding = new CapacityFinding
        {
            End = end, Reason = reason, Held = held, Failed = _failed?.Rate, Steps = _steps,
            Confirmed = phase.Confirm > 0 && _confirmations >= phase.Confirm, Hysteresis = _lost > 0 && phase.AreApart(held ?? 0, _lost),
        };
    }

    private void Rise(HeldStep step)
    {
        _held.Add(step.Rate);
        if (_confirming) _confirmations++;
        // It held after all: what counts is what failed above it.
        if (step.Rate >= _failed?.Rate) _failed = _steps.Where(s => s.Verdict == Verdict.Fail && s.Rate > step.Rate).MinBy(s => s.Rate);
        if (_failed is not null) Close();
        else if (step.Rate >= phase.To) End(CapacityEnd.NotLimited, null);
        else Next = Math.Min(phase.To, Readable(phase.Above(step.Rate)));
    }

    private void Fall(HeldStep step)
    {
        // What held once, and does not now, is not to be relied on.
        if (_held.RemoveWhere(r => r >= step.Rate) > 0) _lost = Math.Max(_lost, step.Rate);
        (_failed, _confirming, _confirmations) = (step, false, 0);
        if (_held.Count > 0) Close();
        else if (Readable(phase.Under(step.Rate)) is > 0 and double under) Next = under;
        else End(CapacityEnd.NoneHeld, step.Reason);
    }

    private void Close()
    {
        double held = _held.Max;
        double? between = _confirming || phase.Between(held, _failed!.Rate) is not { } b ? null : Readable(b);
        if (between > held && between < _failed!.Rate)
        {
            Next = between;
        }
        else if (phase.Doubts && !_confirming && _doubted.Add(_failed!.Rate))
        {
            // The machine may have stalled just then, and a whole search would rest on that second.
            Next = _failed.Rate;
        }
        else if (_confirmations < phase.Confirm)
        {
            (Next, _confirming) = (held, true);
        }
        else
        {
            End(CapacityEnd.Limited, _failed!.Reason);
        }
    }

    // Four digits: 421.9, not 421.875.
    private static double Readable(double rate)
    {
        if (rate <= 0) return 0;
        double unit = Math.Pow(10, Math.Floor(Math.Log10(rate)) - 3);
        return Math.Round(Math.Round(rate / unit) * unit, 12);
    }
}
