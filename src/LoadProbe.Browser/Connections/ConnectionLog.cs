using System.Net;
using System.Text.Json;
using Microsoft.Playwright;

namespace LoadProbe.Browser;

/// <summary>
/// Over which connection each request of a journey's pages went, and when, from a second session with each page: the driver keeps
/// these to itself. Bounded; what it does not know is not joined to packets.
/// </summary>
/// <param name="context">The journey's.</param>
/// <param name="netLog">Of its browser; null = there is none.</param>
/// <param name="proxy">What its connections go through, and on from; null = they go to the target themselves.</param>
internal sealed class ConnectionLog(IBrowserContext context, NetLog? netLog, EgressProxy? proxy)
{
    private const int MostRequests = 1000;

    // Playwright hands on the times in single precision.
    private const double Same = 0.01;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, ToldRequest> _under = [];
    private readonly List<ToldRequest> _told = [];
    private readonly List<double> _epochs = [];

    /// <summary>Listens to a page from now on. A page that is gone meanwhile has nothing to tell.</summary>
    public async Task FollowAsync(IPage page)
    {
        try
        {
            ICDPSession session = await context.NewCDPSessionAsync(page).ConfigureAwait(false);
            Listen(session, "Network.requestWillBeSent", Begin);
            Listen(session, "Network.responseReceived", (id, told) => Of(id)?.Answered(told.GetProperty("response")));
            Listen(session, "Network.loadingFinished", End);
            Listen(session, "Network.loadingFailed", End);
            await session.SendAsync("Network.enable").ConfigureAwait(false);
        }
        catch (Exception e) when (e is PlaywrightException or TimeoutException)
        {
            // Its requests count as not told.
        }
    }

    /// <summary>The connection that a request went over, which is asked once of each; null where the browser told of none, or more than one fits.</summary>
    public ElementUse? Take(IRequest request, RequestTimingResult timing)
    {
        lock (_lock)
        {
            string url = request.Url.Split('#')[0];
            List<ToldRequest> fit = _told.FindAll(t => t.Timing is not null && t.Method == request.Method && t.Url == url && Math.Abs(t.At("sendStart") - timing.RequestStart) < Same && Math.Abs(t.At("receiveHeadersEnd") - timing.ResponseStart) < Same);
            if (fit.Count != 1) return null;
            ToldRequest told = fit[0];
            _told.Remove(told);
            if (told.Connection == 0 || told.At("sendStart") < 0 || Ends(told) is not { Remote: { } remote } ends) return null;
            double opened = told.At("connectStart");
            return new ElementUse
            {
                Connection = told.Connection, Protocol = told.Protocol, Remote = remote, Local = ends.Local,
                Opened = opened < 0 ? null : (Time(told.Clock("connectStart")), Time(told.Clock("connectEnd"))),
                Sent = Time(told.Clock("sendStart")),
                Answered = Time(told.Clock(told.At("receiveHeadersStart") > 0 ? "receiveHeadersStart" : "receiveHeadersEnd")),
                Headed = Time(told.Clock("receiveHeadersEnd")),
                Ended = Time(told.Ended ?? (told.Clock("sendStart") + (Math.Max(0, timing.ResponseEnd - timing.RequestStart) / 1000))),
            };
        }
    }

    // Through the proxy the packets are those of the connection that it made.
    private (IPEndPoint? Local, IPEndPoint? Remote) Ends(ToldRequest told)
    {
        IPEndPoint? local = netLog?.Local(told.Connection);
        if (proxy is null) return (local, told.Remote);
        return local is null ? default : proxy.Led(local);
    }

    private void Begin(string id, JsonElement told)
    {
        if (told.TryGetProperty("redirectResponse", out JsonElement response) && Of(id) is { } before)
        {
            before.Answered(response);
            End(id, told);
        }

        if (_under.Count >= MostRequests || _told.Count >= MostRequests) return;
        JsonElement request = told.GetProperty("request");
        var begun = new ToldRequest(request.GetProperty("method").GetString()!, request.GetProperty("url").GetString()!.Split('#')[0], told.GetProperty("wallTime").GetDouble(), told.GetProperty("timestamp").GetDouble());
        _under[id] = begun;
        _told.Add(begun);
        if (_epochs.Count >= MostRequests) return;
        int at = _epochs.BinarySearch(begun.Epoch);
        _epochs.Insert(at < 0 ? ~at : at, begun.Epoch);
    }

    private void End(string id, JsonElement told)
    {
        if (_under.Remove(id, out ToldRequest? over)) over.Ended = told.GetProperty("timestamp").GetDouble();
    }

    private ToldRequest? Of(string id) => _under.GetValueOrDefault(id);

    // The two clocks are read one after the other, and either may have come late: the middle one of all readings is the best.
    private DateTimeOffset Time(double clock) => DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(_epochs[_epochs.Count / 2] + clock);

    private void Listen(ICDPSession session, string name, Action<string, JsonElement> heard) => session.Event(name).OnEvent += (_, told) =>
    {
        if (told is not { } line) return;
        try
        {
            lock (_lock) heard(line.GetProperty("requestId").GetString()!, line);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            // A browser that tells it differently: it is not joined.
        }
    };
}
