using System.CommandLine;
using LoadProbe.Definitions;

namespace LoadProbe.Cli;

/// <summary>Probes from an OpenAPI document, one for each tag.</summary>
internal static class ImportOpenApiVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "An OpenAPI document, 2.0, 3.0 or 3.1, JSON or YAML" };
        var server = new Option<string?>("--server") { Description = "Where the API is, with the path before its own; the document's first server when it is not said" };
        var operations = new Option<string[]>("--operation") { Description = "The operationId of one to take; may be repeated; all when none is said" };
        var tag = new Option<string?>("--tag") { Description = "Take the operations of this tag only" };
        var writes = new Option<bool>("--writes") { Description = "Make steps of what writes as well, marked as shadow writes; check each of them" };
        var folder = new Option<string?>("--to") { Description = "A folder for a file each and a targets.yaml; standard output when it is not said" };
        Option<TimeSpan?> every = CommonOptions.Duration("--every", "From one start to the next; 1m", "30s");
        var verb = new Command("openapi", "Probes from the operations of an OpenAPI document; what a step cannot say is said") { file, server, operations, tag, writes, folder, every };
        verb.SetAction(async (parsed, cancel) =>
        {
            Loaded<ApiDescription> read = DefinitionFiles.LoadOpenApi(parsed.GetValue(file)!);
            if (read.Value is not { } api) return Screen.Complain(read.Mistakes);
            Uri? address = null;
            if (parsed.GetValue(server) is { } text && !(Uri.TryCreate(text, UriKind.Absolute, out address) && address is { Scheme: "http" or "https", UserInfo.Length: 0, Host.Length: > 0 })) return Screen.Complain($"--server {text} is no http or https URL: write for instance --server https://api.example.com/v1");
            TimeSpan interval = parsed.GetValue(every) ?? TimeSpan.FromMinutes(1);
            if (interval < TimeSpan.FromSeconds(1) || interval > TimeSpan.FromDays(31)) return Screen.Complain("--every is 1s to 31d");
            var choice = new ApiChoice { Server = address, Operations = parsed.GetValue(operations) ?? [], Tag = parsed.GetValue(tag), Writes = parsed.GetValue(writes), Every = interval, TargetInside = parsed.GetValue(folder) is null };
            if (Unknown(api, choice) is { } unknown) return Screen.Complain(unknown);
            string path = parsed.GetValue(file)!;
            if (OpenApiImport.Of(api, choice, Path.GetFileName(path)) is not { } made) return Screen.Complain($"{path}: {OpenApiImport.Server(api, choice).Fault}");
            foreach (string unread in api.Unread) Screen.Complain($"{path}: passed over: {unread}");
            return await WriteAsync(made, parsed.GetValue(folder), cancel);
        });
        return verb;
    }

    private static string? Unknown(ApiDescription api, ApiChoice choice)
    {
        if (choice.Operations.FirstOrDefault(o => api.Operations.All(a => a.Id != o)) is { } operation) return $"--operation {operation}: there is no such operation: there are {Listed(api.Operations.Select(o => o.Id).OfType<string>())}";
        return choice.Tag is { } tag && api.Operations.All(o => !o.Tags.Contains(tag)) ? $"--tag {tag}: no operation has this tag: there are {Listed(api.Operations.SelectMany(o => o.Tags).Distinct())}" : null;
    }

    private static string Listed(IEnumerable<string> names)
    {
        string[] some = [.. names.Take(41)];
        return some.Length == 0 ? "none" : string.Join(", ", some.Take(40)) + (some.Length > 40 ? ", …" : "");
    }

    private static async Task<int> WriteAsync(ImportedApi made, string? folder, CancellationToken cancel)
    {
        if (ImportedFiles.Fault(made.Probes, folder) is { } fault) return Screen.Complain(fault);
        if (folder is not null && made.Steps > 0) await TargetAsync(made, folder, cancel);
        await ImportedFiles.WriteAsync(made.Probes, folder, cancel);
        string[] left = [.. new[] { (made.Writing, "write (--writes takes them)"), (made.Deprecated, "deprecated"), (made.Unsayable, "no step can say") }.Where(l => l.Item1 > 0).Select(l => $"{l.Item1} {l.Item2}")];
        await Console.Error.WriteLineAsync($"{made.Probes.Count(p => p.Yaml is not null)} probes, {made.Steps} steps of {made.Operations} operations{(folder is null ? "" : $" in {folder}")}{(left.Length == 0 ? "" : $"; left out: {string.Join(", ", left)}")}");
        return ExitCode.Pass;
    }

    private static async Task TargetAsync(ImportedApi made, string folder, CancellationToken cancel)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, "targets.yaml");
        if (!File.Exists(path)) await File.WriteAllTextAsync(path, $"# Without a class a target is production: say class: test where it is one.\n{made.TargetLines}", cancel);
        else if (DefinitionFiles.LoadTargets(path).Value?.Any(t => t.Name == made.TargetName && t.Address == new Uri(made.Address)) != true) Screen.Complain($"{path} is there already: add to it\n{made.TargetLines.TrimEnd()}");
    }
}
