namespace LoadProbe.DemoBroker;

/// <summary>One request to write, with the promise that is kept when its transaction is committed.</summary>
internal sealed record LedgerWrite(OrderEntry? Entry, IReadOnlyList<Settlement> Settlements)
{
    public TaskCompletionSource Committed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
