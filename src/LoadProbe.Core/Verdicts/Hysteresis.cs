namespace LoadProbe.Core;

/// <summary>
/// Turns on when so many of the last so many were true, and off when as many of them were false. What came before a turn is forgotten by
/// it, so that one fault does not turn it twice. At first it is neither: one false turns it off, and on takes as many as ever.
/// </summary>
/// <param name="enough">So many.</param>
/// <param name="last">Of so many.</param>
/// <param name="isOn">What it is known to be from before; null = nothing is.</param>
public sealed class Hysteresis(int enough, int last, bool? isOn = null)
{
    private readonly Queue<bool> _seen = new(last);

    /// <summary>Null = not known yet.</summary>
    public bool? IsOn { get; private set; } = isOn;

    /// <summary>Whether the next one, if true, would be the first of a possible turn.</summary>
    public bool IsQuiet => !_seen.Contains(IsOn is not true);

    /// <summary>Whether it turned.</summary>
    public bool Add(bool value)
    {
        if (_seen.Count == last) _seen.Dequeue();
        _seen.Enqueue(value);
        int needed = IsOn is null && !value ? 1 : enough;
        if (value == IsOn || _seen.Count(v => v == value) < needed) return false;
        IsOn = value;
        _seen.Clear();
        return true;
    }
}
