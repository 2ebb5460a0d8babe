using System.Globalization;
using System.Net.Http.Headers;

namespace LoadProbe.Probing;

/// <summary>What the head of an answer must be like.</summary>
internal static class BlackboxHttpRules
{
    private static readonly string[] Dates = ["ddd, dd MMM yyyy HH:mm:ss 'GMT'", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy"];

    /// <summary>Null when the rules on headers are content; otherwise why they are not.</summary>
    public static string? Mismatch(BlackboxHttpProbe http, HttpResponseMessage answer)
    {
        foreach (BlackboxHeaderMatch rule in http.FailIfHeaderMatches)
        {
            string[] values = Values(answer, rule.Header);
            if (values.Length == 0 && !rule.AllowMissing) return $"Missing required header {rule.Header}";
            if (values.Any(v => rule.Pattern.Regex.IsMatch(v))) return $"Header {rule.Header} matched regular expression {rule.Pattern}";
        }

        foreach (BlackboxHeaderMatch rule in http.FailIfHeaderNotMatches)
        {
            string[] values = Values(answer, rule.Header);
            if (values.Length == 0 && !rule.AllowMissing) return $"Missing required header {rule.Header}";
            if (values.Length > 0 && !values.Any(v => rule.Pattern.Regex.IsMatch(v))) return $"Header {rule.Header} did not match regular expression {rule.Pattern}";
        }

        return null;
    }

    public static DateTimeOffset? LastModified(HttpResponseMessage answer) =>
        Values(answer, "Last-Modified") is [var first, ..] && DateTimeOffset.TryParseExact(first, Dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset modified) ? modified : null;

    /// <summary>As Go has it: −1 = not said.</summary>
    public static long ContentLength(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentLength is { } said && Values(answer, "Content-Length").Length > 0 ? said : (int)answer.StatusCode is 204 or 304 ? 0 : -1;

    public static string[] Values(HttpResponseMessage answer, string name)
    {
        if (answer.Headers.NonValidated.TryGetValues(name, out HeaderStringValues values)) return [.. values];
        return answer.Content.Headers.NonValidated.TryGetValues(name, out values) ? [.. values] : [];
    }
}
