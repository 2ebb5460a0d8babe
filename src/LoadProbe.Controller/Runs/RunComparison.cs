namespace LoadProbe.Controller;

/// <summary>Two runs compared, and what is to be known when one reads it.</summary>
/// <param name="Notes">What makes the comparison weaker than it looks.</param>
public sealed record RunComparison(ComparedRun A, ComparedRun B, Comparison Comparison, IReadOnlyList<string> Notes)
{
    private const int FewSeconds = 10;

    /// <summary>No figure is worse by more than chance and tolerance explain.</summary>
    public bool Passes => !Comparison.Regressions.Any();

    /// <summary>What it comes to, in one line.</summary>
    public string Summary()
    {
        Difference[] worse = [.. Comparison.Regressions];
        return worse.Length == 0
            ? "no figure is worse by more than chance and tolerance explain"
            : $"{(worse.Length == 1 ? "1 figure is" : $"{worse.Length} figures are")} worse by more than chance and tolerance explain";
    }

    public static RunComparison Of(ComparedRun a, ComparedRun b, Tolerance tolerance)
    {
        bool paired = a.HasPlanOf(b);
        List<string> notes = [];
        if (a.Scenario != b.Scenario) notes.Add($"the scenarios are different: {a.Scenario} and {b.Scenario}");
        if (!paired) notes.Add("the plans are different: times and errors were compared under another load, and rates are not judged");
        foreach (ComparedRun run in (ComparedRun[])[a, b])
        {
            if (run.Verdict == "invalid") notes.Add($"run {run.Id} is invalid: our side could not measure");
            if (run.StoppedBy is { } by) notes.Add($"run {run.Id} was stopped by {by} after {run.Seconds} s");
            if (run.Seconds < FewSeconds) notes.Add($"run {run.Id} has {run.Seconds} seconds only, so intervals are wide");
        }

        return new RunComparison(a, b, Comparison.Of(a.Parts(b), paired, tolerance), notes);
    }
}
