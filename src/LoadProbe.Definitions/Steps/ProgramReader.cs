namespace LoadProbe.Definitions;

/// <summary>A program of the agent's machine: what is run, with what, and what is expected of it.</summary>
internal static class ProgramReader
{
    private const int MostArguments = 100;

    // They would have loaders, shells and interpreters run something else than the program that was allowed.
    private static readonly string[] Loading = ["LD_", "GCONV_", "GLIBC_", "BASH", "PERL", "PYTHON", "RUBY", "NODE_", "JAVA", "JDK_", "_JAVA"];
    private static readonly string[] Shell = ["PATH", "ENV", "IFS", "SHELLOPTS", "PS4", "CDPATH"];

    public static ProgramStep? Read(Node node, Scope scope)
    {
        Fields fields = Fields.Of(node, "a step", ProgramKeys.Program, scope.Mistakes);
        Fields program = Fields.Of(fields["program"]!, "program", ProgramKeys.Run, scope.Mistakes);
        Fields expect = Fields.Of(fields["expect"] ?? new MappingNode(node.At, []), "expect", ProgramKeys.Expect, scope.Mistakes);
        string? name = Name(program);
        var step = new ProgramStep
        {
            Name = fields.Text("name") ?? $"program {Path.GetFileName(name)}",
            At = fields.At,
            Effect = fields.Choice("kind", StepKeys.Effects) ?? StepEffect.Read,
            Timeout = fields.Duration("timeout"),
            Within = expect.Duration("within"),
            Program = name ?? "none",
            Arguments = Arguments(program, scope),
            Environment = Environment(program, scope),
            Input = program["stdin"] is { } text ? scope.Template(text, "stdin") : null,
            IsPlugin = program.Choice("plugin", ProgramKeys.Conventions) ?? false,
            Exits = expect.Has("exit") ? [.. expect.Items("exit").Select(n => Scalars.Whole(n, "exit", scope.Mistakes, 0, 255)).OfType<int>()] : [0],
            Output = ExpectationReader.Texts(expect, "stdout", scope),
            Json = ExpectationReader.Json(expect, scope),
            Saves = [.. Saves(fields, scope)],
        };
        if (expect["exit"] is ListNode { Items.Count: 0 } empty) scope.Mistakes.Add(empty.At, "exit is empty: write for instance exit: [0, 1]");
        return name is null ? null : step;
    }

    private static string? Name(Fields program)
    {
        if (!program.Needs("run", "run: [check_queue, -H, 10.0.0.7]")) return null;
        Node run = program["run"]!;
        if (run is not ListNode { Items.Count: > 0 and <= MostArguments } list)
        {
            string what = run is ListNode long_ ? long_.Items.Count == 0 ? "empty" : $"a list of {long_.Items.Count}" : run.Shape;
            program.Mistakes.Add(run.At, $"run is {what}: write the program and its arguments as a list of 1 to {MostArguments}, for instance [check_queue, -H, 10.0.0.7]; no shell reads it");
            return null;
        }

        if (Scalars.Text(list.Items[0], "run", program.Mistakes) is not { } name) return null;
        string? fault = name.Contains("${", StringComparison.Ordinal) ? "has a hole in it: which program is run is the same for all runs, put holes into its arguments"
            : name is "" or "." or ".." || name.Any(char.IsControl) || name.EndsWith('/') || (name.Contains('/', StringComparison.Ordinal) && name != Path.GetFullPath(name)) ? "is no program: write its name in a folder of --programs, or its whole path"
            : null;
        if (fault is null) return name;
        program.Mistakes.Add(list.Items[0].At, $"{Quote.Of(name)} {fault}");
        return null;
    }

    private static IReadOnlyList<Template> Arguments(Fields program, Scope scope)
    {
        var arguments = new List<Template>();
        foreach (Node item in program["run"] is ListNode list ? list.Items.Skip(1) : [])
        {
            if (scope.Template(item, "an argument") is not { } argument) continue;
            if (argument.Parts.FirstOrDefault(p => p.Kind is TemplatePartKind.SecretFromEnvironment or TemplatePartKind.SecretFromFile) is { Value: not null }) scope.Mistakes.Add(item.At, $"{Quote.Of(argument.Source)} is a secret, and arguments are seen by whoever lists the machine's processes: give it by env or stdin");
            else if (argument.Source.Contains('\0', StringComparison.Ordinal)) scope.Mistakes.Add(item.At, "an argument has a zero byte in it, where it would end: leave it out");
            else arguments.Add(argument);
        }

        return arguments;
    }

    private static Dictionary<string, Template> Environment(Fields program, Scope scope)
    {
        var variables = new Dictionary<string, Template>();
        foreach ((TextNode name, Node value) in program.Entries("env"))
        {
            bool good = name.Text.Length is > 0 and <= 64 && !char.IsAsciiDigit(name.Text[0]) && name.Text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
            if (!good) scope.Mistakes.Add(name.At, $"{Quote.Of(name.Text)} cannot name a variable of an environment: use letters, digits and _, for instance QUEUE_TOKEN");
            else if (Shell.Contains(name.Text) || Loading.Any(l => name.Text.StartsWith(l, StringComparison.Ordinal))) scope.Mistakes.Add(name.At, $"{Quote.Of(name.Text)} can make a program run another one, and is not given to any: leave it out");
            else if (scope.Template(value, name.Text) is { } text) variables[name.Text] = text;
        }

        return variables;
    }

    private static IEnumerable<Save> Saves(Fields fields, Scope scope)
    {
        foreach ((TextNode variable, Node from) in fields.Entries("save"))
        {
            if (SaveReader.Read(variable, from, scope, ProgramKeys.Save) is not { } save) continue;
            scope.Add(save.Variable);
            yield return save;
        }
    }
}
