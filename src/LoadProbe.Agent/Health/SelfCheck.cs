using System.Net;
using LoadProbe.Pressure;

namespace LoadProbe.Agent;

/// <summary>Whether an agent may blame a target: asked when a run has failed.</summary>
internal sealed class SelfCheck : IAsyncDisposable
{
    private readonly TimeProvider _time;
    private readonly References _references;
    private readonly HealthMeter _meter;
    private readonly OwnSigns _signs = new();
    private readonly Lock _lock = new();
    private readonly long _begin;
    private readonly ITimer _beat;

    public SelfCheck(IReadOnlyList<DnsEndPoint> references, TimeProvider time)
    {
        (_time, _references, _meter, _begin) = (time, new References(references, time), new HealthMeter(time), time.GetTimestamp());
        _beat = time.CreateTimer(_ => Came(), null, OwnSigns.Beat, OwnSigns.Beat);
    }

    /// <summary>What of our own may explain how a run ended; null = nothing does, and it is the target's.</summary>
    /// <param name="begun">When the run began, by <see cref="TimeProvider.GetTimestamp"/>.</param>
    public async Task<OwnFault?> ExcuseAsync(Outcome outcome, long begun)
    {
        lock (_lock)
        {
            if (_signs.Excuse(outcome, _time.GetElapsedTime(_begin, begun), _time.GetElapsedTime(_begin)) is { } sign) return sign;
        }

        return OwnFault.Excuses(OwnFaultKind.Network, outcome) ? await _references.FaultAsync().ConfigureAwait(false) : null;
    }

    public ValueTask DisposeAsync() => _beat.DisposeAsync();

    private void Came()
    {
        lock (_lock) _signs.Came(_time.GetElapsedTime(_begin), _time.GetUtcNow(), _meter.Read());
    }
}
