using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>The ledger service: order entries and settlements in, accounts and orders out.</summary>
internal static class LedgerEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, LedgerWriter writer, LedgerReader reader)
    {
        routes.MapGet("/health", () => Results.Ok());
        routes.MapPost("/entries", async (OrderEntry entry, CancellationToken token) =>
        {
            await writer.WriteAsync(new LedgerWrite(entry, []), token);
            return Results.NoContent();
        });
        routes.MapPost("/settlements", async (Settlement[] settlements, CancellationToken token) =>
        {
            await writer.WriteAsync(new LedgerWrite(null, settlements), token);
            return Results.NoContent();
        });
        routes.MapGet("/accounts/{user}", (string user) => reader.Account(user) is { } account
            ? BrokerJson.Answer(account)
            : BrokerJson.Error(StatusCodes.Status404NotFound, $"user: '{user}' has no account"));
        routes.MapGet("/accounts/{user}/orders", (string user, int count) => BrokerJson.Answer(reader.Newest(user, count)));
        routes.MapGet("/accounts/{user}/orders/{id}", (string user, string id) => reader.Order(user, id) is { } order
            ? BrokerJson.Answer(order)
            : BrokerJson.Error(StatusCodes.Status404NotFound, $"order: '{id}' is not one of yours"));
    }
}
