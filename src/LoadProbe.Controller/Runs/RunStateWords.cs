namespace LoadProbe.Controller;

/// <summary>States as words, as JSON and pages have them: <c>pending_approval</c>.</summary>
internal static class RunStateWords
{
    /// <summary>Small letters, with <c>_</c> between words.</summary>
    public static string Word(this RunState state) => string.Concat($"{state}".Select((c, i) => char.IsUpper(c) && i > 0 ? $"_{char.ToLowerInvariant(c)}" : $"{char.ToLowerInvariant(c)}"));

    /// <summary>For sentences.</summary>
    public static string Words(this RunState state) => state.Word().Replace('_', ' ');
}
