namespace LoadProbe.DemoBroker;

/// <summary>An order while it lives: its state follows from the clock, from a cancel, and from the ledger.</summary>
/// <param name="run">The run in whose shadow it lives; null when it is real.</param>
internal sealed class Order(string id, NewOrder terms, DateTimeOffset accepted, string? run)
{
    private static readonly TimeSpan PartialAfter = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan FilledAfter = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private int? filledAtCancel;
    private bool closing;
    private bool booked;
    private bool voided;

    public string Id => id;

    public string User => terms.User;

    public string? Run => run;

    /// <summary>When the market has filled all of it.</summary>
    public DateTimeOffset Due => accepted + FilledAfter;

    public OrderView View(DateTimeOffset now)
    {
        lock (gate)
        {
            var partial = Partial(now);
            var (state, filled) = this switch
            {
                { voided: true } => (OrderState.Cancelled, 0),
                { filledAtCancel: { } part } => (OrderState.Cancelled, part),
                // Filled means booked: whoever reads it finds it in the positions.
                { booked: true } => (OrderState.Filled, terms.Quantity),
                _ => (partial > 0 ? OrderState.PartiallyFilled : OrderState.Accepted, partial),
            };
            return Show(state, filled);
        }
    }

    /// <summary>Takes the order back, whatever has been filled of it; the ledger is told by whoever calls.</summary>
    public void Void()
    {
        lock (gate)
            voided = true;
    }

    public OrderView AsAccepted() => Show(OrderState.Accepted, 0);

    /// <summary>False when the order is filled, or so near to it that the ledger is booking it.</summary>
    public bool TryCancel(DateTimeOffset now)
    {
        lock (gate)
        {
            if (voided)
                return true;
            if (closing && filledAtCancel is null || now >= Due)
                return false;
            filledAtCancel ??= Partial(now);
            return true;
        }
    }

    /// <summary>Closes the order to changes and says what the ledger has to book.</summary>
    public Settlement Close()
    {
        lock (gate)
        {
            closing = true;
            if (voided)
                return new Settlement(id, OrderState.Cancelled, 0);
            return filledAtCancel is { } part
                ? new Settlement(id, OrderState.Cancelled, part)
                : new Settlement(id, OrderState.Filled, terms.Quantity);
        }
    }

    public void Booked()
    {
        lock (gate)
            booked = true;
    }

    private int Partial(DateTimeOffset now) => now >= accepted + PartialAfter ? terms.Quantity / 2 : 0;

    private OrderView Show(OrderState state, int filled) =>
        new(id, state, terms.Symbol, terms.Side, terms.Quantity, filled, terms.Price, accepted);
}
