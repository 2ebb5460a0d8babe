using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>/control/leak on the gateway: set, show, clear.</summary>
internal static class LeakEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, LeakBoard leaks)
    {
        routes.MapGet("/control/leak", () => Show(leaks));
        routes.MapDelete("/control/leak", () =>
        {
            leaks.Clear();
            return Show(leaks);
        });
        routes.MapPut("/control/leak", async (HttpContext context) =>
        {
            var (order, error) = await BrokerJson.ReadAsync<LeakOrder>(context.Request, context.RequestAborted);
            if (order is null)
                return BrokerJson.Error(StatusCodes.Status400BadRequest, error!);
            var (leak, errors) = order.Check(leaks.Instances);
            if (leak is null)
                return BrokerJson.Error(StatusCodes.Status400BadRequest, string.Join("; ", errors));
            leaks.Set(leak);
            return Show(leaks);
        });
    }

    private static IResult Show(LeakBoard leaks) => BrokerJson.Answer(LeakOrder.From(leaks.InForce));
}
