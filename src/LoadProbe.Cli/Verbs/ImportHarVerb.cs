using System.CommandLine;
using LoadProbe.Definitions;

namespace LoadProbe.Cli;

/// <summary>A journey of API steps from what a browser recorded.</summary>
internal static class ImportHarVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A HAR, as browsers save it (\"Save all as HAR\")" };
        var hosts = new Option<string[]>("--host") { Description = "A host whose requests are taken; may be repeated; the first page's when none is said" };
        var keepStatic = new Option<bool>("--keep-static") { Description = "Images, fonts, styles, scripts and media too" };
        var name = new Option<string?>("--name") { Description = "Of the journey and its file; the HAR's when it is not said" };
        var folder = new Option<string?>("--to") { Description = "A folder for the file, with a targets.yaml where there is none; standard output when it is not said" };
        Option<TimeSpan?> every = CommonOptions.Duration("--every", "From one start to the next; 1m, or longer where a run takes longer", "30s");
        var verb = new Command("har", "A journey of API steps from what a browser recorded; secrets are not copied") { file, hosts, keepStatic, name, folder, every };
        verb.SetAction(async (parsed, _) =>
        {
            string? called = parsed.GetValue(name);
            if (called is not null && Fault(called) is { } fault) return Screen.Complain($"--name {fault}");
            if (parsed.GetValue(every) is { } period && (period < TimeSpan.FromSeconds(1) || period > TimeSpan.FromDays(31))) return Screen.Complain("--every is not between 1s and 31d");
            Loaded<HarJourney> read = HarImport.Of(parsed.GetValue(file)!, new HarOptions { Hosts = parsed.GetValue(hosts) ?? [], KeepsStatic = parsed.GetValue(keepStatic), Name = called, Every = parsed.GetValue(every) });
            Screen.Complain(read.Mistakes);
            return read.Value is { } journey ? await WriteAsync(journey, parsed.GetValue(folder)) : ExitCode.Usage;
        });
        return verb;
    }

    private static string? Fault(string name) => name switch
    {
        "targets" => "targets is the file of targets: say another name",
        _ when string.IsNullOrWhiteSpace(name) || name.Length > 100 || name.Any(c => char.IsControl(c) || c is '/' or '\\') => "is one line of at most 100 letters without / and \\, for instance checkout",
        _ => null,
    };

    // What is there already is never written over.
    private static async Task<int> WriteAsync(HarJourney journey, string? folder)
    {
        string? file = folder is null ? null : Path.Combine(folder, $"{journey.Name}.yaml");
        if (file is not null && File.Exists(file)) return Screen.Complain($"{file} is there already: move it away, or say another folder with --to or another name with --name");
        string? known = folder is null ? null : DefinitionFiles.TargetsAbove(folder);
        (string Name, bool IsThere) target = known is null ? (journey.TargetName, false) : InFile(known, journey);
        foreach (string unsaid in journey.Unsaid) Screen.Complain($"{journey.Name}: {unsaid}");
        if (file is null)
        {
            await Console.Out.WriteAsync($"# file: {journey.Name}.yaml\n{journey.Yaml(null)}");
        }
        else
        {
            Directory.CreateDirectory(folder!);
            await File.WriteAllTextAsync(file, journey.Yaml(target.Name));
            if (known is null) await File.WriteAllTextAsync(Path.Combine(folder!, "targets.yaml"), journey.TargetLines(target.Name));
            else if (!target.IsThere) Screen.Complain($"{known} is there already, and has no target {target.Name}: add these lines\n{journey.TargetLines(target.Name).TrimEnd()}");
        }

        await Console.Error.WriteLineAsync($"{journey.Count} steps, {journey.Saved} values saved for later ones{(file is null ? "" : $", in {file}")}");
        return ExitCode.Pass;
    }

    // A target of the same address is the same one, whatever its name.
    private static (string Name, bool IsThere) InFile(string path, HarJourney journey)
    {
        IReadOnlyList<Target> targets = DefinitionFiles.LoadTargets(path).Value ?? [];
        if (targets.FirstOrDefault(t => t.Address == new Uri(journey.Address)) is { } same) return (same.Name, true);
        string free = journey.TargetName;
        for (int i = 2; targets.Any(t => t.Name == free); i++) free = $"{journey.TargetName}-{i}";
        return (free, false);
    }
}
