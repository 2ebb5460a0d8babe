using System.CommandLine;

namespace LoadProbe.Cli;

/// <summary>A folder of ready-made files to start from.</summary>
internal static class InitVerb
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "The folder; it is made when it is not there" };
        var verb = new Command("init", "Ready-made samples to start from: targets, probes, scenarios") { folder };
        verb.SetAction((parsed, token) => WriteAsync(parsed.GetValue(folder)!, token));
        return verb;
    }

    // What is there already is never written over: where one is, none is written.
    private static async Task<int> WriteAsync(string folder, CancellationToken token)
    {
        if (File.Exists(folder)) return Screen.Complain($"{folder} is a file: say a folder");
        if (Sample.All.Select(sample => Path.Combine(folder, sample.Path)).FirstOrDefault(Path.Exists) is { } there) return Screen.Complain($"{there} is there already: say another folder, or move it away");
        try
        {
            foreach (Sample sample in Sample.All)
            {
                string path = Path.Combine(folder, sample.Path);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                await File.WriteAllTextAsync(path, sample.Text, token);
                await Console.Out.WriteLineAsync(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Screen.Complain($"{folder} cannot be written: {e.Message}");
        }

        await Console.Error.WriteLineAsync($"{Sample.All.Count} files; {Path.Combine(folder, "README.md")} says how to go on");
        return ExitCode.Pass;
    }
}
