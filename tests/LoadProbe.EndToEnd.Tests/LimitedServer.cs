namespace LoadProbe.EndToEnd.Tests;

/// <summary>So many workers, each busy for so long with a request; whoever comes meanwhile waits. Its limit is known: workers divided by seconds.</summary>
internal sealed class LimitedServer : IDisposable
{
    private readonly SemaphoreSlim _workers;
    private readonly int _count;
    private readonly TimeSpan _work;
    private readonly PlainServer _server;
    private long _busy;
    private long _done;

    public LimitedServer(int workers, TimeSpan work)
    {
        (_workers, _count, _work) = (new SemaphoreSlim(workers), workers, work);
        _server = new PlainServer(AnswerAsync);
    }

    public Uri Address => _server.Address;

    /// <summary>Requests a second, by how long the workers really took.</summary>
    public double Limit => _count / TimeSpan.FromTicks(Volatile.Read(ref _busy) / Volatile.Read(ref _done)).TotalSeconds;

    public void Dispose()
    {
        _server.Dispose();
        _workers.Dispose();
    }

    private async Task AnswerAsync(int number)
    {
        await _workers.WaitAsync();
        long began = TimeProvider.System.GetTimestamp();
        await Task.Delay(_work, TimeProvider.System);
        Interlocked.Add(ref _busy, TimeProvider.System.GetElapsedTime(began).Ticks);
        Interlocked.Increment(ref _done);
        _workers.Release();
    }
}
