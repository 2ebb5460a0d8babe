namespace LoadProbe.Definitions;

/// <summary>What every run of a journey starts with: the file's <c>vars</c>, over them the scenario's, over them the command line's.</summary>
internal static class VariableReader
{
    /// <summary>The names are known to <paramref name="scope"/> afterwards only, so that they cannot use each other.</summary>
    public static IReadOnlyDictionary<string, Template> Read(Fields fields, IReadOnlyDictionary<string, Template> over, LoadOptions options, Scope scope)
    {
        Dictionary<string, Template> variables = Own(fields, scope);
        foreach ((string name, Template value) in over) variables[name] = value;
        foreach ((string name, string value) in options.Variables) variables[name] = Template.Constant(value);
        // A variable whose value was refused may still be used: one mistake, one message.
        foreach ((TextNode name, _) in fields.Entries("vars")) scope.Add(name.Text);
        foreach (string name in variables.Keys) scope.Add(name);
        return variables;
    }

    /// <summary>The <c>vars</c> of one file.</summary>
    public static Dictionary<string, Template> Own(Fields fields, Scope scope)
    {
        var variables = new Dictionary<string, Template>();
        foreach ((TextNode name, Node value) in fields.Entries("vars"))
        {
            if (scope.IsName(name, "a variable") && scope.Template(value, name.Text) is { } template) variables[name.Text] = template;
        }

        return variables;
    }
}
