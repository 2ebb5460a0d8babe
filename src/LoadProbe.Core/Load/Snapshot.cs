namespace LoadProbe.Core;

/// <summary>One second of one agent in a run: what happened since the snapshot before.</summary>
public sealed record Snapshot
{
    private static readonly TimeSpan MaxLateness = TimeSpan.FromMilliseconds(25);

    public required string Agent { get; init; }

    /// <summary>1, 2, 3 …: a gap is a lost snapshot, a repeat a duplicate.</summary>
    public required int Number { get; init; }

    /// <summary>From the start of the plan to the end of this second.</summary>
    public required TimeSpan At { get; init; }

    public required ArrivalCounts Arrivals { get; init; }
    public required int InFlight { get; init; }

    /// <summary>How long the oldest unfinished journey has been running: a hung target shows here first.</summary>
    public TimeSpan OldestInFlight { get; init; }

    /// <summary>How long what is under way has been so: of each journey, and of each step that one is at. Nothing of it is in any other figure.</summary>
    public IReadOnlyList<Ages> UnderWay { get; init; } = [];

    /// <summary>What the plan wanted at <see cref="At"/>, arrivals a second on this agent.</summary>
    public double TargetRate { get; init; }

    public required PackedHistogram Response { get; init; }
    public required PackedHistogram Service { get; init; }
    public required PackedHistogram Lateness { get; init; }

    /// <summary>Those of each journey together, in its order.</summary>
    public required IReadOnlyList<StepSnapshot> Steps { get; init; }

    /// <summary>Each journey's times; those of all of them together are <see cref="Response"/> and <see cref="Service"/>.</summary>
    public IReadOnlyList<JourneySnapshot> Journeys { get; init; } = [];

    public long BytesSent { get; init; }
    public long BytesReceived { get; init; }
    public GeneratorHealth Generator { get; init; } = new();

    /// <summary>Null = there were no connections of which a kernel could tell.</summary>
    public NetworkFigures? Network { get; init; }

    /// <summary>What part of its requests' times was its own, of those whose packets have come; null = nobody asked.</summary>
    public OwnShare? Own { get; init; }

    /// <summary>When the plan began here: its time zero, later by what each journey of the first second was late at the least; null = none has begun.</summary>
    public DateTimeOffset? Began { get; init; }

    /// <summary>When the newest request was sent; null = none yet.</summary>
    public DateTimeOffset? LastSend { get; init; }

    /// <summary>Why the target wants no more, once it has said so; null = it has not.</summary>
    public string? Unwanted { get; init; }

    /// <summary>Why the agent stopped its share by itself; null = it has not.</summary>
    public ReflexStop? Reflex { get; init; }

    /// <summary>How long sending was held back for, at the longest of what the target asked for in this second.</summary>
    public TimeSpan HeldFor { get; init; }

    /// <summary>Nothing more will follow from this agent.</summary>
    public bool Last { get; init; }

    /// <summary>With <see cref="Last"/>: why it ended before its plan did; null = it did not.</summary>
    public StopCause? Stopped { get; init; }

    /// <summary>
    /// The generator was short of the processor, or its slowest percent was sent over 25 ms late: answers may have waited to be read,
    /// and held their places meanwhile.
    /// </summary>
    public bool IsBehind => Generator.IsStarved || Lateness.P99 > MaxLateness;
}
