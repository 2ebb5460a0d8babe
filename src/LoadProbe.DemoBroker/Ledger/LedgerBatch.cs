using Dapper;
using Microsoft.Data.Sqlite;

namespace LoadProbe.DemoBroker;

/// <summary>Many writes in one transaction; each is booked once however often it is sent.</summary>
internal sealed class LedgerBatch(SqliteConnection connection)
{
    private const string Insert = """
        INSERT OR IGNORE INTO orders (id, user, state, symbol, side, quantity, filled_quantity, price_cents, accepted_ms)
        VALUES (@Id, @User, @State, @Symbol, @Side, @Quantity, @FilledQuantity, @PriceCents, @AcceptedMs)
        """;

    // Only an open order changes, so a settlement sent twice books once.
    private const string Settle = """
        UPDATE orders SET state = @state, filled_quantity = @filled WHERE id = @id AND state = 'accepted'
        RETURNING user, symbol, side, price_cents
        """;

    private const string Upsert = """
        INSERT INTO positions (user, symbol, quantity, cost_cents) VALUES (@user, @symbol, @Quantity, @CostCents)
        ON CONFLICT (user, symbol) DO UPDATE SET quantity = excluded.quantity, cost_cents = excluded.cost_cents
        """;

    public void Write(IReadOnlyList<LedgerWrite> writes)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var write in writes)
        {
            if (write.Entry is { } entry)
                connection.Execute(Insert, OrderRow.From(entry), transaction);
            foreach (var settlement in write.Settlements)
                Book(settlement, transaction);
        }

        transaction.Commit();
    }

    private void Book(Settlement settlement, SqliteTransaction transaction)
    {
        var order = connection.QuerySingleOrDefault<(string? User, string Symbol, string Side, long PriceCents)>(
            Settle, new { id = settlement.Id, state = OrderRow.Word(settlement.State), filled = settlement.FilledQuantity }, transaction);
        if (order.User is null || settlement.FilledQuantity == 0)
            return;
        var signed = order.Side == "buy" ? settlement.FilledQuantity : -(long)settlement.FilledQuantity;
        var key = new { user = order.User, symbol = order.Symbol };
        var (quantity, cost) = connection.QuerySingleOrDefault<(long, long)>(
            "SELECT quantity, cost_cents FROM positions WHERE user = @user AND symbol = @symbol", key, transaction);
        var holding = new Holding(quantity, cost).After(signed, order.PriceCents);
        connection.Execute(Upsert, new { key.user, key.symbol, holding.Quantity, holding.CostCents }, transaction);
        connection.Execute(
            "UPDATE accounts SET cash_cents = cash_cents - @amount WHERE user = @user",
            new { amount = signed * order.PriceCents, key.user }, transaction);
    }
}
