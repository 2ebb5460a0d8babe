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
        Option<string> store = CommonOptions.Store();
        var verb = new Command("report", "Write the self-contained HTML report of a run") { run, output, store };
        verb.SetAction(async (parsed, token) =>
        {
            string id = parsed.GetValue(run)!;
            string? json;
            if (File.Exists(id))
            {
                json = await File.ReadAllTextAsync(id, token);
            }
            else
            {
                if (!File.Exists(parsed.GetValue(store)!)) return Screen.Complain($"there is no store {parsed.GetValue(store)} and no file {id}");
                await using SqliteStore opened = SqliteStore.Open(parsed.GetValue(store)!, TimeProvider.System);
                json = await opened.RunAsync(id, token);
            }

            if (json is null) return Screen.Complain($"there is no run {id} in {parsed.GetValue(store)}: its id, or \"last\"");
            string path = parsed.GetValue(output) ?? $"{Path.GetFileNameWithoutExtension(id)}.html";
            await File.WriteAllTextAsync(path, RunPage.Html(json), token);
            Console.Out.WriteLine(path);
            return ExitCode.Pass;
        });
        return verb;
    }
}
