namespace LoadProbe.Probing.Tests;

/// <summary>Says in a line what a test asks of a module.</summary>
internal static class BlackboxAsked
{
    public static BlackboxModule Http(BlackboxHttpProbe? http = null) => new() { Name = "http_2xx", Prober = BlackboxProber.Http, Http = http ?? new() };

    public static Task<BlackboxAnswer> ProbeAsync(Uri target, BlackboxHttpProbe? http = null, string hostName = "") => ProbeAsync(target.AbsoluteUri, Http(http), hostName);

    public static async Task<BlackboxAnswer> ProbeAsync(string target, BlackboxModule module, string hostName = "", double seconds = 10)
    {
        var call = new BlackboxCall(target, module, hostName, TimeSpan.FromSeconds(seconds), NoSecrets.Instance, null, TimeProvider.System);
        return new BlackboxAnswer(await BlackboxDial.RunAsync(call, Dialled.Token), call);
    }
}

/// <summary>What came of it.</summary>
internal sealed record BlackboxAnswer(bool Success, BlackboxCall Call)
{
    public string Log => string.Join('\n', Call.Log.Lines);

    public IEnumerable<string> Families => Call.Figures.Families.Select(f => f.Name);

    public double? this[string name] => Call.Figures.Value(name);

    public double? Phase(string phase) => Call.Figures.Value("probe_http_duration_seconds", ("phase", phase));

    public string Label(string family, string label) => Call.Figures.Families.Single(f => f.Name == family).Samples.Single().Labels.Single(l => l.Key == label).Value;
}
