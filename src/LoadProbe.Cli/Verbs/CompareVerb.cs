using System.CommandLine;
using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>Says what is different between two runs, and whether it is worse than chance explains.</summary>
internal static class CompareVerb
{
    public static Command Create()
    {
        var before = new Argument<string>("A") { Description = "The run to measure by: its id, \"last\", or a JSON file of run --json" };
        var after = new Argument<string>("B") { Description = "The run that is measured: the same" };
        var tolerance = new Option<string[]>("--tolerance") { Description = "How much worse is good enough, of A: 5%, or p99=10% for some figures; may be repeated", AllowMultipleArgumentsPerToken = false };
        var json = new Option<bool>("--json") { Description = "Print the comparison as one JSON document" };
        var markdown = new Option<bool>("--markdown") { Description = "Print a summary for a pull request" };
        var invalid = new Option<bool>("--even-invalid") { Description = "Compare runs in which our side could not measure, too" };
        Option<StoreAddress?> store = CommonOptions.Store();
        var verb = new Command("compare", "Say what is different between two runs; fails when B is worse than chance and tolerance explain") { before, after, tolerance, json, markdown, invalid, store };
        verb.SetAction(async (parsed, token) =>
        {
            if (parsed.GetValue(json) && parsed.GetValue(markdown)) return Screen.Complain("only one of --json, --markdown can be printed");
            if (Tolerance.Parse(parsed.GetValue(tolerance) ?? [], out string? fault) is not { } tolerated) return Screen.Complain($"--tolerance {fault}");
            (ComparedRun? a, int code) = await ReadAsync(parsed.GetValue(before)!, parsed.GetValue(store)!, token);
            if (a is null) return code;
            (ComparedRun? b, code) = await ReadAsync(parsed.GetValue(after)!, parsed.GetValue(store)!, token);
            if (b is null) return code;
            foreach (ComparedRun run in (ComparedRun[])[a, b])
            {
                if (run.Verdict != "invalid" || parsed.GetValue(invalid)) continue;
                Console.Error.WriteLine($"run {run.Id} is invalid: our side could not measure, so that it tells nothing of the target (--even-invalid compares it all the same)");
                return ExitCode.Invalid;
            }

            RunComparison comparison = RunComparison.Of(a, b, tolerated);
            if (parsed.GetValue(json)) Console.Out.WriteLine(ComparisonJson.Text(comparison));
            else if (parsed.GetValue(markdown)) Console.Out.Write(ComparisonMarkdown.Text(comparison));
            else ComparisonView.Print(Screen.Out, comparison);
            return comparison.Passes ? ExitCode.Pass : ExitCode.Fail;
        });
        return verb;
    }

    private static async Task<(ComparedRun? Run, int Code)> ReadAsync(string run, StoreAddress store, CancellationToken token)
    {
        (string? text, int code) = await RunDocument.ReadAsync(run, store, token);
        if (text is null) return (null, code);
        ComparedRun? read = ComparedRun.Read(text, out string? fault);
        return read is null ? (null, Screen.Complain($"{run}: {fault}")) : (read, ExitCode.Pass);
    }
}
