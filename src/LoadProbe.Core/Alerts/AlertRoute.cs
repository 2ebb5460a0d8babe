namespace LoadProbe.Core;

/// <summary>Which alerts go where.</summary>
/// <param name="To">Names of receivers.</param>
/// <param name="Labels">For each label the values of which it must have one; a * stands for any characters. None = all alerts.</param>
public sealed record AlertRoute(IReadOnlyList<string> To, IReadOnlyDictionary<string, IReadOnlyList<string>> Labels)
{
    public bool Takes(Alert alert) => Labels.All(l => alert.Labels.TryGetValue(l.Key, out string? value) && l.Value.Any(p => IsLike(value, p)));

    private static bool IsLike(ReadOnlySpan<char> value, ReadOnlySpan<char> pattern)
    {
        int star = pattern.IndexOf('*');
        if (star < 0) return value.SequenceEqual(pattern);
        if (!value.StartsWith(pattern[..star], StringComparison.Ordinal)) return false;
        value = value[star..];
        pattern = pattern[(star + 1)..];
        // The first place where what lies between two stars is found leaves the most for the rest.
        while ((star = pattern.IndexOf('*')) >= 0)
        {
            int found = value.IndexOf(pattern[..star], StringComparison.Ordinal);
            if (found < 0) return false;
            value = value[(found + star)..];
            pattern = pattern[(star + 1)..];
        }

        return value.EndsWith(pattern, StringComparison.Ordinal);
    }
}
