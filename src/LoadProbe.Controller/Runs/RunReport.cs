namespace LoadProbe.Controller;

/// <summary>All that is known of a run, while it runs and afterwards.</summary>
public sealed record RunReport
{
    public required string Id { get; init; }
    public required Scenario Scenario { get; init; }
    public required RunState State { get; init; }
    public required DateTimeOffset Started { get; init; }

    /// <summary>The states that it went through, in order.</summary>
    public IReadOnlyList<RunMove> Timeline { get; init; } = [];

    /// <summary>In which the controller leads that says this.</summary>
    public long Epoch { get; init; } = 1;

    /// <summary>When each agent began.</summary>
    public RunStart Start { get; init; } = RunStart.None;

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Null until the end.</summary>
    public Verdict? Verdict { get; init; }

    public IReadOnlyList<string> Reasons { get; init; } = [];
    public required ScenarioPlan Plan { get; init; }
    /// <summary>While the run goes on they grow: whoever reads them on another thread than the one that was told of the run holds their lock.</summary>
    public required RunFigures Figures { get; init; }

    public required GeneratorVerdict Generator { get; init; }

    /// <summary>What the search for the limit found; null while it goes on, or when the run is none.</summary>
    public CapacityFinding? Capacity { get; init; }

    /// <summary>What became of the writes that were to be taken back; null = nothing was.</summary>
    public CleanupFigures? Cleanup { get; init; }

    /// <summary>What each agent's machine could do, by the agent's name.</summary>
    public IReadOnlyDictionary<string, Calibration> Calibrations { get; init; } = new Dictionary<string, Calibration>();

    /// <summary>What was approved of, by whom; null = no approval was needed.</summary>
    public Proposal? Approved { get; init; }

    public IReadOnlyList<GuardReading> Guards { get; init; } = [];
    public RunStop? Stopped { get; init; }

    /// <summary>What was changed while it ran, in order.</summary>
    public IReadOnlyList<RunChange> Changes { get; init; } = [];

    /// <summary>How customers fared before and after; null = that is not looked at.</summary>
    public RecoveryReading? Recovery { get; init; }

    public IReadOnlyList<RunSecond> Series { get; init; } = [];

    /// <summary>The customers' dial tests during the run.</summary>
    public IReadOnlyList<ProbeResult> Probes { get; init; } = [];
}
