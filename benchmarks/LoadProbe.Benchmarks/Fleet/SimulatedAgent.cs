using LoadProbe.Link;

namespace LoadProbe.Benchmarks;

/// <summary>An agent that presses nothing: it joins, gets ready at once, and tells a second of its share each second, at its end the last.</summary>
internal sealed class SimulatedAgent : IAsyncDisposable
{
    private readonly string _name;
    private readonly NatsAgentEnd _end;
    private readonly CancellationTokenSource _shutdown = new();
    private readonly Task _working;

    private SimulatedAgent(string name, NatsAgentEnd end)
    {
        (_name, _end) = (name, end);
        _working = WorkAsync();
    }

    public LinkCounts Counts => _end.Counts;

    public static async Task<SimulatedAgent> JoinAsync(string name, NatsLinkOptions options, IBundles bundles)
    {
        NatsAgentEnd end = await NatsAgentEnd.ConnectAsync(name, options, bundles, TimeProvider.System, CancellationToken.None);
        await end.SendAsync(new AgentJoined(new AgentIdentity(name, new Dictionary<string, string> { ["city"] = "Kiel", ["carrier"] = "telecom" }, ["icmp"])), CancellationToken.None);
        return new SimulatedAgent(name, end);
    }

    public async ValueTask DisposeAsync()
    {
        await _shutdown.CancelAsync();
        await _working;
        await _end.DisposeAsync();
        _shutdown.Dispose();
    }

    private async Task WorkAsync()
    {
        Task telling = Task.CompletedTask;
        TimeSpan duration = TimeSpan.Zero;
        string? run = null;
        try
        {
            await foreach (DownMessage message in _end.Inbox.ReadAllAsync(_shutdown.Token))
            {
                if (message is RunOrdered order)
                {
                    duration = new ScenarioPlan(order.Scenario.Tracks).Duration;
                    await _end.SendAsync(new RunReady(order.Run, null, SimulatedSecond.Calibration), _shutdown.Token);
                }
                else if (message is LeaseRenewed { Lease: { Phase: LeasePhase.Run, StartsAt: { } start } lease } && run != lease.Run)
                {
                    run = lease.Run;
                    telling = TellAsync(run, start, (int)duration.TotalSeconds);
                }
            }
        }
        catch (OperationCanceledException)
        {
            await telling;
        }
    }

    private async Task TellAsync(string run, DateTimeOffset start, int seconds)
    {
        try
        {
            for (int number = 1; number <= seconds; number++)
            {
                TimeSpan wait = start + TimeSpan.FromSeconds(number) - TimeProvider.System.GetUtcNow();
                if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System, _shutdown.Token);
                // The link tells it in the controller's clock; on one machine that is this one.
                DateTimeOffset now = TimeProvider.System.GetUtcNow() - (_end.Clock?.Offset ?? TimeSpan.Zero);
                await _end.SendAsync(new SnapshotTaken(run, SimulatedSecond.Of(_name, number, number == seconds, now)), _shutdown.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The benchmark is over.
        }
    }
}
