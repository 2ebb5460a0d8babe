namespace LoadProbe.Core;

/// <summary>A gauge family of one probe: its name, what it says of itself, and its samples in the order they were first set.</summary>
public sealed class BlackboxFamily(string name, string help)
{
    private readonly List<BlackboxSample> _samples = [];

    public string Name => name;

    public string Help => help;

    public IReadOnlyList<BlackboxSample> Samples => _samples;

    /// <summary>Sets the sample of these labels.</summary>
    internal void Set(IReadOnlyList<KeyValuePair<string, string>> labels, double value)
    {
        int known = _samples.FindIndex(s => s.Labels.SequenceEqual(labels));
        if (known < 0) _samples.Add(new BlackboxSample(labels, value));
        else _samples[known] = new BlackboxSample(labels, value);
    }
}

/// <summary>One line of a family.</summary>
/// <param name="Labels">In the order in which they were given; empty = none.</param>
public readonly record struct BlackboxSample(IReadOnlyList<KeyValuePair<string, string>> Labels, double Value);
