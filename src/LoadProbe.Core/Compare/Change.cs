namespace LoadProbe.Core;

/// <summary>What a difference between two runs comes to.</summary>
public enum Change : byte
{
    /// <summary>Zero is in the interval: chance alone may be the reason.</summary>
    None,

    Better,

    /// <summary>Worse than chance explains.</summary>
    Worse,

    /// <summary>There were too few values for an interval.</summary>
    TooFew,
}
