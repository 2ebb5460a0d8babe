using LoadProbe.Link;

namespace LoadProbe.Cli;

/// <summary>Two controllers and three agents, each in a process of its own, with a NATS server and a PostgreSQL between them.</summary>
internal sealed class DemoFleet : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Cities = ["Shanghai", "Beijing", "Guangzhou"];

    private readonly Children _children;
    private readonly TemporaryFolder _folder = new();

    // Apart, as it is another user's when this one is root.
    private readonly TemporaryFolder _store = new();
    private readonly DemoController[] _controllers = new DemoController[2];
    private string[] _told = [];
    private (string, string) _secret;

    private DemoFleet(Needed needed) => _children = new Children(needed.Setpriv);

    public IReadOnlyList<DemoController> Controllers => _controllers;

    public static IReadOnlyList<string> Agents { get; } = [.. Cities.Select(c => $"demo-{c.ToLowerInvariant()}")];

    /// <summary>Starts all; an <see cref="IOException"/> with what was said when something does not start.</summary>
    /// <param name="needed">Programs of others.</param>
    /// <param name="root">Of the demo's files.</param>
    /// <param name="target">What is dialled and pressed.</param>
    /// <param name="stop">Ends the start.</param>
    public static async Task<DemoFleet> StartAsync(Needed needed, string root, Uri target, CancellationToken stop)
    {
        var fleet = new DemoFleet(needed);
        bool started = false;
        try
        {
            await fleet.StartServersAsync(needed, root, target, stop);
            for (int i = 0; i < fleet._controllers.Length; i++) await fleet.StartControllerAsync(i, stop);
            await Task.WhenAll(Enumerable.Range(0, Cities.Length).Select(i => fleet.StartAgentAsync(i, stop)));
            started = true;
            return fleet;
        }
        finally
        {
            if (!started) await fleet.DisposeAsync();
        }
    }

    /// <summary>Starts one of the controllers, in place of the one that was there before.</summary>
    public async Task StartControllerAsync(int number, CancellationToken stop)
    {
        Child process = await StartSelfAsync($"controller {number + 1}", _told, _secret);
        var pages = new Uri((await process.LineAsync("listening on ", Patience, stop)).Split(' ').Last());
        _controllers[number]?.Dispose();
        _controllers[number] = new DemoController(process, pages);
        await Console.Error.WriteLineAsync($"controller  {pages.GetLeftPart(UriPartial.Authority)} (process {process.Id})");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (DemoController controller in _controllers) controller?.Dispose();
        await _children.DisposeAsync();
        _folder.Dispose();
        _store.Dispose();
    }

    private async Task StartServersAsync(Needed needed, string root, Uri target, CancellationToken stop)
    {
        DemoPostgres store = await DemoPostgres.StartAsync(_children, needed.Postgres, _store.Path, stop);
        await Console.Error.WriteLineAsync($"PostgreSQL  {store.Address}");
        int port = FreePort.Take();
        if (LinkFolder.Create(In("link"), [], new LinkSite(port), TimeProvider.System.GetUtcNow()) is { } fault) throw new IOException(fault);
        Child nats = await _children.StartAsync("nats-server", needed.NatsServer, ["-c", Path.Combine(In("link"), LinkFolder.Configuration), "-a", "127.0.0.1"]);
        await nats.LineAsync("Server is ready", Patience, stop);
        string link = $"tls://127.0.0.1:{port}";
        await Console.Error.WriteLineAsync($"nats-server {link}");
        foreach (string file in (string[])["targets.yaml", "probes/quotes-api.yaml", "scenarios/three-agents.yaml", "scenarios/lost-leader.yaml"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(In($"definitions/{file}"))!);
            File.Copy(Path.Combine(root, file), In($"definitions/{file}"));
        }

        // The quotes are asked for by the load alone.
        Directory.CreateDirectory(In("definitions/dialled"));
        File.Copy(Path.Combine(root, "probes", "order-api.yaml"), In("definitions/dialled/order-api.yaml"));
        await File.WriteAllTextAsync(In("limits.yaml"), "egress: [ 127.0.0.1 ]\n", stop);
        _told = ["controller", "--listen", "127.0.0.1:0", "--link", link, "--link-keys", In("link"), "--store", store.Address, "--probes", In("definitions/dialled"), "--scenarios", In("definitions/scenarios"), "--target", $"{target}"];
        _secret = store.Secret;
    }

    private async Task StartAgentAsync(int number, CancellationToken stop)
    {
        string name = Agents[number], token = In($"{name}.token");
        await File.WriteAllTextAsync(token, await _controllers[number % _controllers.Length].InviteAsync(name, stop), stop);
        Child process = await StartSelfAsync(name, ["agent", "--join", $"@{token}", "--state", In(name), "--limits", In("limits.yaml"), "--label", $"city={Cities[number]}"]);
        await process.LineAsync($" as {name}", Patience, stop);
        await Console.Error.WriteLineAsync($"agent       {name} has joined by its token (process {process.Id})");
    }

    // This program once more: by its own name, or by the one that runs it.
    private Task<Child> StartSelfAsync(string name, string[] arguments, params (string, string)[] environment)
    {
        string self = Environment.ProcessPath!;
        string[] all = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [typeof(DemoFleet).Assembly.Location, .. arguments] : arguments;
        return _children.StartAsync(name, self, all, environment: environment);
    }

    private string In(string path) => Path.Combine(_folder.Path, path);
}
