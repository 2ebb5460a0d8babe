using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>
/// A rate over time from CSV: a header line with <c>time</c> and <c>rate</c>, then a point a line. Times are seconds, durations or
/// instants, of which only the distances count; rates are arrivals a second, or with their own unit, <c>30/m</c>.
/// </summary>
internal static class RateCsv
{
    private const int MostMistakes = 20;

    public static List<RatePoint> Read(string text, string file, Mistakes mistakes)
    {
        var points = new RatePoints(file, mistakes);
        (int Time, int Rate)? columns = null;
        int number = 0;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            number++;
            if (line.IsWhiteSpace() || line[0] == '#') continue;
            if (mistakes.Count >= MostMistakes) break;
            var at = new Place(file, number, 1);
            string[] cells = [.. line.ToString().Split(',').Select(c => c.Trim().Trim('"'))];
            if (columns is null)
            {
                if ((columns = Columns(cells)) is not null) continue;
                mistakes.Add(at, $"the header {Quote.Of(line.ToString())} has no columns time and rate: write time,rate");
                return [];
            }

            if (cells.Length <= Math.Max(columns.Value.Time, columns.Value.Rate)) mistakes.Add(at, "a value is missing: give each line one a column");
            else if (Time(cells[columns.Value.Time]) is not { } seconds) mistakes.Add(at, $"time {Quote.Bare(cells[columns.Value.Time])} is not a time: write seconds, a duration such as 90s or an instant such as 2026-03-02T09:30:00Z");
            else if (Rate(cells[columns.Value.Rate]) is not { } rate) mistakes.Add(at, $"rate {Quote.Bare(cells[columns.Value.Rate])} is not a rate: write arrivals a second, for instance 12.5, or 750/m");
            else points.Add(at, seconds, rate);
        }

        return points.All();
    }

    // What is beside the time is the rate when nothing else is there.
    private static (int Time, int Rate)? Columns(string[] header)
    {
        int time = Array.FindIndex(header, c => c.Equals("time", StringComparison.OrdinalIgnoreCase));
        int rate = Array.FindIndex(header, c => c.Equals("rate", StringComparison.OrdinalIgnoreCase));
        if (rate < 0 && header.Length == 2) rate = 1 - time;
        return time < 0 || rate < 0 ? null : (time, rate);
    }

    private static double? Time(string text)
    {
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out double seconds)) return seconds;
        if (Durations.TryParse(text, out TimeSpan duration)) return duration.TotalSeconds;
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out DateTimeOffset instant) ? (instant - DateTimeOffset.UnixEpoch).TotalSeconds : null;
    }

    private static double? Rate(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) || Rates.TryParse(text, out rate) ? rate : null;
}
