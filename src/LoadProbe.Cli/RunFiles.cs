using LoadProbe.Controller;

namespace LoadProbe.Cli;

/// <summary>What is to be written of a run, and where; - is standard output.</summary>
internal sealed record RunFiles(string? Json, string? Report, string? JUnit, string? Markdown)
{
    private IEnumerable<(string Option, string? Path)> All => [("--json", Json), ("--report", Report), ("--junit", JUnit), ("--markdown", Markdown)];

    /// <summary>Whether one of them takes standard output for itself.</summary>
    public bool OnOutput => All.Any(f => f.Path == "-");

    /// <summary>What is wrong with them, found before the run and not after it; null = nothing.</summary>
    public string? Mistake()
    {
        if (All.Count(f => f.Path == "-") > 1) return $"only one of {string.Join(", ", All.Where(f => f.Path == "-").Select(f => f.Option))} can be written to standard output";
        foreach ((string option, string? path) in All)
        {
            if (path is null or "-") continue;
            if (path.Length == 0 || Directory.Exists(path) || !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(path)))) return $"{option} {path}: there is no folder for this file";
        }

        return null;
    }

    public async Task WriteAsync(RunReport run)
    {
        await WriteAsync(Json, () => RunJson.Text(run, indented: true));
        await WriteAsync(Report, () => RunPage.Html(run));
        await WriteAsync(JUnit, () => RunJUnit.Text(run));
        await WriteAsync(Markdown, () => RunMarkdown.Text(run));
    }

    private static async Task WriteAsync(string? path, Func<string> text)
    {
        if (path is null) return;
        if (path == "-") await Console.Out.WriteLineAsync(text().TrimEnd('\n'));
        else await File.WriteAllTextAsync(path, text(), CancellationToken.None);
    }
}
