namespace LoadProbe.Controller;

/// <summary>Scopes as words.</summary>
public static class ScopeWords
{
    private static readonly Scope[] All = [Scope.Admin, Scope.Run, Scope.Apply, Scope.Approve, Scope.Read];

    /// <summary>The words that say it all, those that others include left out: <c>run apply</c>.</summary>
    public static string Words(this Scope scope) =>
        string.Join(' ', All.Where(s => scope.HasFlag(s) && !All.Any(other => other != s && scope.HasFlag(other) && other.HasFlag(s))).Select(s => s.ToString().ToLowerInvariant()));

    /// <summary>Reads words with spaces or commas between; null and why when one is none.</summary>
    public static Scope? Parse(string text, out string? fault)
    {
        fault = null;
        Scope scope = Scope.None;
        foreach (string word in text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries))
        {
            if (All.FirstOrDefault(s => s.ToString().Equals(word, StringComparison.OrdinalIgnoreCase)) is not (not Scope.None and var one))
            {
                fault = $"\"{word}\" is not a scope: write read, run, apply, approve or admin";
                return null;
            }

            scope |= one;
        }

        if (scope == Scope.None) fault = "no scope is said: write read, run, apply, approve or admin";
        return fault is null ? scope : null;
    }
}
