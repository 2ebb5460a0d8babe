namespace LoadProbe.Core;

/// <summary>Guesses what a mistyped word was to be.</summary>
public static class Spelling
{
    private const int MostCandidates = 500;

    /// <summary>The nearest of <paramref name="known"/>, or null when none is near.</summary>
    public static string? Nearest(string word, IEnumerable<string> known)
    {
        if (word.Length is 0 or > 64) return null;
        (string? best, int distance) = (null, Math.Max(1, word.Length / 3) + 1);
        foreach (string candidate in known.Take(MostCandidates))
        {
            int d = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (d < distance) (best, distance) = (candidate, d);
        }

        return best;
    }

    /// <summary><c>did you mean "x"? </c>, or nothing.</summary>
    public static string Hint(string word, IEnumerable<string> known) => Nearest(word, known) is { } near ? $"did you mean \"{near}\"? " : "";

    // Optimal string alignment: inserted, left out, replaced and swapped neighbours count one each.
    private static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }

        return d[a.Length, b.Length];
    }
}
