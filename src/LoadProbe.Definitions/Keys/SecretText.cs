namespace LoadProbe.Definitions;

/// <summary>A value that may hold secrets and knows no variables.</summary>
internal static class SecretText
{
    /// <param name="whose">What it belongs to, for the message: a proxy.</param>
    public static Template? Read(Fields fields, string key, string whose)
    {
        if (fields.Text(key) is not { } text) return null;
        if (!Template.TryParse(text, TemplateEscape.None, out Template template, out string? fault)) fault = Quote.Line(fault!);
        else if (template.Parts.Any(p => p.Kind == TemplatePartKind.Variable)) fault = $"{key} {Quote.Of(text)} has a variable in it: {whose} is the same for all, and knows only ${{secret:env:NAME}} and ${{secret:file:PATH}}";
        else return template;
        fields.Mistakes.Add(fields[key]!.At, fault);
        return null;
    }

    /// <summary>The same value, with a mistake when all of it stands in the file.</summary>
    /// <param name="what">The secret, for the message: the password.</param>
    public static Template? Hidden(Fields fields, string key, Template? secret, string what)
    {
        if (secret is { IsConstant: true }) fields.Mistakes.Add(fields[key]!.At, $"{what} stands in the file: write ${{secret:env:NAME}} or ${{secret:file:PATH}}");
        return secret;
    }
}
