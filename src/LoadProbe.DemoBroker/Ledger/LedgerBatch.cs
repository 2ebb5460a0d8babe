using Microsoft.Data.Sqlite;

namespace LoadProbe.DemoBroker;

/// <summary>Many writes in one transaction; each is booked once however often it is sent.</summary>
internal sealed class LedgerBatch(SqliteConnection connection) : IDisposable
{
    private readonly Prepared insert = new(
        connection,
        """
        INSERT OR IGNORE INTO orders (id, user, state, symbol, side, quantity, filled_quantity, price_cents, accepted_ms, run)
        VALUES (@id, @user, @state, @symbol, @side, @quantity, @filled, @price, @accepted, @run)
        """,
        "@id", "@user", "@state", "@symbol", "@side", "@quantity", "@filled", "@price", "@accepted", "@run");

    // Only an open order changes, so a settlement sent twice books once.
    private readonly Prepared settle = new(
        connection,
        """
        UPDATE orders SET state = @state, filled_quantity = @filled WHERE id = @id AND state = 'accepted'
        RETURNING user, symbol, side, price_cents
        """,
        "@id", "@state", "@filled");

    // What is taken back already is not taken back again.
    private readonly Prepared standing = new(
        connection,
        "SELECT user, symbol, side, price_cents, filled_quantity FROM orders WHERE id = @id AND (state <> 'cancelled' OR filled_quantity > 0)",
        "@id");

    private readonly Prepared takeBack = new(connection, "UPDATE orders SET state = 'cancelled', filled_quantity = 0 WHERE id = @id", "@id");

    private readonly Prepared find = new(
        connection, "SELECT quantity, cost_cents FROM positions WHERE user = @user AND symbol = @symbol", "@user", "@symbol");

    private readonly Prepared hold = new(
        connection,
        """
        INSERT INTO positions (user, symbol, quantity, cost_cents) VALUES (@user, @symbol, @quantity, @cost)
        ON CONFLICT (user, symbol) DO UPDATE SET quantity = excluded.quantity, cost_cents = excluded.cost_cents
        """,
        "@user", "@symbol", "@quantity", "@cost");

    private readonly Prepared pay = new(
        connection, "UPDATE accounts SET cash_cents = cash_cents - @amount WHERE user = @user", "@user", "@amount");

    private readonly Prepared forget = new(connection, "DELETE FROM orders WHERE user = @user", "@user");

    public void Write(IReadOnlyList<LedgerWrite> writes)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var write in writes)
        {
            if (write.Entry is { } entry)
            {
                var row = OrderRow.From(entry);
                insert.Execute(
                    transaction, row.Id, row.User, row.State, row.Symbol, row.Side, row.Quantity, row.FilledQuantity, row.PriceCents, row.AcceptedMs,
                    (object?)write.Run ?? DBNull.Value);
            }

            if (write.Voided is { } voided)
                TakeBack(voided, transaction);
            if (write.Forgotten is { } user)
                forget.Execute(transaction, user);
            foreach (var settlement in write.Settlements)
                Book(settlement, transaction);
        }

        transaction.Commit();
    }

    public void Dispose()
    {
        foreach (var statement in (Prepared[])[insert, settle, standing, takeBack, find, hold, pay, forget])
            statement.Dispose();
    }

    private void Book(Settlement settlement, SqliteTransaction transaction)
    {
        var order = settle.One(
            transaction, row => (User: row.GetString(0), Symbol: row.GetString(1), Side: row.GetString(2), PriceCents: row.GetInt64(3)),
            settlement.Id, OrderRow.Word(settlement.State), settlement.FilledQuantity);
        if (order.User is null || settlement.FilledQuantity == 0)
            return;
        Trade(order.User, order.Symbol, order.Side == "buy" ? settlement.FilledQuantity : -(long)settlement.FilledQuantity, order.PriceCents, transaction);
    }

    private void TakeBack(string id, SqliteTransaction transaction)
    {
        var order = standing.One(
            transaction, row => (User: row.GetString(0), Symbol: row.GetString(1), Side: row.GetString(2), PriceCents: row.GetInt64(3), Filled: row.GetInt64(4)), id);
        if (order.User is null)
            return;
        takeBack.Execute(transaction, id);
        if (order.Filled > 0)
            Trade(order.User, order.Symbol, order.Side == "buy" ? -order.Filled : order.Filled, order.PriceCents, transaction);
    }

    private void Trade(string user, string symbol, long signed, long priceCents, SqliteTransaction transaction)
    {
        var before = find.One(transaction, row => new Holding(row.GetInt64(0), row.GetInt64(1)), user, symbol);
        var after = before.After(signed, priceCents);
        hold.Execute(transaction, user, symbol, after.Quantity, after.CostCents);
        pay.Execute(transaction, user, signed * priceCents);
    }
}
