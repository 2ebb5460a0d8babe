namespace LoadProbe.Probing;

/// <summary>A customer's connections that speak HTTP/1.1: one to each place it has been to, and a few places at most.</summary>
internal sealed class Http1Connections(Connector connector, ProxyRoute? proxy, RequestClock clock, TimeProvider time, bool keep) : IDisposable
{
    private const int MostPlaces = 8;
    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private readonly List<Http1Connection> _resting = [];
    private Http1Connection? _used;
    private CancellationToken _watched;
    private CancellationTokenRegistration _watching;
    private long _since;

    /// <summary>
    /// Sends a request over a connection that is kept, or a new one; the answer's head has arrived when this returns. Null = what
    /// was kept was closed just when it was used, and nothing was lost: to be sent again.
    /// </summary>
    /// <exception cref="IOException">There was no connection, or it broke or was cut off.</exception>
    /// <exception cref="HttpRequestException">The answer is not HTTP, or ended before its head did.</exception>
    public ValueTask<HttpAnswer?> SendAsync(HttpRequest request, CancellationToken token)
    {
        if (Kept(request.Url) is not { } kept) return OpenAndSendAsync(request, token);
        Use(kept, token);
        return kept.SendAsync(request, isKept: true);
    }

    /// <summary>Closes all of them.</summary>
    public void Close()
    {
        foreach (Http1Connection connection in _resting) connection.Dispose();
        _resting.Clear();
    }

    public void Dispose()
    {
        _watching.Dispose();
        Close();
    }

    private Http1Connection? Kept(Uri url)
    {
        bool isLong = time.GetElapsedTime(_since, clock.Started) > LongestRest;
        _since = clock.Started;
        if (isLong) Close();
        for (int i = 0; i < _resting.Count; i++)
        {
            Http1Connection kept = _resting[i];
            if (!kept.LeadsTo(url)) continue;
            if (kept.TryWake(clock.Started)) return kept;
            _resting.RemoveAt(i);
            kept.Dispose();
            return null;
        }

        return null;
    }

    private async ValueTask<HttpAnswer?> OpenAndSendAsync(HttpRequest request, CancellationToken token)
    {
        Http1Connection connection = await OpenAsync(request.Url, token).ConfigureAwait(false);
        Use(connection, token);
        return await connection.SendAsync(request, isKept: false).ConfigureAwait(false);
    }

    private async Task<Http1Connection> OpenAsync(Uri url, CancellationToken token)
    {
        var meter = new ConnectionMeter(clock, time);
        clock.Making(meter);
        Stream stream = await connector.ReachAsync(url, proxy, meter, token).ConfigureAwait(false);
        var connection = new Http1Connection(url, stream, meter, proxy?.Forwarding(url), time, keep);
        if (_resting.Count == MostPlaces)
        {
            _resting[0].Dispose();
            _resting.RemoveAt(0);
        }

        _resting.Add(connection);
        return connection;
    }

    // One registration serves all requests of a token; who is cut off finds out by itself.
    private void Use(Http1Connection connection, CancellationToken token)
    {
        if (_used != connection) Interlocked.Exchange(ref _used, connection);
        if (token != _watched)
        {
            _watching.Dispose();
            _watched = token;
            _watching = token.UnsafeRegister(static own => ((Http1Connections)own!)._used!.Cut(), this);
        }

        if (token.IsCancellationRequested) connection.Cut();
    }
}
