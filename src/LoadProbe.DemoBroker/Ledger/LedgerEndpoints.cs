using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>The ledger service: order entries, settlements and what is taken back in, accounts and orders out, of the real ledger or its shadow as the mark says.</summary>
internal sealed class LedgerEndpoints(Twin<LedgerStore> ledgers)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", () => Results.Ok());
        routes.MapPost("/entries", (OrderEntry entry, HttpContext context, CancellationToken token) => WriteAsync(new LedgerWrite(entry, []), context, token));
        routes.MapPost("/settlements", (Settlement[] settlements, HttpContext context, CancellationToken token) => WriteAsync(new LedgerWrite(null, settlements), context, token));
        routes.MapPost("/voids/{id}", (string id, HttpContext context, CancellationToken token) => WriteAsync(new LedgerWrite(null, [], Voided: id), context, token));
        routes.MapGet("/accounts/{user}", (string user, HttpContext context) => ledgers.Of(Mark.Of(context)).Reader.Account(user) is { } account
            ? BrokerJson.Answer(account)
            : BrokerJson.Error(StatusCodes.Status404NotFound, $"user: '{user}' has no account"));
        routes.MapGet("/accounts/{user}/orders", (string user, int count, HttpContext context) =>
            BrokerJson.Answer(ledgers.Of(Mark.Of(context)).Reader.Newest(user, count, Mark.Of(context)?.Shadow)));
        routes.MapGet("/accounts/{user}/orders/{id}", (string user, string id, HttpContext context) => Find(user, id, Mark.Of(context)) is { } order
            ? BrokerJson.Answer(order)
            : BrokerJson.Error(StatusCodes.Status404NotFound, $"order: '{id}' is not one of yours"));
    }

    private async Task<IResult> WriteAsync(LedgerWrite write, HttpContext context, CancellationToken token)
    {
        var mark = Mark.Of(context);
        if (mark is { Kind: MarkKind.Read })
            return Mark.OnlyReads();
        await ledgers.Of(mark).Writer.WriteAsync(write with { Run = mark?.Run }, token);
        return Results.NoContent();
    }

    // The id says which ledger has the order; its run is who may see it there.
    private OrderView? Find(string user, string id, Mark? mark)
    {
        if (!ShadowId.Is(id))
            return ledgers.Real.Reader.Order(user, id, run: null);
        return mark?.Shadow is { } run ? ledgers.Shadow.Reader.Order(user, id, run) : null;
    }
}
