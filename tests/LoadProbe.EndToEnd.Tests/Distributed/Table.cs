namespace LoadProbe.EndToEnd.Tests;

/// <summary>What tests have measured, a line each in a file of <c>artifacts</c>, for whoever wants the figures.</summary>
internal static class Table
{
    /// <summary>The percentiles of what was measured in all rounds.</summary>
    public static void Summary(string file, string what, IReadOnlyCollection<TimeSpan> seen)
    {
        TimeSpan[] sorted = [.. seen.Order()];
        Line(file, $"all: {what}", sorted.Length, $"p50 {At(50):0.0} ms, p99 {At(99):0.0} ms, max {At(100):0.0} ms");

        double At(double percent) => sorted[(int)Math.Ceiling(percent / 100 * sorted.Length) - 1].TotalMilliseconds;
    }

    public static void Line(string file, string what, int round, string figures)
    {
        string line = $"{what,-36} {round,3}  {figures}";
        TestContext.Current.SendDiagnosticMessage("{0}", line);
        File.AppendAllText(Path.Combine(Machine.Root, "artifacts", file), line + "\n");
    }
}
