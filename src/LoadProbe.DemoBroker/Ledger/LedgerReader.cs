using Dapper;

namespace LoadProbe.DemoBroker;

/// <summary>Reads of the ledger, each on a pooled connection beside the writer.</summary>
internal sealed class LedgerReader(LedgerFile file)
{
    private const string OrderColumns = """
        SELECT id AS Id, user AS User, state AS State, symbol AS Symbol, side AS Side, quantity AS Quantity,
               filled_quantity AS FilledQuantity, price_cents AS PriceCents, accepted_ms AS AcceptedMs FROM orders
        """;

    public Account? Account(string user)
    {
        using var connection = file.Open();
        // One transaction: cash and positions of the same moment.
        using var snapshot = connection.BeginTransaction(deferred: true);
        var cash = connection.QuerySingleOrDefault<long?>("SELECT cash_cents FROM accounts WHERE user = @user", new { user }, snapshot);
        if (cash is null)
            return null;
        var rows = connection.Query<(string Symbol, long Quantity, long Cost)>(
            "SELECT symbol, quantity, cost_cents FROM positions WHERE user = @user AND quantity <> 0 ORDER BY symbol", new { user }, snapshot);
        return new Account(user, cash.Value / 100m, [.. rows.Select(row => new Position(
            row.Symbol, Instrument.Find(row.Symbol)?.Name ?? row.Symbol, row.Quantity, Math.Round(row.Cost / 100m / row.Quantity, 4)))]);
    }

    /// <summary>The customer's order; when a run is given, only if it is that run's.</summary>
    public OrderView? Order(string user, string id, string? run)
    {
        using var connection = file.Open();
        return connection.QuerySingleOrDefault<OrderRow>(
            $"{OrderColumns} WHERE id = @id AND user = @user AND (@run IS NULL OR run = @run)", new { id, user, run })?.ToView();
    }

    /// <summary>The customer's newest orders, newest first; when a run is given, that run's only.</summary>
    public IReadOnlyList<OrderView> Newest(string user, int count, string? run)
    {
        using var connection = file.Open();
        // Said in two ways, so that either finds its index.
        var whose = run is null ? "user = @user" : "run = @run AND user = @user";
        return [.. connection.Query<OrderRow>(
            $"{OrderColumns} WHERE {whose} ORDER BY accepted_ms DESC, id DESC LIMIT @count", new { user, count, run }).Select(row => row.ToView())];
    }

    /// <summary>How many orders of the run are in the ledger, and how many of them are not cancelled.</summary>
    public (long Orders, long Alive) CountOf(string run)
    {
        using var connection = file.Open();
        return connection.QuerySingle<(long, long)>("SELECT count(*), coalesce(sum(state <> 'cancelled'), 0) FROM orders WHERE run = @run", new { run });
    }

    /// <summary>Every account with all that it holds, in the ledger's own cents, as of one moment.</summary>
    public IReadOnlyList<AccountProof> Proof()
    {
        using var connection = file.Open();
        using var snapshot = connection.BeginTransaction(deferred: true);
        var held = connection.Query<(string User, string Symbol, long Quantity, long Cost)>(
            "SELECT user, symbol, quantity, cost_cents FROM positions ORDER BY user, symbol", transaction: snapshot).ToLookup(row => row.User);
        return [.. connection.Query<(string User, long Cash)>("SELECT user, cash_cents FROM accounts ORDER BY user", transaction: snapshot)
            .Select(row => new AccountProof(row.User, row.Cash / 100m, [.. held[row.User].Select(
                holding => new HoldingProof(holding.Symbol, holding.Quantity, holding.Cost / 100m))]))];
    }
}
