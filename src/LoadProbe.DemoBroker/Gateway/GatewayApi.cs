using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>The JSON API customers see: login, quotes, orders, positions, health.</summary>
internal sealed class GatewayApi(SessionTable sessions, Backends backends)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health", HealthAsync);
        routes.MapPost("/api/login", (Delegate)LoginAsync);
        routes.MapGet("/api/quotes", Task<IResult> (HttpContext context) => QuotesAsync(context, "/quotes"));
        routes.MapGet("/api/quotes/{symbol}", (HttpContext context, string symbol) =>
            QuotesAsync(context, $"/quotes/{Uri.EscapeDataString(symbol)}"));
        routes.MapPost("/api/orders", (Delegate)PlaceAsync);
        routes.MapGet("/api/orders", Task<IResult> (HttpContext context) => OrdersAsync(context, HttpMethod.Get, "/orders"));
        routes.MapGet("/api/orders/{id}", (HttpContext context, string id) =>
            OrdersAsync(context, HttpMethod.Get, $"/orders/{Uri.EscapeDataString(id)}"));
        routes.MapDelete("/api/orders/{id}", (HttpContext context, string id) =>
            OrdersAsync(context, HttpMethod.Delete, $"/orders/{Uri.EscapeDataString(id)}"));
        routes.MapDelete("/api/orders/by-key/{key}", (HttpContext context, string key) =>
            OrdersAsync(context, HttpMethod.Delete, $"/orders/by-key/{Uri.EscapeDataString(key)}"));
        routes.MapGet("/api/positions", (Delegate)PositionsAsync);
    }

    private async Task<IResult> HealthAsync(CancellationToken token)
    {
        var up = await backends.HealthAsync(token);
        var all = up.All(isUp => isUp);
        return BrokerJson.Answer(
            new { status = Word(all), quotes = Word(up[0]), orders = Word(up[1]), ledger = Word(up[2]) },
            all ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);

        static string Word(bool isUp) => isUp ? "ok" : "down";
    }

    private async Task<IResult> LoginAsync(HttpContext context)
    {
        var (login, error) = await BrokerJson.ReadAsync<Login>(context.Request, context.RequestAborted);
        if (login is null)
            return BrokerJson.Error(StatusCodes.Status400BadRequest, error!);
        if (login.User is not { } user || !Customers.Knows(user, login.Password))
            return BrokerJson.Error(StatusCodes.Status401Unauthorized, "Wrong user or password");
        var session = sessions.Open(user);
        SessionCookie.Write(context, session);
        return BrokerJson.Answer(session);
    }

    private async Task<IResult> PlaceAsync(HttpContext context)
    {
        if (SessionCookie.Read(context, sessions) is not { } session)
            return LogInFirst();
        var (ticket, error) = await BrokerJson.ReadAsync<OrderTicket>(context.Request, context.RequestAborted);
        if (ticket is null)
            return BrokerJson.Error(StatusCodes.Status400BadRequest, error!);
        if (ticket.Errors() is { Count: > 0 } errors)
            return BrokerJson.Error(StatusCodes.Status400BadRequest, string.Join("; ", errors));

        var price = ticket.Price;
        if (price is null)
        {
            var quote = await backends.QuotesAsync(context, $"/quotes/{ticket.Symbol}");
            if (!quote.IsSuccess)
                return quote.ToResult();
            price = quote.Read<Quote>().Last;
        }

        var side = ticket.Side == "buy" ? Side.Buy : Side.Sell;
        var order = new NewOrder(session.User, ticket.Symbol!, side, ticket.Quantity!.Value, price.Value);
        var answer = await backends.OrdersAsync(context, HttpMethod.Post, "/orders", order);
        if (answer.IsSuccess)
            context.Response.Headers.Location = $"/api/orders/{answer.Read<OrderView>().Id}";
        return answer.ToResult();
    }

    private async Task<IResult> QuotesAsync(HttpContext context, string path) => (await backends.QuotesAsync(context, path)).ToResult();

    private async Task<IResult> PositionsAsync(HttpContext context) => SessionCookie.Read(context, sessions) is { } session
        ? (await backends.LedgerAsync(context, $"/accounts/{session.User}")).ToResult()
        : LogInFirst();

    private async Task<IResult> OrdersAsync(HttpContext context, HttpMethod method, string path) =>
        SessionCookie.Read(context, sessions) is { } session
            ? (await backends.OrdersAsync(context, method, $"/accounts/{session.User}{path}")).ToResult()
            : LogInFirst();

    private static IResult LogInFirst() =>
        BrokerJson.Error(StatusCodes.Status401Unauthorized, "log in first: send the token as a bearer token or the cookie broker_session");
}
