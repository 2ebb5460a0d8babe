using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>The orders service, one instance of it: accept, show, list, cancel by id or by key, at the real desk or in its shadow as the mark says.</summary>
internal sealed class OrderEndpoints(string instance, Twin<OrderDesk> desks, OrderKeys keys, LeakBoard leaks, Backend ledger, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", () => Results.Ok());
        routes.MapPost("/orders", AcceptAsync);
        routes.MapGet("/accounts/{user}/orders", ListAsync);
        routes.MapGet("/accounts/{user}/orders/{id}", ShowAsync);
        routes.MapDelete("/accounts/{user}/orders/{id}", CancelAsync);
        routes.MapDelete("/accounts/{user}/orders/by-key/{key}", VoidAsync);
    }

    private async Task<IResult> AcceptAsync(NewOrder terms, HttpContext context, CancellationToken token)
    {
        var mark = Mark.Of(context);
        if (mark is { Kind: MarkKind.Read })
            return Mark.OnlyReads();
        if (context.Request.Headers[OrderKey.Header] is not { Count: > 0 } written)
            return await PlaceAsync(terms, mark, null, token);
        var (key, error) = OrderKey.Read(written.ToString());
        if (key is null)
            return BrokerJson.Error(StatusCodes.Status400BadRequest, error!);
        var known = keys.Of(mark?.Run, terms.User, key);
        using var turn = await known.TakeTurnAsync(token);
        if (known.IsVoid)
            return Conflict($"{OrderKey.Header}: '{key}' was cancelled; nothing comes of it any more");
        // Once it is on its way to the ledger it is finished, whoever still waits: else nobody could tell what to cancel.
        return known.Order is { } before
            ? BrokerJson.Answer(before.AsAccepted(), StatusCodes.Status201Created)
            : await PlaceAsync(terms, mark, known, CancellationToken.None);
    }

    private async Task<IResult> PlaceAsync(NewOrder terms, Mark? mark, OrderKey? key, CancellationToken token)
    {
        if (mark is { Kind: MarkKind.WriteShadow } && leaks.NextLeaks(instance))
            mark = mark.WithoutBaggage();
        var desk = desks.Of(mark);
        if (!desk.Book.TryReserve())
            return BrokerJson.Error(StatusCodes.Status503ServiceUnavailable, "orders: too many are open, try again later");
        var order = new Order(desk.NextId(), terms, time.GetUtcNow(), mark?.Shadow);
        var taken = false;
        try
        {
            var entry = new OrderEntry(terms.User, order.AsAccepted());
            var answer = await ledger.SendAsync(HttpMethod.Post, "/entries", entry, mark, token);
            if (!answer.IsSuccess)
                return answer.ToResult();
            desk.Book.Add(order);
            desk.Settler.Add(order);
            if (key is not null)
                key.Order = order;
            taken = true;
            return BrokerJson.Answer(order.AsAccepted(), StatusCodes.Status201Created);
        }
        finally
        {
            if (!taken)
                desk.Book.Release();
        }
    }

    private async Task<IResult> ListAsync(string user, HttpContext context, CancellationToken token)
    {
        var mark = Mark.Of(context);
        var book = desks.Of(mark).Book;
        var now = time.GetUtcNow();
        OrderView[] hot = [.. book.NewestOf(user, mark?.Shadow).Select(order => order.View(now))];
        if (hot.Length == OrderBook.Newest)
            return BrokerJson.Answer(hot);
        var answer = await ledger.GetAsync($"/accounts/{user}/orders?count={OrderBook.Newest}", mark, token);
        if (!answer.IsSuccess)
            return answer.ToResult();
        var known = hot.Select(order => order.Id).ToHashSet();
        // An order of this run that those of others have pushed out of the newest is still as the book has it.
        var older = answer.Read<OrderView[]>().Where(order => !known.Contains(order.Id))
            .Select(order => book.Find(user, order.Id, mark?.Shadow)?.View(now) ?? order);
        return BrokerJson.Answer(hot.Concat(older).Take(OrderBook.Newest));
    }

    private async Task<IResult> ShowAsync(string user, string id, HttpContext context, CancellationToken token) =>
        Find(user, id, Mark.Of(context)) is { } order
            ? BrokerJson.Answer(order.View(time.GetUtcNow()))
            : (await AskLedgerAsync(user, id, context, token)).ToResult();

    private async Task<IResult> CancelAsync(string user, string id, HttpContext context, CancellationToken token)
    {
        var mark = Mark.Of(context);
        if (mark is { Kind: MarkKind.Read })
            return Mark.OnlyReads();
        if (mark is { Kind: MarkKind.WriteShadow } && !ShadowId.Is(id))
            return Conflict($"order: '{id}' is a real one, which a request marked write-shadow cannot cancel");
        var now = time.GetUtcNow();
        if (Find(user, id, mark) is { } order)
            return order.TryCancel(now) ? BrokerJson.Answer(order.View(now)) : TooLate(id);
        var answer = await AskLedgerAsync(user, id, context, token);
        return answer.IsSuccess ? TooLate(id) : answer.ToResult();
    }

    // Cancelled once or often, before the order came or long after it was filled: the answer is the same, and so is what is left of it.
    private async Task<IResult> VoidAsync(string user, string key, HttpContext context, CancellationToken token)
    {
        var mark = Mark.Of(context);
        if (mark is { Kind: MarkKind.Read })
            return Mark.OnlyReads();
        var known = keys.Of(mark?.Run, user, key);
        using var turn = await known.TakeTurnAsync(token);
        if (known.Order is { } order)
        {
            if (mark is { Kind: MarkKind.WriteShadow } && !ShadowId.Is(order.Id))
                return Conflict($"order: '{order.Id}' is a real one, which a request marked write-shadow cannot cancel");
            order.Void();
            var answer = await ledger.SendAsync(HttpMethod.Post, $"/voids/{order.Id}", null, mark, token);
            if (!answer.IsSuccess)
                return answer.ToResult();
        }

        known.Cancels++;
        return BrokerJson.Answer(new { key, state = OrderState.Cancelled });
    }

    // An id says itself where its order lives, so that a marked request also finds the real orders it has heard of.
    private Order? Find(string user, string id, Mark? mark) => ShadowId.Is(id)
        ? mark?.Shadow is { } run ? desks.Shadow.Book.Find(user, id, run) : null
        : desks.Real.Book.Find(user, id, run: null);

    private Task<BackendAnswer> AskLedgerAsync(string user, string id, HttpContext context, CancellationToken token) =>
        ledger.GetAsync($"/accounts/{user}/orders/{Uri.EscapeDataString(id)}", Mark.Of(context), token);

    private static IResult TooLate(string id) => Conflict($"order: '{id}' is closed and can no longer be cancelled");

    private static IResult Conflict(string message) => BrokerJson.Error(StatusCodes.Status409Conflict, message);
}
