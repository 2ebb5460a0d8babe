namespace LoadProbe.DemoBroker;

/// <summary>One request to write, with the promise that is kept when its transaction is committed.</summary>
/// <param name="Entry">An order that was accepted.</param>
/// <param name="Settlements">Orders that ended.</param>
/// <param name="Run">The pressure run whose request brought it, if any.</param>
/// <param name="Voided">An order that is taken back.</param>
/// <param name="Forgotten">A customer whose orders are taken out of the ledger.</param>
internal sealed record LedgerWrite(OrderEntry? Entry, IReadOnlyList<Settlement> Settlements, string? Run = null, string? Voided = null, string? Forgotten = null)
{
    private readonly TaskCompletionSource committed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Committed => committed.Task;

    public void Succeed() => committed.SetResult();

    public void Fail(Exception reason) => committed.SetException(reason);
}
