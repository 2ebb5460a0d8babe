namespace LoadProbe.Definitions;

/// <summary>Finds what stands in the quotes and comments of a statement (PostgreSQL, 4.1).</summary>
internal static class SqlQuotes
{
    /// <summary>The first hole that is in quotes or in a comment, as it is written; null when there is none.</summary>
    public static string? Quoted(Template statement)
    {
        // What ends where we are: nothing, a quote, the end of the line or of the comment.
        string? end = null;
        foreach (TemplatePart part in statement.Parts)
        {
            if (part.Kind == TemplatePartKind.Text) end = After(part.Value, end);
            else if (end is not null) return part.Kind switch
            {
                TemplatePartKind.SecretFromEnvironment => $"secret:env:{part.Value}",
                TemplatePartKind.SecretFromFile => $"secret:file:{part.Value}",
                _ => part.Value,
            };
        }

        return null;
    }

    // A quote that is written twice closes and opens again, which comes to the same.
    private static string? After(string text, string? end)
    {
        for (int i = 0; i < text.Length; i++)
        {
            ReadOnlySpan<char> rest = text.AsSpan(i);
            if (end is not null)
            {
                if (!rest.StartsWith(end)) continue;
                i += end.Length - 1;
                end = null;
            }
            else
            {
                end = rest.StartsWith("'") ? "'" : rest.StartsWith("\"") ? "\"" : rest.StartsWith("--") ? "\n" : rest.StartsWith("/*") ? "*/" : null;
                if (end == "*/") i++;
            }
        }

        return end;
    }
}
