using System.Net;
using System.Net.Sockets;
using LoadProbe.Capture;
using LoadProbe.Link;
using LoadProbe.Probing;

namespace LoadProbe.Agent;

/// <summary>The packets of a sample of a run's requests on this agent, and what part of their time was our own by them.</summary>
internal sealed class OwnShareWatch : IAsyncDisposable
{
    // The requests of two seconds may be on one connection, and are looked for after one.
    private static readonly FlowOptions Flows = new CaptureOptions().Flows with { ExchangesPerFlow = 4 * RequestSample.Most };

    private readonly Scenario _scenario;
    private readonly TimeProvider _time;
    private CaptureStart? _start;
    private IReadOnlyList<SampledRequest> _waiting = [];
    private long _drops;

    public OwnShareWatch(RunOrdered order, TimeProvider time)
    {
        (_scenario, _time) = (order.Scenario, time);
        var plan = new ScenarioPlan(order.Scenario.Tracks);
        Sample = new RequestSample(RequestSample.Of(plan.PeakRate / order.Segment.Count * order.Scenario.StepsEach, (double)plan.PeakUsers / order.Segment.Count), time);
    }

    public RequestSample Sample { get; }

    /// <summary>Before the first connection: of one whose beginning was not seen, bytes have no numbers.</summary>
    public async Task BeginAsync(CancellationToken token)
    {
        try
        {
            List<IPEndPoint> places = [];
            foreach ((string host, int port) in _scenario.Mix.Select(m => m.Journey).Where(j => j.Browser is null).Select(j => j.Target.Proxy?.Address ?? j.Target.Address).Where(a => a.Port > 0).Select(a => (a.IdnHost, a.Port)).Distinct())
            {
                IPAddress[] addresses = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await Dns.GetHostAddressesAsync(host, token).ConfigureAwait(false);
                places.AddRange(addresses.Select(a => new IPEndPoint(a, port)));
            }

            _start = LiveCapture.TryStart(places, new CaptureOptions { SnapLength = 256, OwnPortBits = RequestSample.PortBits(Sample.OneIn), Flows = Flows }, _time);
        }
        catch (SocketException e)
        {
            _start = new CaptureStart(null, CaptureReason.NotSeen, e.Message);
        }
    }

    /// <summary>What has become known since the last time: of requests whose packets have had a second to come, or of all.</summary>
    public async ValueTask<OwnShare> ReadAsync(bool last, CancellationToken token)
    {
        (IReadOnlyList<SampledRequest> taken, long passed) = Sample.Take();
        var share = new OwnShare { OneIn = Sample.OneIn, Sampled = taken.Count + passed, PassedOver = passed, Reason = _start?.Reason, Detail = _start?.Detail };
        if (_start?.Capture is not { } capture) return share;
        if (last) await capture.FlushAsync(token).ConfigureAwait(false);
        IReadOnlyList<SampledRequest> due = last ? [.. _waiting, .. taken] : _waiting;
        _waiting = last ? [] : taken;
        return Joined(share, due, capture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_start?.Capture is { } capture) await capture.DisposeAsync().ConfigureAwait(false);
    }

    private OwnShare Joined(OwnShare share, IReadOnlyList<SampledRequest> requests, LiveCapture capture)
    {
        (IReadOnlyList<PacketFigures> found, long drops, string? failure) = capture.Figures([.. requests.Select(r => r.Use)]);
        LatencyHistogram application = new(), wire = new(), own = new();
        long degraded = 0;
        for (int i = 0; i < found.Count; i++)
        {
            if (found[i].Degraded) degraded++;
            else if (found[i] is { Send: { } send, ApplicationResponse: { } response, Transfer: { } transfer })
            {
                TimeSpan took = requests[i].Application, seen = send + response + transfer;
                application.Record(took);
                wire.Record(seen);
                // What follows an answer on the wire is no time of ours.
                own.Record(took > seen ? took - seen : TimeSpan.Zero);
            }
        }

        long more = drops - _drops;
        _drops = drops;
        return share with
        {
            Joined = own.Count,
            Degraded = degraded,
            KernelDrops = more,
            Reason = failure is not null ? CaptureReason.CaptureError : more > 0 ? CaptureReason.Drops : null,
            Detail = failure,
            Application = PackedHistogram.Of(application),
            Wire = PackedHistogram.Of(wire),
            Own = PackedHistogram.Of(own),
        };
    }
}
