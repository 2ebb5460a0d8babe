using System.CommandLine;
using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>Writes the HTML report of a run that is in the store, or in a file that run --json wrote.</summary>
internal static class ReportVerb
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "A run's id, \"last\", or a JSON file of run --json" };
        var output = new Option<string?>("--output") { Description = "The file to write; default RUN.html" };
        Option<StoreAddress?> store = CommonOptions.Store();
        var verb = new Command("report", "Write the self-contained HTML report of a run") { run, output, store };
        verb.SetAction(async (parsed, token) =>
        {
            string id = parsed.GetValue(run)!;
            (string? json, int code) = await RunDocument.ReadAsync(id, parsed.GetValue(store)!, token);
            if (json is null) return code;
            if (RunPage.Html(json) is not { } html) return Screen.Complain($"{id}: this is not a run as run --json writes it");
            string path = parsed.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(id)}.html";
            await File.WriteAllTextAsync(path, html, token);
            Console.Out.WriteLine(path);
            return ExitCode.Pass;
        });
        return verb;
    }
}
