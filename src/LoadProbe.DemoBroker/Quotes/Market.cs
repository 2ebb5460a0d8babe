using System.Collections.Immutable;

namespace LoadProbe.DemoBroker;

/// <summary>A seeded random walk of every instrument, moved on when somebody looks: no timer runs.</summary>
internal sealed class Market
{
    private const int Seed = 600519;
    private const int MostStepsAtOnce = 1_000;
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider time;
    private readonly DateTimeOffset opened;
    private readonly Random random = new(Seed);
    private readonly Lock gate = new();
    private long step;
    private ImmutableArray<Quote> quotes;

    public Market(TimeProvider time)
    {
        this.time = time;
        opened = time.GetUtcNow();
        quotes = [.. Instrument.All.Select(i => new Quote(i.Symbol, i.Name, i.Open, i.Open, 0, 0, opened))];
    }

    /// <summary>All quotes as of now, in the order of <see cref="Instrument.All"/>.</summary>
    public ImmutableArray<Quote> Quotes()
    {
        lock (gate)
        {
            var due = (long)((time.GetUtcNow() - opened) / Step);
            if (due <= step)
                return quotes;
            // After a long sleep the far past of the walk is of no interest to anybody.
            for (var moves = Math.Min(due - step, MostStepsAtOnce); moves > 0; moves--)
                quotes = [.. quotes.Select(Move)];
            step = due;
            var now = opened + Step * step;
            quotes = [.. quotes.Select(quote => quote with { Time = now })];
            return quotes;
        }
    }

    public Quote? Find(string symbol)
    {
        foreach (var quote in Quotes())
        {
            if (quote.Symbol == symbol)
                return quote;
        }

        return null;
    }

    // At most 0.1 % a step, kept within the 10 % a day that the exchange allows.
    private Quote Move(Quote quote)
    {
        var move = 1 + (decimal)(random.NextDouble() - 0.5) / 500;
        var tick = random.Next(-1, 2) * 0.01m;
        var last = Math.Clamp(Math.Round(quote.Last * move + tick, 2), Math.Round(quote.Open * 0.9m, 2), Math.Round(quote.Open * 1.1m, 2));
        return quote with
        {
            Last = last,
            ChangePercent = Math.Round((last / quote.Open - 1) * 100, 2),
            Volume = quote.Volume + random.Next(1, 50) * 100,
        };
    }
}
