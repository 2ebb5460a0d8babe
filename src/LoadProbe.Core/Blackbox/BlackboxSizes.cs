using System.Text;

namespace LoadProbe.Core;

/// <summary>Sizes as the exporter writes them: <c>10MB</c> and <c>10MiB</c> are the same, 10 × 1024 × 1024 bytes.</summary>
public static class BlackboxSizes
{
    private const string Prefixes = "KMGTPE";

    private static readonly Dictionary<string, decimal> Short = Units("B"), Long = Units("iB");

    /// <summary>Numbers, each with its unit, that are added; never below zero; a bare 0 needs none.</summary>
    public static bool TryParse(string text, out long bytes)
    {
        (bytes, decimal sum) = (0, 0);
        if (text == "0") return true;
        if (!BlackboxQuantities.TryAdd(text, Long, ref sum))
        {
            sum = 0;
            if (!BlackboxQuantities.TryAdd(text, Short, ref sum)) return false;
        }

        if (sum >= long.MaxValue) return false;
        bytes = (long)sum;
        return true;
    }

    /// <summary><c>10MiB</c>, <c>1KiB476B</c>.</summary>
    public static string Text(long bytes)
    {
        var text = new StringBuilder();
        for (int level = Prefixes.Length; level >= 0; level--)
        {
            long part = (bytes >> (10 * level)) & (level == Prefixes.Length ? long.MaxValue : 1023);
            if (part > 0) text.Append(part).Append(level == 0 ? "B" : $"{Prefixes[level - 1]}iB");
        }

        return text.Length == 0 ? "0B" : text.ToString();
    }

    private static Dictionary<string, decimal> Units(string suffix)
    {
        var units = new Dictionary<string, decimal> { ["B"] = 1 };
        for (int level = 1; level <= Prefixes.Length; level++) units[Prefixes[level - 1] + suffix] = 1L << (10 * level);
        return units;
    }
}
