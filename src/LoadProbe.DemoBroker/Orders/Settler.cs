using System.Threading.Channels;

namespace LoadProbe.DemoBroker;

/// <summary>Books orders into the ledger when they are due, many at a time, again and again until the ledger has them.</summary>
internal sealed class Settler : IAsyncDisposable
{
    private const int BatchSize = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // Unbounded in form only: the book reserves a place before an order gets here.
    // Who adds an order sets the clock for it on the spot, which is less than waking another thread would be.
    private readonly Channel<Order> waiting = Channel.CreateUnbounded<Order>(
        new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = true });
    private readonly CancellationTokenSource stopping = new();
    private readonly OrderBook book;
    private readonly Backend ledger;
    private readonly TimeProvider time;
    private readonly Task settling;

    public Settler(OrderBook book, Backend ledger, TimeProvider time)
    {
        this.book = book;
        this.ledger = ledger;
        this.time = time;
        settling = Task.Run(SettleAllAsync);
    }

    public void Add(Order order) => waiting.Writer.TryWrite(order);

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await settling;
        stopping.Dispose();
    }

    private async Task SettleAllAsync()
    {
        var token = stopping.Token;
        var batch = new List<Order>(BatchSize);
        try
        {
            // All orders take equally long, so the first in is the first due.
            while (await waiting.Reader.WaitToReadAsync(token))
            {
                while (batch.Count < BatchSize && waiting.Reader.TryPeek(out var order) && order.Due <= time.GetUtcNow())
                    batch.Add(await waiting.Reader.ReadAsync(token));
                if (batch.Count > 0)
                    await SettleAsync(batch, token);
                else if (waiting.Reader.TryPeek(out var first) && first.Due - time.GetUtcNow() is var left && left > TimeSpan.Zero)
                    await Task.Delay(left, time, token);
                batch.Clear();
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The broker ends; what is open lapses when the ledger is next opened.
        }
    }

    // The orders of each run carry their own mark; real ones have none, and so are one group.
    private async Task SettleAsync(List<Order> batch, CancellationToken token)
    {
        foreach (var orders in batch.GroupBy(order => order.Run))
        {
            var mark = orders.Key is { } run ? Mark.Later(run) : null;
            Settlement[] settlements = [.. orders.Select(order => order.Close())];
            while (!(await ledger.SendAsync(HttpMethod.Post, "/settlements", settlements, mark, token)).IsSuccess)
                await Task.Delay(Pause, time, token);
        }

        batch.ForEach(book.Closed);
    }
}
