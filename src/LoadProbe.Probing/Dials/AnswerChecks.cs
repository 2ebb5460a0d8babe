using System.Text.RegularExpressions;

namespace LoadProbe.Probing;

/// <summary>Holds what an answer says against what is expected of it, and takes from it what is to be saved.</summary>
internal static class AnswerChecks
{
    /// <summary>The first expectation that is not met, or null. Without <paramref name="explain"/> its outcome alone is told.</summary>
    public static Fault? Check(IReadOnlyList<Core.Match> body, IReadOnlyList<JsonExpectation> json, Answer answer, Variables variables, bool explain)
    {
        // By index: this runs for each answer under pressure, and an enumerator would be allocated.
        for (int i = 0; i < body.Count; i++)
        {
            Core.Match match = body[i];
            if (match.Fault(answer.Text, variables) is { } fault) return !explain ? new Fault(Outcome.BodyMismatch, "") : new Fault(Outcome.BodyMismatch, $"body: {fault}{Excerpt(answer, variables)}");
        }

        for (int i = 0; i < json.Count; i++)
        {
            JsonExpectation wanted = json[i];
            if (answer.Json is not { } document) return !explain ? new Fault(Outcome.JsonMismatch, "") : new Fault(Outcome.JsonMismatch, $"the answer is not JSON{Excerpt(answer, variables)}");
            string? value = wanted.Path.Read(document);
            if (wanted.Value.Fault(value, variables) is { } fault) return new Fault(Outcome.JsonMismatch, $"{wanted.Path} is {Show(value, variables)}: {fault}");
        }

        return null;
    }

    /// <summary>Takes what is to be saved; the first value that is not there is the fault.</summary>
    public static Fault? Take(IReadOnlyList<Save> saves, Answer answer, Variables variables, bool explain)
    {
        for (int i = 0; i < saves.Count; i++)
        {
            Save save = saves[i];
            if (Value(save, answer) is not { } value) return !explain ? new Fault(Outcome.NotSaved, "") : new Fault(Outcome.NotSaved, $"{save.Variable}: nothing to save from {Source(save)}{Excerpt(answer, variables)}");
            variables[save.Variable] = value;
        }

        return null;
    }

    private static string? Value(Save save, Answer answer)
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

    // Redacted before it is cut: a secret cut in two would not be known again.
    public static string Show(string? value, Variables variables)
    {
        if (value is null) return "absent";
        string safe = variables.Redact(value);
        return safe.Length <= 200 ? $"\"{safe}\"" : $"\"{safe[..200]}…\"";
    }

    public static string Excerpt(Answer answer, Variables variables)
    {
        string safe = variables.Redact(answer.Text.Length > 4096 ? answer.Text[..4096] : answer.Text);
        string text = Regex.Replace(safe.Length > 400 ? safe[..400] : safe, @"\s+", " ").Trim();
        return text.Length == 0 ? "" : text.Length <= 160 ? $"; the answer: {text}" : $"; the answer: {text[..160]}…";
    }
}
