namespace LoadProbe.Core;

/// <summary>Runs a program of the agent's machine: how it ends and what it writes is the answer.</summary>
public sealed record ProgramStep : Step
{
    public override StepKind Kind => StepKind.Program;

    /// <summary>A name in a folder of programs that the agent allows, or the whole path of one there.</summary>
    public required string Program { get; init; }

    /// <summary>Each becomes one argument, whatever is in it: no shell reads them.</summary>
    public IReadOnlyList<Template> Arguments { get; init; } = [];

    /// <summary>Variables of its environment, over those that every program has.</summary>
    public IReadOnlyDictionary<string, Template> Environment { get; init; } = new Dictionary<string, Template>();

    /// <summary>What it reads; null = nothing.</summary>
    public Template? Input { get; init; }

    /// <summary>It keeps to the convention of Nagios: 0 OK, 1 WARNING, 2 CRITICAL, and all else says that it could not tell.</summary>
    public bool IsPlugin { get; init; }

    /// <summary>The exit codes that are right.</summary>
    public IReadOnlyList<int> Exits { get; init; } = [0];

    /// <summary>What it writes to standard output must fit all of these.</summary>
    public IReadOnlyList<Match> Output { get; init; } = [];

    /// <summary>Of the document that it writes there.</summary>
    public IReadOnlyList<JsonExpectation> Json { get; init; } = [];

    public IReadOnlyList<Save> Saves { get; init; } = [];
}
