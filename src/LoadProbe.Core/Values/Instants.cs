using System.Globalization;

namespace LoadProbe.Core;

/// <summary>Instants as whoever asks writes them: ISO 8601, or how long ago.</summary>
public static class Instants
{
    private static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <summary>The instant that was written; null where nothing was, and where it is none.</summary>
    /// <param name="name">The parameter, for whoever wrote something else.</param>
    /// <param name="text">Null = nothing was said, which is no mistake.</param>
    /// <param name="now">What is so long ago is so long before this.</param>
    /// <param name="mistake">Null = there is none.</param>
    public static DateTimeOffset? Read(string name, string? text, DateTimeOffset now, out string? mistake)
    {
        mistake = null;
        if (string.IsNullOrEmpty(text)) return null;
        if (DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset instant)) return instant;
        if (Durations.TryParse(text, out TimeSpan ago) && ago < now - DateTimeOffset.UnixEpoch) return now - ago;
        mistake = $"{name}={text} is not an instant: write for instance {name}=2026-03-01T09:30:00Z, or how long ago: {name}=24h";
        return null;
    }
}
