using LoadProbe.Definitions;

namespace LoadProbe.Cli;

/// <summary>The ready-made files that the demo runs on: the same that users start from.</summary>
internal sealed record DemoFiles(IReadOnlyList<Probe> Probes, Scenario Scenario)
{
    private static readonly string[] Shown = ["quotes-page", "login-and-order", "order-api", "quotes-api", "network"];

    /// <summary>The folder with probes/ and scenarios/: here, or above the program.</summary>
    public static string? Root()
    {
        foreach (string start in (string[])[Environment.CurrentDirectory, AppContext.BaseDirectory])
        {
            for (DirectoryInfo? at = new(start); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "scenarios", "demo.yaml"))) return at.FullName;
            }
        }

        return null;
    }

    /// <summary>Loads them for a brokerage at <paramref name="address"/>; null after saying every mistake.</summary>
    public static DemoFiles? Load(string root, Uri address, Uri secure)
    {
        var options = new LoadOptions { Target = address, Variables = new Dictionary<string, string> { ["secure"] = secure.Authority } };
        var mistakes = new List<Mistake>();
        var probes = new List<Probe>();
        foreach (string name in Shown)
        {
            Loaded<Probe> probe = DefinitionFiles.LoadProbe(Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(root, "probes", $"{name}.yaml")), options);
            mistakes.AddRange(probe.Mistakes);
            if (probe.Value is { } value) probes.Add(value);
        }

        Loaded<Scenario> scenario = DefinitionFiles.LoadScenario(Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(root, "scenarios", "demo.yaml")), options);
        mistakes.AddRange(scenario.Mistakes);
        if (mistakes.Count == 0) return new DemoFiles(probes, scenario.Value!);
        Screen.Complain(mistakes);
        return null;
    }
}
