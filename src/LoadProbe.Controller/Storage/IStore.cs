using System.Data.Common;

namespace LoadProbe.Controller;

/// <summary>Where results and runs are kept. What it has acknowledged survives a crash.</summary>
public interface IStore : IAsyncDisposable
{
    /// <summary>Hands a result over to be written; false and counted when the writer is too far behind.</summary>
    bool TryAdd(ProbeResult result);

    /// <summary>Hands a snapshot of a run over to be written.</summary>
    bool TryAdd(string run, Snapshot snapshot);

    /// <summary>Hands a run over to be written as it is now.</summary>
    bool TryAdd(RunReport run);

    /// <summary>Done when all that was handed over before is committed, but for what was counted as dropped.</summary>
    Task FlushAsync(CancellationToken token);

    /// <summary>Writes a run before anything of it is sent, with what another controller would need to end it; done when this returns.</summary>
    Task BeginAsync(RunReport run, RunOrders orders, CancellationToken token);

    /// <summary>Writes a run as it is now; done when this returns. What a controller of a later epoch has written stays.</summary>
    Task SaveAsync(RunReport run, CancellationToken token);

    /// <summary>The newest results of a probe (of all probes when null), newest first, as JSON.</summary>
    Task<IReadOnlyList<string>> ResultsAsync(string? probe, int count, CancellationToken token);

    /// <summary>Some results of a probe, a page of them.</summary>
    Task<IReadOnlyList<StoredResult>> PageAsync(ResultQuery query, CancellationToken token);

    /// <summary>Where a result of a probe is among the others; null when there is none.</summary>
    Task<ResultPlace?> PlaceAsync(string probe, Guid id, CancellationToken token);

    /// <summary>One result as JSON; null when there is none.</summary>
    Task<string?> ResultAsync(string id, CancellationToken token);

    /// <summary>The newest runs, newest first.</summary>
    Task<IReadOnlyList<StoredRun>> RunsAsync(int count, CancellationToken token);

    /// <summary>One run as JSON, by its id or "last"; null when there is none.</summary>
    Task<string?> RunAsync(string id, CancellationToken token);

    /// <summary>Runs that were begun and not ended, oldest first.</summary>
    Task<IReadOnlyList<UnfinishedRun>> UnfinishedAsync(CancellationToken token);

    /// <summary>All that the agents have told of a run, oldest first.</summary>
    Task<IReadOnlyList<Snapshot>> SnapshotsAsync(string run, CancellationToken token);

    /// <summary>The roll-ups of a probe that start from one instant to before another, oldest first.</summary>
    Task<IReadOnlyList<RollUp>> RollUpsAsync(string probe, RollUpWidth width, DateTimeOffset from, DateTimeOffset to, CancellationToken token);

    /// <summary>The minutes of a probe from an instant on, from its results and not from what is rolled up: also the one that is not over. Of some minutes only.</summary>
    Task<IReadOnlyList<RollUp>> MinutesAsync(string probe, DateTimeOffset from, CancellationToken token);

    /// <summary>Rolls up what is complete, and forgets what is kept no longer. Whoever leads does it each minute; twice does no harm.</summary>
    Task TidyAsync(CancellationToken token);

    /// <summary>Which of the controllers on this store leads.</summary>
    Leadership Leadership { get; }

    /// <summary>Who may join, and who did.</summary>
    InvitationTable Invitations { get; }

    /// <summary>Who may call the API.</summary>
    KeyTable Keys { get; }

    /// <summary>The safety lever of all controllers on this store.</summary>
    LeverTable Lever { get; }

    /// <summary>What was applied last over the API.</summary>
    DefinitionsTable Definitions { get; }

    /// <summary>How far the schedules of scenarios are settled.</summary>
    ScheduleTable Schedules { get; }

    /// <summary>What somebody did, for good.</summary>
    AuditTable Audit { get; }

    /// <summary>Runs that somebody wants, and who approved of them.</summary>
    ProposalTable Proposals { get; }

    /// <summary>Times in which targets were down.</summary>
    IncidentTable Incidents { get; }

    /// <summary>What was seen in failed runs.</summary>
    AttachmentTable Attachments { get; }

    /// <summary>What receivers were told of those.</summary>
    AlertTable Alerts { get; }

    /// <summary>How long probes stood how.</summary>
    StandingTable Standings { get; }

    /// <summary>A database that several controllers may be on; null = the store is one process's own.</summary>
    DbDataSource? Shared { get; }

    /// <summary>Things that could not be written: the writer was too far behind, or the database refused them.</summary>
    long Dropped { get; }

    /// <summary>Things that wait to be written.</summary>
    int Waiting { get; }

    /// <summary>Told of each commit, on the writer's time.</summary>
    event Action<StoreCommit>? Committed;
}
