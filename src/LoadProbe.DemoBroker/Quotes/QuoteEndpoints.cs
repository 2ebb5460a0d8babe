using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>The quotes service: all quotes, one quote.</summary>
internal static class QuoteEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, Market market, FaultBoard faults)
    {
        routes.MapGet("/health", () => Results.Ok());
        routes.MapGet("/quotes", () => BrokerJson.Answer(market.Quotes().Select(Shown)));
        routes.MapGet("/quotes/{symbol}", (string symbol) => market.Find(symbol) is { } quote
            ? BrokerJson.Answer(Shown(quote))
            : BrokerJson.Error(StatusCodes.Status404NotFound, $"symbol: '{symbol}' is not traded here"));

        Quote Shown(Quote quote) => faults.On(BrokerService.Quotes) is { Fault.WrongPrice: true }
            ? quote with { Last = quote.Last * 10 }
            : quote;
    }
}
