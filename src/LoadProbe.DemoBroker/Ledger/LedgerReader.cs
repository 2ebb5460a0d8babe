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

    public OrderView? Order(string user, string id)
    {
        using var connection = file.Open();
        return connection.QuerySingleOrDefault<OrderRow>($"{OrderColumns} WHERE id = @id AND user = @user", new { id, user })?.ToView();
    }

    public IReadOnlyList<OrderView> Newest(string user, int count)
    {
        using var connection = file.Open();
        return [.. connection.Query<OrderRow>(
            $"{OrderColumns} WHERE user = @user ORDER BY accepted_ms DESC, id DESC LIMIT @count", new { user, count }).Select(row => row.ToView())];
    }
}
