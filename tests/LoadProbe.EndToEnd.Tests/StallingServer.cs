namespace LoadProbe.EndToEnd.Tests;

/// <summary>Answers at once, but for one stall: from a certain request on it answers nobody for a while, and then all of them.</summary>
internal sealed class StallingServer : IDisposable
{
    private readonly PlainServer _server;
    private readonly int _from;
    private readonly TimeSpan _for;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StallingServer(int from, TimeSpan duration)
    {
        (_from, _for) = (from, duration);
        _server = new PlainServer(AnswerAsync);
    }

    public Uri Address => _server.Address;

    /// <summary>How long the stall really was.</summary>
    public TimeSpan Stalled { get; private set; }

    public void Dispose() => _server.Dispose();

    private Task AnswerAsync(int number)
    {
        if (number == _from) _ = StallAsync();
        return number >= _from ? _over.Task : Task.CompletedTask;
    }

    private async Task StallAsync()
    {
        long began = TimeProvider.System.GetTimestamp();
        await Task.Delay(_for, TimeProvider.System);
        Stalled = TimeProvider.System.GetElapsedTime(began);
        _over.SetResult();
    }
}
