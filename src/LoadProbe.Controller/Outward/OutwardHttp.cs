namespace LoadProbe.Controller;

/// <summary>What asks others over HTTP and shows them secrets: those go to whom they were meant for, and to nobody else.</summary>
internal static class OutwardHttp
{
    /// <summary>A client without a time limit of its own, that follows no redirect, uses no proxy and keeps no cookie.</summary>
    /// <param name="mostBytes">An answer that is longer is not read.</param>
    public static HttpClient Create(int mostBytes) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = mostBytes };
}
