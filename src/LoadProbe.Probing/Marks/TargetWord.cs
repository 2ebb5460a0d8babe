using System.Globalization;

namespace LoadProbe.Probing;

/// <summary>What a target says of the pressure on it in its answers: a header that stops it, and <c>Retry-After</c>.</summary>
public static class TargetWord
{
    private const string StopName = "X-LoadProbe-Stop";
    private const string RetryName = "Retry-After";
    private const string DateName = "Date";
    private const int LongestReason = 200;

    // RFC 9110, 5.6.7: what is written now, and what was and is still to be understood.
    private static readonly string[] Dates = ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy"];

    /// <summary>Tells what stands in the head of an answer.</summary>
    /// <param name="wish">Is told.</param>
    /// <param name="status">The answer's.</param>
    /// <param name="header">What it says under a name; null = nothing.</param>
    /// <param name="time">The clock.</param>
    public static void Tell(ITargetWish wish, int status, Func<string, string?> header, TimeProvider time) => Tell(wish, status, header(StopName), header(RetryName), header(DateName), time);

    // Of an answer that says nothing, as most do, nothing is made.
    internal static void Tell(ITargetWish wish, HttpAnswer answer, TimeProvider time)
    {
        bool asks = answer.Status is 429 or 503 && answer.Has(RetryName);
        if (asks || answer.Has(StopName)) Tell(wish, answer.Status, answer.Value(StopName), answer.Value(RetryName), answer.Value(DateName), time);
    }

    private static void Tell(ITargetWish wish, int status, string? stop, string? retry, string? date, TimeProvider time)
    {
        if (stop is not null) wish.Stop(Line(stop));
        if (status is 429 or 503 && retry is not null && After(retry, date, time) is { } wait) wish.Wait(wait);
    }

    // RFC 9110, 10.2.3. A moment is meant by the target's own clock, which its answer tells.
    private static TimeSpan? After(string text, string? date, TimeProvider time)
    {
        text = text.Trim();
        if (text.Length > 0 && text.All(char.IsAsciiDigit)) return TimeSpan.FromSeconds(Math.Min(double.Parse(text, CultureInfo.InvariantCulture), TimeSpan.MaxValue.TotalSeconds / 2));
        if (Moment(text) is not { } moment) return null;
        TimeSpan left = moment - (Moment(date?.Trim()) ?? time.GetUtcNow());
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParseExact(text, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowInnerWhite, out DateTimeOffset moment) ? moment : null;

    // It comes from outside, and goes into reports.
    private static string Line(string text)
    {
        string line = string.Concat(text.Take(LongestReason).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return line.Length > 0 ? line : "no reason was given";
    }
}
