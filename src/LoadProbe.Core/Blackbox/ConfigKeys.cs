namespace LoadProbe.Core;

/// <summary>The order of names of the user's own: numbers in them by their value, letters after all other characters.</summary>
internal static class ConfigKeys
{
    public static IComparer<string> Order { get; } = Comparer<string>.Create(Compare);

    private static int Compare(string a, string b)
    {
        int i = 0;
        while (i < a.Length && i < b.Length && a[i] == b[i]) i++;
        if (i == a.Length || i == b.Length) return a.Length.CompareTo(b.Length);
        (bool letterA, bool letterB) = (char.IsLetter(a[i]), char.IsLetter(b[i]));
        if (letterA != letterB)
        {
            // After a number it is the other way round: a1b before a1_b.
            bool afterNumber = i > 0 && char.IsDigit(a[i - 1]);
            return letterA == afterNumber ? -1 : 1;
        }

        if (letterA) return a[i].CompareTo(b[i]);
        ReadOnlySpan<char> left = Number(a, i), right = Number(b, i);
        ReadOnlySpan<char> x = left.TrimStart('0'), y = right.TrimStart('0');
        if (x.Length != y.Length) return x.Length.CompareTo(y.Length);
        int order = x.CompareTo(y, StringComparison.Ordinal);
        if (order == 0) order = left.Length.CompareTo(right.Length);
        return order != 0 ? order : a[i].CompareTo(b[i]);
    }

    // The digits around a place where two names part.
    private static ReadOnlySpan<char> Number(string text, int at)
    {
        int end = at;
        while (end < text.Length && char.IsDigit(text[end])) end++;
        int start = at;
        while (start > 0 && char.IsDigit(text[start - 1])) start--;
        return text.AsSpan(start, end - start);
    }
}
