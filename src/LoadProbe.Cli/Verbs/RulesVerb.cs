using System.CommandLine;
using LoadProbe.Definitions;
using LoadProbe.Metrics;

namespace LoadProbe.Cli;

/// <summary>Rules for Prometheus from probes, and tests of them.</summary>
internal static class RulesVerb
{
    public static Command Create() => new("rules", "Rules and alerts for Prometheus, from probes and their objectives") { Generate() };

    private static Command Generate()
    {
        var paths = new Argument<string[]>("path") { Description = "Files or folders", Arity = ArgumentArity.OneOrMore };
        var folder = new Option<string?>("--to") { Description = $"A folder for {PrometheusRules.FileName} and {PrometheusRules.TestsFileName}; without it the rules go to standard output" };
        var json = new Option<bool>("--json") { Description = "Print it as one JSON document" };
        Option<string[]> variables = CommonOptions.Variables();
        var verb = new Command("generate", "Make rules of probes, and tests of them for promtool") { paths, folder, json, variables };
        verb.SetAction((parsed, token) =>
            CommonOptions.Load(null, parsed.GetValue(variables)) is { } options ? RunAsync(parsed.GetValue(paths)!, parsed.GetValue(folder), parsed.GetValue(json), options, token) : Task.FromResult(ExitCode.Usage));
        return verb;
    }

    private static async Task<int> RunAsync(string[] paths, string? folder, bool asJson, LoadOptions options, CancellationToken token)
    {
        (IReadOnlyList<Probe> probes, _, IReadOnlyList<Mistake> mistakes, _, _) = DefinitionFiles.LoadAll(paths, options);
        // Series know a probe by its name alone.
        mistakes = [.. mistakes, .. probes.Where(p => p.Every is not null).GroupBy(p => p.Name).SelectMany(g => g.Skip(1).Select(p => new Mistake(p.At, $"{g.First().At.File} has a probe {p.Name} as well, and their series would be one: give it another name")))];
        if (mistakes.Count > 0) return Screen.Complain(mistakes);
        PrometheusRules rules = PrometheusRules.Of(probes);
        foreach (Probe probe in rules.Probes)
        {
            foreach (string doubt in PrometheusRules.Doubts(probe)) Screen.Complain($"{probe.At.File}: slo: {doubt}");
        }

        (string Name, string Text)[] files = [(PrometheusRules.FileName, rules.Rules), (PrometheusRules.TestsFileName, rules.Tests)];
        if (folder is not null && await RefusedAsync(folder, files, token) is { } refused) return Screen.Complain(refused);
        if (folder is not null)
        {
            foreach ((string name, string text) in files) await File.WriteAllTextAsync(Path.Combine(folder, name), text, token);
        }

        if (asJson) await Console.Out.WriteLineAsync(Document(rules, files, folder));
        else if (folder is null) await Console.Out.WriteAsync(rules.Rules);
        await Console.Error.WriteLineAsync($"{rules.Probes.Count} probes, {rules.Probes.Count(p => p.Slo is not null)} with an objective{(folder is null ? "" : $": {string.Join(" and ", files.Select(f => Path.Combine(folder, f.Name)))}")}");
        return ExitCode.Pass;
    }

    // What somebody else has written is never written over, and a file is made with the other or not at all.
    private static async Task<string?> RefusedAsync(string folder, IEnumerable<(string Name, string Text)> files, CancellationToken token)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"--to {folder}: {e.Message}";
        }

        foreach (string path in files.Select(f => Path.Combine(folder, f.Name)).Where(p => File.Exists(p) || Directory.Exists(p)))
        {
            if (Directory.Exists(path)) return $"{path} is a folder: move it away, or say another one with --to";
            if (!(await File.ReadAllTextAsync(path, token)).StartsWith(PrometheusRules.Mark, StringComparison.Ordinal)) return $"{path} does not begin with \"{PrometheusRules.Mark}\", so it is somebody's own: move it away, or say another folder with --to";
        }

        return null;
    }

    private static string Document(PrometheusRules rules, IEnumerable<(string Name, string Text)> files, string? folder) => JsonWriting.Text(json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("probes");
        foreach (Probe probe in rules.Probes)
        {
            json.WriteStartObject();
            json.WriteString("probe", probe.Name);
            json.WriteString("target", probe.Journey.Target.Name);
            json.WriteString("file", probe.At.File);
            json.WriteSeconds("every_seconds", probe.Every);
            if (probe.Slo is { } slo)
            {
                json.WriteNumber("objective", slo.Objective);
                json.WriteSeconds("window_seconds", slo.Window);
            }

            json.WriteStartArray("doubts");
            foreach (string doubt in PrometheusRules.Doubts(probe)) json.WriteStringValue(doubt);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("files");
        foreach ((string name, string text) in files)
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteOptional("path", folder is null ? null : Path.Combine(folder, name));
            json.WriteString("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }, indented: true);
}
