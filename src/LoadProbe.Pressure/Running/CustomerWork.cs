using System.Runtime.ExceptionServices;
using LoadProbe.Probing;

namespace LoadProbe.Pressure;

/// <summary>What all customers of a run share.</summary>
internal sealed class CustomerWork(IReadOnlyList<Journey> journeys, ConnectionReuse reuse, Recorder recorder, ISecretStore secrets, BrowserRun? browser, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _hardStop = new();
    private readonly CancellationTokenSource _noMoreSteps = new();
    private ExceptionDispatchInfo? _bug;

    public IReadOnlyList<Journey> Journeys => journeys;

    public ConnectionReuse Reuse => reuse;

    public Recorder Recorder => recorder;

    public ISecretStore Secrets => secrets;

    /// <summary>Runs journeys of browser steps; null = the scenario has none.</summary>
    public BrowserRun? Browser => browser;

    public TimeProvider Time => time;

    /// <summary>Arrivals due before this, a timestamp, warm things up and are in no figure.</summary>
    public long CountedFrom { get; set; } = long.MinValue;

    /// <summary>What each request carries; null = nothing.</summary>
    public PressureMark? Mark { get; init; }

    /// <summary>What no message can raise; null = this agent has no limits of its own.</summary>
    public CeilingHold? Ceiling { get; init; }

    /// <summary>Where the agent may connect to; null = wherever the targets say.</summary>
    public Egress? Egress { get; init; }

    /// <summary>Told before a journey writes; null = nothing is cleaned up.</summary>
    public IWriteLog? Writes { get; init; }

    public DeadlineWatch Deadlines { get; } = new(time);

    /// <summary>What the kernel tells of their connections.</summary>
    public NetworkMeter Network { get; } = new();

    /// <summary>Is told of each request; null = no sample is wanted.</summary>
    public RequestSample? Sample { get; init; }

    /// <summary>Cuts off the steps under way.</summary>
    public CancellationToken HardStop => _hardStop.Token;

    /// <summary>Lets the steps under way end, and none begin.</summary>
    public CancellationToken NoMoreSteps => _noMoreSteps.Token;

    /// <summary>What the target wants of the run.</summary>
    public TargetHold Target { get; } = new(time);

    /// <summary>Why an arrival may not be sent when it is due; null = it may. Whoever is told so goes on the journey, or gives its place back.</summary>
    public DropReason? Refusal(int journey, long due) =>
        due < Target.Until ? DropReason.Held : Ceiling is null || Ceiling.TryTake(journeys[journey].Steps.Count, due) ? null : DropReason.Ceiling;

    /// <summary>An answer came in a browser.</summary>
    public void Heard(int status, Func<string, string?> header) => TargetWord.Tell(Target, status, header, time);

    public void StopHard() => _hardStop.Cancel();

    // Whoever waits for the next one is woken by others: this may be a customer in the middle of an answer.
    public void StopSteps() => _ = _noMoreSteps.CancelAsync();

    /// <summary>A bug of ours: ends the run, and is seen where the run is awaited.</summary>
    public void Bug(Exception e)
    {
        Interlocked.CompareExchange(ref _bug, ExceptionDispatchInfo.Capture(e), null);
        StopHard();
    }

    public void ThrowBug() => _bug?.Throw();

    public void Dispose()
    {
        Deadlines.Dispose();
        _hardStop.Dispose();
        _noMoreSteps.Dispose();
    }
}
