namespace LoadProbe.Core;

/// <summary>
/// What one probe measured, as the exporter's fresh registry has it: gauges only, no label for the target. A family is
/// there from when it is first set; one that is never set is absent.
/// </summary>
public sealed class BlackboxFigures
{
    private readonly SortedDictionary<string, BlackboxFamily> _families = new(StringComparer.Ordinal);

    /// <summary>Sorted by name.</summary>
    public IReadOnlyCollection<BlackboxFamily> Families => _families.Values;

    /// <summary>Sets a gauge; a later value takes the place of an earlier one with the same labels.</summary>
    public void Set(string name, string help, double value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (!_families.TryGetValue(name, out BlackboxFamily? family)) _families[name] = family = new BlackboxFamily(name, help);
        var written = new KeyValuePair<string, string>[labels.Length];
        for (int i = 0; i < labels.Length; i++) written[i] = new KeyValuePair<string, string>(labels[i].Name, labels[i].Value);
        family.Set(written, value);
    }

    /// <summary>The value of a gauge; null when it is absent.</summary>
    public double? Value(string name, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        if (!_families.TryGetValue(name, out BlackboxFamily? family)) return null;
        foreach (BlackboxSample sample in family.Samples)
        {
            if (Same(sample.Labels, labels)) return sample.Value;
        }

        return null;
    }

    private static bool Same(IReadOnlyList<KeyValuePair<string, string>> labels, ReadOnlySpan<(string Name, string Value)> asked)
    {
        if (labels.Count != asked.Length) return false;
        for (int i = 0; i < asked.Length; i++)
        {
            if (labels[i].Key != asked[i].Name || labels[i].Value != asked[i].Value) return false;
        }

        return true;
    }
}
