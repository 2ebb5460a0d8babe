using System.Globalization;

namespace LoadProbe.Definitions;

/// <summary>When a failure counts.</summary>
internal static class PolicyReader
{
    /// <param name="timeout">The longest that a run takes: none that passes takes longer.</param>
    public static VerdictPolicy Read(Node node, TimeSpan timeout, Mistakes mistakes)
    {
        Fields fields = Fields.Of(node, "verdict", ProbeKeys.Verdict, mistakes);
        (int failures, int window) = Fail(fields);
        TimeSpan? degraded = fields.Duration("degraded");
        if (degraded >= timeout) mistakes.Add(fields["degraded"]!.At, $"degraded {Quote.Bare(fields.Text("degraded")!)} is not shorter than the timeout {Scalars.Plain(timeout)}: no run would pass and be as slow as that");
        string? by = fields.Text("by");
        if (by is not null && (string.IsNullOrWhiteSpace(by) || by.Length > 100 || by.Any(char.IsControl))) mistakes.Add(fields["by"]!.At, "by is the name of a label of agents: write for instance by: region or by: carrier");
        return new VerdictPolicy(fields.Whole("retry", 0, 10) ?? 0, failures, window)
        {
            Quorum = fields["quorum"] is { } quorum ? Agreed(quorum, mistakes) : Quorum.One,
            By = by,
            For = fields.Duration("for", TimeSpan.Zero) ?? TimeSpan.Zero,
            Degraded = degraded,
            Severity = fields.Choice("severity", ProbeKeys.Severities) ?? Severity.Critical,
        };
    }

    private static (int Failures, int Window) Fail(Fields fields)
    {
        if (fields.Text("fail") is not { } text) return (1, 1);
        string[] parts = text.Split(" of ", StringSplitOptions.TrimEntries);
        if (parts.Length == 2 && int.TryParse(parts[0], out int failures) && int.TryParse(parts[1], out int window) && failures >= 1 && failures <= window && window <= 100) return (failures, window);
        fields.Mistakes.Add(fields["fail"]!.At, $"fail {Quote.Bare(text)} is not so many of so many, at most 100: write for instance 2 of 3");
        return (1, 1);
    }

    private static Quorum Agreed(Node node, Mistakes mistakes)
    {
        if (Scalars.Text(node, "quorum", mistakes) is not { } text) return Quorum.One;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int voters) && voters is >= 1 and <= 1_000) return Quorum.Of(voters);
        bool read = double.TryParse(text.AsSpan().TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share);
        if (read && text.EndsWith('%') && share is > 0 and <= 100) return Quorum.OfShare(share / 100);
        mistakes.Add(node.At, $"quorum {Quote.Bare(text)} is neither a whole number from 1 to 1000 nor a share above 0% and up to 100%: write for instance 2 or 50%");
        return Quorum.One;
    }
}
