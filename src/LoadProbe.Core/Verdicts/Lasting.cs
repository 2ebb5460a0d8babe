namespace LoadProbe.Core;

/// <summary>
/// The fifth stage: something that changes when the other has lasted long enough without a break. At first it is neither: false is
/// believed at once, and true when it lasted.
/// </summary>
/// <param name="enough">How long that is.</param>
/// <param name="known">What it is known to be from before; null = nothing is.</param>
public sealed class Lasting(TimeSpan enough, bool? known = null)
{
    private DateTimeOffset? _since;

    /// <summary>Null = not known yet.</summary>
    public bool? Value { get; private set; } = known;

    /// <summary>Whether it changed.</summary>
    public bool Add(bool value, DateTimeOffset at)
    {
        if (value == Value)
        {
            _since = null;
            return false;
        }

        if (Value is null && !value)
        {
            _since = null;
            Value = false;
            return false;
        }

        _since ??= at;
        if (at - _since < enough) return false;
        Value = value;
        _since = null;
        return true;
    }

    /// <summary>Nobody can tell for now: what had begun to last begins again.</summary>
    public void Break() => _since = null;
}
