using System.CommandLine;
using LoadProbe.Probing;

namespace LoadProbe.Cli;

/// <summary>The folders of programs that probes may run here. Without them none is run, whatever a definition says.</summary>
internal static class ProgramsOption
{
    public static Option<ProgramFolders?> Create() => new("--programs")
    {
        Description = "A folder of programs that probes may run, which nobody but its owner may write; may be repeated. Without it none is run",
        AllowMultipleArgumentsPerToken = false,
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => ProgramFolders.None,
        CustomParser = result =>
        {
            ProgramFolders? folders = ProgramFolders.Read([.. result.Tokens.Select(t => t.Value)], out string? fault);
            if (fault is not null) result.AddError($"--programs {fault}");
            return folders;
        },
    };
}
