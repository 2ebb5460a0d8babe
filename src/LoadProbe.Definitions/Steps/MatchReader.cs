namespace LoadProbe.Definitions;

/// <summary>A condition on a value: the value itself, <c>/regex/</c>, or a mapping of conditions.</summary>
internal static class MatchReader
{
    /// <param name="contains">A plain value must be contained, not equal.</param>
    public static Match? Read(Node node, string what, Scope scope, bool contains)
    {
        if (node is MappingNode) return Conditions(Fields.Of(node, what, StepKeys.Match, scope.Mistakes), what, scope);
        if (node is not TextNode text || (text.IsPlain && text.Text.Length == 0))
        {
            scope.Mistakes.Add(node.At, node.IsNull ? $"{what} has no value" : $"{what} is {node.Shape}: write a value, /a regular expression/ or a mapping with {string.Join(", ", StepKeys.Match.Names)}");
            return null;
        }

        if (text.Text is ['/', .. var pattern, '/'] && pattern.Length > 0)
        {
            return Patterns.Read(pattern, node.At, scope.Mistakes) is { } regex ? new Match { Matches = regex } : null;
        }

        // A JSON null reads as null, however YAML writes it.
        return scope.Template(text.IsNull ? "null" : text.Text, node.At) is { } template ? contains ? new Match { Contains = template } : new Match { Is = template } : null;
    }

    private static Match Conditions(Fields fields, string what, Scope scope)
    {
        var match = new Match
        {
            Is = fields["is"] is { } @is ? scope.Template(@is, "is") : null,
            Contains = fields["contains"] is { } part ? scope.Template(part, "contains") : null,
            Matches = fields.Text("matches") is { } pattern ? Patterns.Read(pattern, fields["matches"]!.At, scope.Mistakes) : null,
            Exists = fields.Flag("exists"),
            Min = fields.Number("min"),
            Max = fields.Number("max"),
        };
        if (!StepKeys.Match.Names.Any(fields.Has)) fields.Report($"{what} says nothing: write one of {string.Join(", ", StepKeys.Match.Names)}");
        if (match.Min > match.Max) scope.Mistakes.Add(fields["min"]!.At, FormattableString.Invariant($"min {match.Min} is more than max {match.Max}"));
        return match;
    }
}
