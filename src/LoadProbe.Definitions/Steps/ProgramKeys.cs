namespace LoadProbe.Definitions;

/// <summary>The keys of a step that runs a program.</summary>
internal static class ProgramKeys
{
    public static readonly IReadOnlyDictionary<string, bool> Conventions = new Dictionary<string, bool> { ["nagios"] = true };

    public static readonly KeyTable Program = new("program_step",
        StepKeys.Name,
        new("program", Forms.Table("program"), "Runs a program of the agent's machine, where the agent was started with --programs."),
        StepKeys.Kind, StepKeys.Timeout,
        new("expect", Forms.Table("program_expect"), "What must hold of it. Default: it ends with exit code 0."),
        new("save", Forms.MapOf(Forms.WordOr("program_save")), "Values kept for later steps: a name, and a JSONPath or where from.")) { Required = ["program"] };

    public static readonly KeyTable Run = new("program",
        new("run", Forms.ListOf(Forms.Word), "The program, by its name in a folder of --programs or its whole path, and its arguments; no shell reads them."),
        new("env", Forms.Words, "Variables of its environment; besides these it has PATH, HOME and LANG alone."),
        new("stdin", Forms.Text, "What it reads; absent = nothing."),
        new("plugin", Forms.Choice([.. Conventions.Keys]), "The convention that its exit codes keep to: nagios = 0 OK, 1 WARNING, 2 CRITICAL, all else no verdict.")) { Required = ["run"] };

    public static readonly KeyTable Expect = new("program_expect",
        new("exit", """{ "type": ["integer", "array"], "items": { "type": "integer" }, "examples": [0, [0, 1]] }""", "An exit code, or a list of them; default 0."),
        new("stdout", Forms.MatchOrMatches, "What it writes to standard output; a plain value must be contained. A list: all must hold."),
        new("json", Forms.MapOf(Forms.WordOr("match")), "Values of the JSON that it writes there by JSONPath; a plain value must be equal."),
        StepKeys.Within);

    public static readonly KeyTable Save = new("program_save",
        new("json", Forms.Text, "JSONPath of a value in what it writes."),
        new("stdout", Forms.Text, "A regular expression over what it writes: its first group, or all of the match."),
        new("matches", Forms.Text, "What of the value: the first group of this regular expression, or all of the match."))
    { OneOf = ["json", "stdout"] };
}
