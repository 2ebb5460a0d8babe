namespace LoadProbe.Definitions;

/// <summary>What every run of a journey starts with: the file's <c>vars</c>, over them the scenario's, over them the command line's.</summary>
internal static class VariableReader
{
    /// <summary>The names are known to <paramref name="scope"/> afterwards only, so that they cannot use each other.</summary>
    public static IReadOnlyDictionary<string, IStartValue> Read(Fields fields, IReadOnlyDictionary<string, IStartValue> over, LoadOptions options, Scope scope)
    {
        Dictionary<string, IStartValue> variables = Own(fields, scope);
        foreach ((string name, IStartValue value) in over) variables[name] = value;
        foreach ((string name, string value) in options.Variables) variables[name] = Template.Constant(value);
        // A variable whose value was refused may still be used: one mistake, one message.
        foreach ((TextNode name, _) in fields.Entries("vars")) scope.Add(name.Text);
        foreach (string name in variables.Keys) scope.Add(name);
        return variables;
    }

    /// <summary>The <c>vars</c> of one file.</summary>
    public static Dictionary<string, IStartValue> Own(Fields fields, Scope scope)
    {
        var variables = new Dictionary<string, IStartValue>();
        foreach ((TextNode name, Node value) in fields.Entries("vars"))
        {
            if (!scope.IsName(name, "a variable")) continue;
            IStartValue? start = value is MappingNode ? GeneratedReader.Read(name.Text, value, scope.Mistakes) : scope.Template(value, name.Text);
            if (start is not null) variables[name.Text] = start;
        }

        return variables;
    }
}
