namespace LoadProbe.Probing;

/// <summary>Holds an HTTP answer against what a step expects.</summary>
internal static class HttpChecks
{
    /// <summary>The first expectation that is not met, or null. Without <paramref name="explain"/> its outcome alone is told.</summary>
    public static Fault? Check(HttpStep step, Answer answer, Variables variables, bool explain)
    {
        if (!step.Expect.Accepts(answer.Status)) return !explain ? new Fault(Outcome.StatusMismatch, "") : new Fault(Outcome.StatusMismatch, $"status {answer.Status}, expected {Wanted(step.Expect.Status)}{AnswerChecks.Excerpt(answer, variables)}");
        // By index: this runs for each answer under pressure, and an enumerator would be allocated.
        for (int i = 0; i < step.Expect.Headers.Count; i++)
        {
            HeaderExpectation header = step.Expect.Headers[i];
            string? value = answer.Header(header.Name);
            if (header.Value.Fault(value, variables) is { } fault) return new Fault(Outcome.HeaderMismatch, $"header {header.Name} is {AnswerChecks.Show(value, variables)}: {fault}");
        }

        return AnswerChecks.Check(step.Expect.Body, step.Expect.Json, answer, variables, explain);
    }

    private static string Wanted(IReadOnlyList<StatusRange> ranges) => ranges.Count == 0 ? "below 400" : string.Join(" or ", ranges);
}
