using System.CommandLine;
using LoadProbe.Definitions;

namespace LoadProbe.Cli;

/// <summary>Starting points from what a team already has: a blackbox.yml, what a browser recorded, an OpenAPI document.</summary>
internal static class ImportVerb
{
    public static Command Create() => new("import", "Make probes of what there is already") { Blackbox(), ImportHarVerb.Create(), ImportOpenApiVerb.Create() };

    private static Command Blackbox()
    {
        var file = new Argument<string>("file") { Description = "A blackbox.yml" };
        var target = new Option<string?>("--target") { Description = "The address that the probes dial; a made-up one when it is not said" };
        var modules = new Option<string[]>("--module") { Description = "A module to take; may be repeated; all when none is said" };
        var folder = new Option<string?>("--to") { Description = "A folder for a file each; standard output when it is not said" };
        Option<TimeSpan?> every = CommonOptions.Duration("--every", "From one start to the next; 1m", "30s");
        var verb = new Command("blackbox", "Probes from the modules of a blackbox.yml; what a probe cannot say is said") { file, target, modules, folder, every };
        verb.SetAction(async (parsed, token) =>
        {
            Loaded<BlackboxModules> read = DefinitionFiles.LoadBlackbox(parsed.GetValue(file)!);
            Screen.Complain(read.Mistakes);
            if (read.Value is not { } all) return ExitCode.Usage;
            string[] wanted = parsed.GetValue(modules) ?? [];
            if (wanted.FirstOrDefault(w => all.Find(w) is null) is { } unknown) return Screen.Complain($"--module {unknown}: there is no such module: there are {string.Join(", ", all.Modules.Select(m => m.Name))}");
            ImportedProbe[] probes = [.. all.Modules.Where(m => wanted.Length == 0 || wanted.Contains(m.Name)).Select(m => BlackboxImport.Of(m, parsed.GetValue(target), parsed.GetValue(every) ?? TimeSpan.FromMinutes(1)))];
            return await WriteAsync(probes, parsed.GetValue(folder), token);
        });
        return verb;
    }

    private static async Task<int> WriteAsync(IReadOnlyList<ImportedProbe> probes, string? folder, CancellationToken token)
    {
        if (ImportedFiles.Fault(probes, folder) is { } fault) return Screen.Complain(fault);
        await ImportedFiles.WriteAsync(probes, folder, token);
        await Console.Error.WriteLineAsync($"{probes.Count(p => p.Yaml is not null)} probes of {probes.Count} modules{(folder is null ? "" : $" in {folder}")}");
        return ExitCode.Pass;
    }
}
