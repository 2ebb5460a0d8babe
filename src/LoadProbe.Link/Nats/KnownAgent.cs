namespace LoadProbe.Link;

/// <summary>What a controller's end knows of an agent: its last sign of life, and the probes it is to have.</summary>
internal sealed class KnownAgent
{
    private static readonly TimeSpan GoneAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PresentFor = TimeSpan.FromSeconds(5);
    // For each part.
    private static readonly TimeSpan ProbesAgain = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private string? _instance;
    private long _beat;
    private string? _held;
    private ProbesSent? _probes;
    private IReadOnlyList<byte[]>? _whole;
    private long _probesSent;
    private AgentSign? _sign;

    public AgentSign? Sign
    {
        get
        {
            lock (_lock) return _sign;
        }
    }

    /// <summary>Takes a sign of life.</summary>
    /// <returns>New = it is another than before; Probes = those it lacks, to be sent once more.</returns>
    public (bool New, IReadOnlyList<byte[]>? Probes) Take(AgentBeat beat, TimeProvider time)
    {
        lock (_lock)
        {
            bool isNew = _instance != beat.Instance;
            (_instance, _beat) = (beat.Instance, time.GetTimestamp());
            _sign = new AgentSign(beat.Agent.Name, time.GetUtcNow(), beat.ClockOffset, beat.ClockUncertainty, beat.Counts);
            // A new one is given its probes by whoever hears that it joined.
            if (isNew) (_probes, _whole) = (null, null);
            _held = beat.Probes;
            if (_probes is null || _held == _probes.Revision || time.GetElapsedTime(_probesSent) < ProbesAgain * _whole!.Count) return (isNew, null);
            _probesSent = time.GetTimestamp();
            return (isNew, _whole);
        }
    }

    /// <summary>The probes that it is to have from now on.</summary>
    /// <param name="whole">Them as a message, in parts if need be.</param>
    /// <param name="mostBytes">Of one message.</param>
    /// <returns>What is to be sent: the difference to those it has, where that is known; null = it has them.</returns>
    public IReadOnlyList<byte[]>? Assign(ProbesSent probes, IReadOnlyList<byte[]> whole, int mostBytes, TimeProvider time)
    {
        lock (_lock)
        {
            ProbesSent? old = _probes?.Revision == _held ? _probes : null;
            (_probes, _whole, _probesSent) = (probes, whole, time.GetTimestamp());
            if (_held == probes.Revision) return null;
            // Until it says so, nobody knows what it has.
            _held = null;
            return old is not null && ProbesChanged.Of(probes.Revision, probes.Bundle, old) is { } changed ? Parts.Of(Wire.Write(changed), mostBytes) : whole;
        }
    }

    public bool IsPresent(TimeProvider time) => Silent(time) < PresentFor;

    public bool IsGone(TimeProvider time) => Silent(time) > GoneAfter;

    private TimeSpan Silent(TimeProvider time)
    {
        lock (_lock) return time.GetElapsedTime(_beat);
    }
}
