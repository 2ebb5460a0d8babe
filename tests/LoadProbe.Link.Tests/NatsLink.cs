namespace LoadProbe.Link.Tests;

/// <summary>A server and the ends that a test opens on it.</summary>
internal sealed class NatsLink : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];

    public NatsServer Server { get; } = new();

    public NatsLinkOptions Options => new() { Server = Server.Url };

    public async Task<NatsControllerEnd> ControllerAsync(NatsLinkOptions? options = null, IBundles? bundles = null, TimeProvider? time = null, long epoch = 7)
    {
        await Server.StartAsync();
        NatsControllerEnd end = await NatsControllerEnd.ConnectAsync(options ?? Options, epoch, bundles ?? new FewDefinitions(), time ?? TimeProvider.System, TestContext.Current.CancellationToken);
        _open.Add(end);
        return end;
    }

    public async Task<NatsAgentEnd> ConnectAsync(string agent, NatsLinkOptions? options = null, TimeProvider? time = null)
    {
        await Server.StartAsync();
        NatsAgentEnd end = await NatsAgentEnd.ConnectAsync(agent, options ?? Options, new FewDefinitions(), time ?? TimeProvider.System, TestContext.Current.CancellationToken);
        _open.Add(end);
        return end;
    }

    /// <summary>Both, joined.</summary>
    public async Task<(NatsControllerEnd Controller, NatsAgentEnd Agent)> JoinedAsync(string agent, NatsLinkOptions? options = null, TimeProvider? time = null)
    {
        NatsControllerEnd controller = await ControllerAsync(options);
        NatsAgentEnd end = await ConnectAsync(agent, options, time);
        await end.SendAsync(new AgentJoined(Messages.Identity(agent)), TestContext.Current.CancellationToken);
        await controller.Inbox.NextAsync<AgentJoined>();
        return (controller, end);
    }

    /// <summary>Ends with the test.</summary>
    public void Closing(IAsyncDisposable end) => _open.Add(end);

    /// <summary>Ends before the test does.</summary>
    public async Task CloseAsync(IAsyncDisposable end)
    {
        _open.Remove(end);
        await end.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable end in _open) await end.DisposeAsync();
        await Server.DisposeAsync();
    }
}
