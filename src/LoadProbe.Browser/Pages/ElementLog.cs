using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>What the pages of a journey fetched and complained of, step by step; bounded.</summary>
internal sealed class ElementLog
{
    private const int MostElements = 500;
    private const int MostErrors = 100;

    private readonly ConcurrentQueue<IRequest> _finished = new();
    private readonly ConcurrentDictionary<IRequest, long> _begun = new();
    private readonly ConnectionLog? _connections;
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<string> _errors = new();

    /// <param name="connections">Whom to ask over which connection an element came; null = that is not told.</param>
    public ElementLog(IBrowserContext context, ConnectionLog? connections, TimeProvider time)
    {
        (_connections, _time) = (connections, time);
        context.Request += (_, request) =>
        {
            if (_begun.Count < MostElements) _begun.TryAdd(request, time.GetTimestamp());
        };
        context.RequestFinished += (_, request) => Add(_finished, request, MostElements);
        context.RequestFailed += (_, request) => Add(_finished, request, MostElements);
        context.Console += (_, message) =>
        {
            if (message.Type == "error") Add(_errors, message.Text, MostErrors);
        };
        context.WebError += (_, error) => Add(_errors, error.Error, MostErrors);
    }

    /// <summary>The errors since the last call.</summary>
    public IReadOnlyList<string> Errors() => Take(_errors);

    /// <summary>The elements since the last call, in the order in which they began, timed from the first of them as we saw it begin: the driver's own start times are single precision since 1970, so two minutes apart at best.</summary>
    public async Task<IReadOnlyList<PageElement>> ElementsAsync()
    {
        List<IRequest> requests = Take(_finished);
        long first = requests.Count == 0 ? 0 : requests.Min(Begun);
        var elements = new List<PageElement>();
        foreach (IRequest request in requests) elements.Add(await ElementAsync(request, _time.GetElapsedTime(first, Begun(request))).ConfigureAwait(false));
        foreach (IRequest request in requests) _begun.TryRemove(request, out _);
        return [.. elements.OrderBy(e => e.Start)];
    }

    /// <summary>Where the time of a request went, as far as the browser tells.</summary>
    public static Phases Phases(RequestTimingResult timing) => new()
    {
        Dns = Span(timing.DomainLookupStart, timing.DomainLookupEnd),
        Connect = Span(timing.ConnectStart, timing.SecureConnectionStart >= 0 ? timing.SecureConnectionStart : timing.ConnectEnd),
        Tls = Span(timing.SecureConnectionStart, timing.ConnectEnd),
        Wait = Span(timing.RequestStart, timing.ResponseStart),
        Receive = Span(timing.ResponseStart, timing.ResponseEnd),
    };

    private long Begun(IRequest request) => _begun.GetValueOrDefault(request, _time.GetTimestamp());

    private async Task<PageElement> ElementAsync(IRequest request, TimeSpan start)
    {
        RequestTimingResult timing = request.Timing;
        int? status = null;
        long? bytes = null;
        if (request.Failure is null)
        {
            try
            {
                if (await request.ResponseAsync().ConfigureAwait(false) is { } response)
                {
                    status = response.Status;
                    RequestSizesResult sizes = await request.SizesAsync().ConfigureAwait(false);
                    bytes = sizes.ResponseHeadersSize + (long)sizes.ResponseBodySize;
                }
            }
            catch (PlaywrightException)
            {
                // The page that asked for it is gone; its times are still right.
            }
        }

        return new PageElement(
            WithoutQuery(request.Url), request.ResourceType, request.Method, status,
            start, TimeSpan.FromMilliseconds(Math.Max(0, timing.ResponseEnd)),
            Phases(timing), bytes, request.Failure)
        { Use = _connections?.Take(request, timing) };
    }

    // Equal ends are how the browser says that there was no such phase.
    private static TimeSpan? Span(float from, float to) => from >= 0 && to > from ? TimeSpan.FromMilliseconds(to - from) : null;

    private static string WithoutQuery(string url)
    {
        string bare = url.Split('?', '#')[0];
        return bare.Length <= 300 ? bare : bare[..300] + "…";
    }

    private static void Add<T>(ConcurrentQueue<T> queue, T item, int most)
    {
        if (queue.Count < most) queue.Enqueue(item);
    }

    private static List<T> Take<T>(ConcurrentQueue<T> queue)
    {
        var taken = new List<T>();
        while (queue.TryDequeue(out T? item)) taken.Add(item);
        return taken;
    }
}
