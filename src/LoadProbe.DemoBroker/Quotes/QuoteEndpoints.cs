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
        routes.MapGet("/quotes", (HttpContext context) => BrokerJson.Answer(market.Quotes().Select(quote => Shown(quote, context))));
        routes.MapGet("/quotes/{symbol}", (string symbol, HttpContext context) => market.Find(symbol) is { } quote
            ? BrokerJson.Answer(Shown(quote, context))
            : BrokerJson.Error(StatusCodes.Status404NotFound, $"symbol: '{symbol}' is not traded here"));

        Quote Shown(Quote quote, HttpContext context) => faults.On(BrokerService.Quotes)?.Fault is { WrongPrice: true } wrong && wrong.Concerns(Mark.Of(context))
            ? quote with { Last = quote.Last * 10 }
            : quote;
    }
}
