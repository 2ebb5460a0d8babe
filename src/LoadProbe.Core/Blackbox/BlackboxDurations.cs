using System.Globalization;

namespace LoadProbe.Core;

/// <summary>Durations as Prometheus' programs write them: <c>5s</c>, <c>1m30s</c>, <c>1.5h</c>, <c>1d</c>.</summary>
public static class BlackboxDurations
{
    private static readonly Dictionary<string, decimal> Seconds = new()
    {
        ["ns"] = 1e-9m, ["us"] = 1e-6m, ["µs"] = 1e-6m, ["μs"] = 1e-6m, ["ms"] = 1e-3m, ["s"] = 1, ["m"] = 60, ["h"] = 3600, ["d"] = 86400, ["w"] = 604800, ["y"] = 31536000,
    };

    /// <summary>Numbers, each with its unit, that are added; never below zero.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        (duration, decimal sum) = (TimeSpan.Zero, 0);
        if (!BlackboxQuantities.TryAdd(text, Seconds, ref sum) || sum > (decimal)TimeSpan.MaxValue.TotalSeconds / 2) return false;
        duration = TimeSpan.FromTicks((long)Math.Round(sum * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>As Go writes it: <c>1h0m0s</c>, <c>1m30s</c>, <c>500ms</c>.</summary>
    public static string Text(TimeSpan duration)
    {
        string Number(decimal number) => number.ToString("0.#######", CultureInfo.InvariantCulture);
        decimal seconds = (decimal)duration.Ticks / TimeSpan.TicksPerSecond;
        if (duration == TimeSpan.Zero) return "0s";
        if (seconds < 0.001m) return $"{Number(seconds * 1_000_000)}µs";
        if (seconds < 1) return $"{Number(seconds * 1_000)}ms";
        (long hours, long minutes) = ((long)(seconds / 3600), (long)(seconds / 60) % 60);
        return $"{(hours > 0 ? $"{hours}h" : "")}{(hours + minutes > 0 ? $"{minutes}m" : "")}{Number(seconds % 60)}s";
    }
}
