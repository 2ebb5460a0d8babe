using System.Globalization;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>One thing that differs between the exporter's answer and ours.</summary>
/// <param name="Target">The case; * = all of them.</param>
internal sealed record BlackboxDifference(string Target, string Series, string Theirs, string Ours);

/// <summary>Holds two answers in Prometheus' text format against each other, line by line.</summary>
internal static class BlackboxComparison
{
    private const string Absent = "absent", There = "there";

    // What passes between two readings of a clock on a busy machine; what is slow on purpose takes 1.5 s.
    private const double Noise = 1;

    private const string Serial = "serialnumber=\"";

    // Labels that another run, or another machine, gives another value.
    private static readonly string[] Varying = ["fingerprint_sha256=", "cipher="];

    private static readonly string[] Newer = ["probe_timeout_seconds", "probe_tls_cipher_info", "probe_failed_due_to_bytes"];

    public static IEnumerable<BlackboxDifference> Compare(string target, string theirs, string ours)
    {
        (Dictionary<string, string> there, Dictionary<string, string> here) = (Read(theirs), Read(ours));
        if (ours.Contains(Serial, StringComparison.Ordinal) && !theirs.Contains(Serial, StringComparison.Ordinal)) yield return new BlackboxDifference("*", "probe_ssl_last_chain_info, label serialnumber", Absent, There);
        foreach (string series in there.Keys.Union(here.Keys).Order(StringComparer.Ordinal))
        {
            (string? a, string? b) = (there.GetValueOrDefault(series), here.GetValueOrDefault(series));
            string of = Newer.Any(n => series.Contains(n, StringComparison.Ordinal)) ? "*" : target;
            string shown = Varying.Any(v => series.Contains(v, StringComparison.Ordinal)) ? series[..series.IndexOf('{', StringComparison.Ordinal)] : series;
            // A family that only one has is one difference, not two.
            if (series.StartsWith('#') && (a is null || b is null)) continue;
            if (a is null || b is null) yield return new BlackboxDifference(of, shown, a is null ? Absent : There, b is null ? Absent : There);
            else if (a != b && !IsNoise(series, a, b)) yield return new BlackboxDifference(of, shown, Shown(series, a), Shown(series, b));
        }
    }

    private static bool IsDuration(string series) => series.Contains("_duration_seconds", StringComparison.Ordinal) || series.Contains("_lookup_time_seconds", StringComparison.Ordinal);

    private static bool IsNoise(string series, string a, string b) =>
        IsDuration(series) && Number(a) is var x && Number(b) is var y && (x == 0) == (y == 0) && Math.Abs(x - y) < Noise;

    // Of times it is told only that there is one.
    private static string Shown(string series, string value) => value != "0" && (IsDuration(series) || series.Contains("expiry", StringComparison.Ordinal)) ? "> 0" : value;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    // Each series and its value, and each family's words on itself.
    private static Dictionary<string, string> Read(string text)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            int space = line.StartsWith('#') ? line.IndexOf(' ', 7) : line.LastIndexOf(' ');
            lines[WithoutSerial(line[..space])] = line[(space + 1)..];
        }

        return lines;
    }

    // What is told of the label once need not be told of each series.
    private static string WithoutSerial(string series)
    {
        int start = series.IndexOf(Serial, StringComparison.Ordinal);
        if (start < 0) return series;
        int end = series.IndexOf('"', start + Serial.Length) + 1;
        return series[start - 1] == ',' ? series.Remove(start - 1, end - start + 1) : series.Remove(start, Math.Min(series.Length, end + 1) - start);
    }
}
