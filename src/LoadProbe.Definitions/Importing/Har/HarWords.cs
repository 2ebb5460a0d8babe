using System.Text;

namespace LoadProbe.Definitions;

/// <summary>Text of a request as text of a template: what an earlier answer said and what is secret become holes.</summary>
internal sealed class HarWords(HarAnswers answers, HarSecrets secrets, HarNames names)
{
    // From whole words to parts of them: order-7f3a9b2c, id=7f3a9b2c;v=1.
    private static readonly Func<char, bool>[] Kinds = [c => !char.IsWhiteSpace(c), c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '~' or '+' or '/' or '=', c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.', c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-', char.IsAsciiLetterOrDigit];

    /// <summary>The value of a field; a secret when <paramref name="isSecret"/>, unless an answer had it.</summary>
    public string Value(string text, string field, bool isSecret)
    {
        if (Hole(text, field, isSecret) is { } hole) return hole;
        answers.Sent(text);
        return Parts(text, field, 0);
    }

    /// <summary>A whole number; null = it stays as it is.</summary>
    public string? Number(string text, string field, bool isSecret)
    {
        string? hole = Hole(text, field, isSecret);
        if (hole is null) answers.Sent(text);
        return hole;
    }

    /// <summary>A variable in the place of all of it; null = it stays as it is.</summary>
    public string? Hole(string text, string field, bool isSecret)
    {
        if (text.Length == 0) return null;
        if (answers.Find(text, names) is { } saved) return $"${{{saved}}}";
        return isSecret || secrets.IsKnown(text) || HarSecrets.LooksSecret(text) ? $"${{{secrets.Variable(field, text, names)}}}" : null;
    }

    /// <summary>A header's value: of <c>Bearer abc</c> the second word is what is looked at.</summary>
    public string Header(string name, string text)
    {
        int blank = text.IndexOf(' ', StringComparison.Ordinal);
        bool isSecret = HarSecrets.IsSecret(name);
        if (blank <= 0 || !isSecret || !text.AsSpan(0, blank).ContainsAnyExcept('=', ',', '"') || blank > 20) return Value(text, name, isSecret);
        return Hole(text, name, false) ?? $"{YamlText.Literal(text[..blank])} {Value(text[(blank + 1)..].Trim(), name, isSecret: true)}";
    }

    /// <summary>Text that nothing takes apart.</summary>
    public string Loose(string text, string field)
    {
        var written = new StringBuilder();
        int from = 0;
        foreach (System.Text.RegularExpressions.Match match in HarSecrets.In(text))
        {
            System.Text.RegularExpressions.Group value = match.Groups["value"];
            written.Append(Parts(text[from..value.Index], field, 0)).Append(Value(value.Value, match.Groups["name"].Value, isSecret: true));
            from = value.Index + value.Length;
        }

        return written.Append(Parts(text[from..], field, 0)).ToString();
    }

    private string Parts(string text, string field, int kind)
    {
        if (kind == Kinds.Length || text.Length < 4) return YamlText.Literal(text);
        var written = new StringBuilder();
        int plain = 0;
        for (int i = 0; i < text.Length;)
        {
            if (!Kinds[kind](text[i]))
            {
                i++;
                continue;
            }

            int end = i + 1;
            while (end < text.Length && Kinds[kind](text[end])) end++;
            string word = text[i..end];
            // A part of a word must be long enough to be no accident, and $ before a hole would make it none.
            if ((kind < 2 || word.Length >= (kind == Kinds.Length - 1 ? 8 : 6)) && (i == 0 || text[i - 1] != '$') && Hole(word, field, false) is { } hole)
            {
                written.Append(Parts(text[plain..i], field, kind + 1)).Append(hole);
                plain = end;
            }
            else
            {
                answers.Sent(word);
            }

            i = end;
        }

        return written.Append(Parts(text[plain..], field, kind + 1)).ToString();
    }
}
