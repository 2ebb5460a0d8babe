using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>The orders service: accept, show, list, cancel.</summary>
internal sealed class OrderEndpoints(OrderBook book, Settler settler, Backend ledger, TimeProvider time)
{
    // Ids of two runs on the same ledger never meet.
    private readonly string run = Guid.NewGuid().ToString("n")[..8];
    private long last;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", () => Results.Ok());
        routes.MapPost("/orders", AcceptAsync);
        routes.MapGet("/accounts/{user}/orders", ListAsync);
        routes.MapGet("/accounts/{user}/orders/{id}", ShowAsync);
        routes.MapDelete("/accounts/{user}/orders/{id}", CancelAsync);
    }

    private async Task<IResult> AcceptAsync(NewOrder terms, CancellationToken token)
    {
        if (!book.TryReserve())
            return BrokerJson.Error(StatusCodes.Status503ServiceUnavailable, "orders: too many are open, try again later");
        var order = new Order($"{run}-{Interlocked.Increment(ref last)}", terms, time.GetUtcNow());
        var taken = false;
        try
        {
            var entry = new OrderEntry(terms.User, order.AsAccepted());
            var answer = await ledger.SendAsync(HttpMethod.Post, "/entries", entry, token);
            if (!answer.IsSuccess)
                return answer.ToResult();
            book.Add(order);
            settler.Add(order);
            taken = true;
            return BrokerJson.Answer(order.AsAccepted(), StatusCodes.Status201Created);
        }
        finally
        {
            if (!taken)
                book.Release();
        }
    }

    private async Task<IResult> ListAsync(string user, CancellationToken token)
    {
        var now = time.GetUtcNow();
        OrderView[] hot = [.. book.NewestOf(user).Select(order => order.View(now))];
        if (hot.Length == OrderBook.Newest)
            return BrokerJson.Answer(hot);
        var answer = await ledger.GetAsync($"/accounts/{user}/orders?count={OrderBook.Newest}", token);
        if (!answer.IsSuccess)
            return answer.ToResult();
        var known = hot.Select(order => order.Id).ToHashSet();
        return BrokerJson.Answer(hot.Concat(answer.Read<OrderView[]>().Where(order => !known.Contains(order.Id))).Take(OrderBook.Newest));
    }

    private async Task<IResult> ShowAsync(string user, string id, CancellationToken token) => book.Find(user, id) is { } order
        ? BrokerJson.Answer(order.View(time.GetUtcNow()))
        : (await ledger.GetAsync($"/accounts/{user}/orders/{Uri.EscapeDataString(id)}", token)).ToResult();

    private async Task<IResult> CancelAsync(string user, string id, CancellationToken token)
    {
        var now = time.GetUtcNow();
        if (book.Find(user, id) is { } order)
            return order.TryCancel(now) ? BrokerJson.Answer(order.View(now)) : TooLate(id);
        var answer = await ledger.GetAsync($"/accounts/{user}/orders/{Uri.EscapeDataString(id)}", token);
        return answer.IsSuccess ? TooLate(id) : answer.ToResult();
    }

    private static IResult TooLate(string id) =>
        BrokerJson.Error(StatusCodes.Status409Conflict, $"order: '{id}' is closed and can no longer be cancelled");
}
