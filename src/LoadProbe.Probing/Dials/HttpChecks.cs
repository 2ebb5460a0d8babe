using System.Text.RegularExpressions;

namespace LoadProbe.Probing;

/// <summary>Holds an answer against what a step expects, and takes from it what the step saves.</summary>
internal static class HttpChecks
{
    /// <summary>The first expectation that is not met, or null. Without <paramref name="explain"/> its outcome alone is told.</summary>
    public static Fault? Check(HttpStep step, HttpAnswer answer, Variables variables, bool explain)
    {
        if (!step.Expect.Accepts(answer.Status)) return !explain ? new Fault(Outcome.StatusMismatch, "") : new Fault(Outcome.StatusMismatch, $"status {answer.Status}, expected {Wanted(step.Expect.Status)}{Excerpt(answer, variables)}");
        // By index: this runs for each answer under pressure, and an enumerator would be allocated.
        for (int i = 0; i < step.Expect.Headers.Count; i++)
        {
            HeaderExpectation header = step.Expect.Headers[i];
            string? value = answer.Header(header.Name);
            if (header.Value.Fault(value, variables) is { } fault) return new Fault(Outcome.HeaderMismatch, $"header {header.Name} is {Show(value, variables)}: {fault}");
        }

        for (int i = 0; i < step.Expect.Body.Count; i++)
        {
            Core.Match match = step.Expect.Body[i];
            if (match.Fault(answer.Text, variables) is { } fault) return !explain ? new Fault(Outcome.BodyMismatch, "") : new Fault(Outcome.BodyMismatch, $"body: {fault}{Excerpt(answer, variables)}");
        }

        for (int i = 0; i < step.Expect.Json.Count; i++)
        {
            JsonExpectation json = step.Expect.Json[i];
            if (answer.Json is not { } document) return !explain ? new Fault(Outcome.JsonMismatch, "") : new Fault(Outcome.JsonMismatch, $"the answer is not JSON{Excerpt(answer, variables)}");
            string? value = json.Path.Read(document);
            if (json.Value.Fault(value, variables) is { } fault) return new Fault(Outcome.JsonMismatch, $"{json.Path} is {Show(value, variables)}: {fault}");
        }

        return null;
    }

    /// <summary>Takes what the step saves; the first value that is not there is the fault.</summary>
    public static Fault? Take(HttpStep step, HttpAnswer answer, Variables variables, bool explain)
    {
        for (int i = 0; i < step.Saves.Count; i++)
        {
            Save save = step.Saves[i];
            if (Value(save, answer) is not { } value) return !explain ? new Fault(Outcome.NotSaved, "") : new Fault(Outcome.NotSaved, $"{save.Variable}: nothing to save from {Source(save)}{Excerpt(answer, variables)}");
            variables[save.Variable] = value;
        }

        return null;
    }

    private static string? Value(Save save, HttpAnswer answer)
    {
        string? text = save.From switch
        {
            SaveSource.Json => answer.Json is { } document ? save.Path!.Read(document) : null,
            SaveSource.Header => answer.Header(save.Name!),
            SaveSource.Cookie => answer.Cookie(save.Name!),
            SaveSource.Status => $"{answer.Status}",
            _ => answer.Text,
        };
        if (text is null || save.Regex is null) return text;
        try
        {
            System.Text.RegularExpressions.Match match = save.Regex.Match(text);
            return match.Success ? match.Groups[match.Groups.Count > 1 ? 1 : 0].Value : null;
        }
        catch (RegexMatchTimeoutException)
        {
            // An expression that runs away on this answer finds nothing in it.
            return null;
        }
    }

    private static string Source(Save save) => save.From switch
    {
        SaveSource.Json => $"{save.Path}",
        SaveSource.Header or SaveSource.Cookie => $"{save.From.ToString().ToLowerInvariant()} {save.Name}",
        _ => $"the {save.From.ToString().ToLowerInvariant()}",
    };

    private static string Wanted(IReadOnlyList<StatusRange> ranges) => ranges.Count == 0 ? "below 400" : string.Join(" or ", ranges);

    // Redacted before it is cut: a secret cut in two would not be known again.
    private static string Show(string? value, Variables variables)
    {
        if (value is null) return "absent";
        string safe = variables.Redact(value);
        return safe.Length <= 200 ? $"\"{safe}\"" : $"\"{safe[..200]}…\"";
    }

    private static string Excerpt(HttpAnswer answer, Variables variables)
    {
        string safe = variables.Redact(answer.Text.Length > 4096 ? answer.Text[..4096] : answer.Text);
        string text = Regex.Replace(safe.Length > 400 ? safe[..400] : safe, @"\s+", " ").Trim();
        return text.Length == 0 ? "" : text.Length <= 160 ? $"; the answer: {text}" : $"; the answer: {text[..160]}…";
    }
}
