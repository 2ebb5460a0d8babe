using System.Text.Json.Serialization;

namespace LoadProbe.Link;

/// <summary>What an agent tells its controller.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(AgentJoined), "joined")]
[JsonDerivedType(typeof(AgentLeft), "left")]
[JsonDerivedType(typeof(ProbeFinished), "result")]
[JsonDerivedType(typeof(ProbeSkipped), "skipped")]
[JsonDerivedType(typeof(RunReady), "ready")]
[JsonDerivedType(typeof(SnapshotTaken), "snapshot")]
[JsonDerivedType(typeof(RunBroken), "broken")]
[JsonDerivedType(typeof(RunUnwanted), "unwanted")]
[JsonDerivedType(typeof(CleanupTold), "cleanup")]
[JsonDerivedType(typeof(RunLeaked), "leaked")]
[JsonDerivedType(typeof(AttachmentPart), "attachment")]
public abstract record UpMessage;

/// <summary>The agent is there.</summary>
public sealed record AgentJoined(AgentIdentity Agent) : UpMessage;

/// <summary>Nothing was heard of the agent for long: the link says so, in its place.</summary>
public sealed record AgentLeft : UpMessage;

/// <summary>A probe ran.</summary>
public sealed record ProbeFinished(ProbeResult Result) : UpMessage;

/// <summary>A due run of a probe did not take place.</summary>
/// <param name="Reason">overlap, limit, busy or queue_full.</param>
public sealed record ProbeSkipped(string Probe, string Target, string Reason) : UpMessage;

/// <summary>The agent is ready for its share of a run, or says why it cannot take it.</summary>
public sealed record RunReady(string Run, string? Fault, Calibration? Calibration = null) : UpMessage;

/// <summary>One second of a run.</summary>
public sealed record SnapshotTaken(string Run, Snapshot Snapshot) : UpMessage;

/// <summary>A second of a run as soon as it is over, for whoever watches; it comes once more, to be kept.</summary>
public sealed record SnapshotShown(string Run, Snapshot Snapshot) : UpMessage;

/// <summary>The agent's part of a run broke down: our fault, the run is invalid.</summary>
public sealed record RunBroken(string Run, string Fault) : UpMessage;

/// <summary>The target wants no more of a run, and the agent that heard it sends no more: told at once, and again with each snapshot from then on.</summary>
/// <param name="Reason">The target's.</param>
public sealed record RunUnwanted(string Run, string Reason) : UpMessage;

/// <summary>How far an agent is with cleaning up after a run: each second, and at the end, which it says again for as long as leases of the run come.</summary>
/// <param name="Over">Nothing more is done about what failed, until the agent is started anew.</param>
public sealed record CleanupTold(string Run, CleanupFigures Figures, bool Over) : UpMessage;

/// <summary>Nothing proves that what a run writes is kept apart from what is real: before its start, and then it never begins, or during it.</summary>
/// <param name="Reason">What was seen.</param>
public sealed record RunLeaked(string Run, string Reason) : UpMessage;
