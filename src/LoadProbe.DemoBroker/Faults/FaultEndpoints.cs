using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>/control/faults on the gateway: set, list, clear.</summary>
internal static class FaultEndpoints
{
    public static void Map(IEndpointRouteBuilder routes, FaultBoard faults)
    {
        routes.MapGet("/control/faults", () => List(faults));
        routes.MapDelete("/control/faults", () =>
        {
            faults.Clear();
            return List(faults);
        });
        routes.MapPost("/control/faults", async (HttpContext context) =>
        {
            var (order, error) = await BrokerJson.ReadAsync<FaultOrder>(context.Request, context.RequestAborted);
            if (order is null)
                return BrokerJson.Error(StatusCodes.Status400BadRequest, error!);
            var (fault, errors) = order.Check();
            if (fault is null)
                return BrokerJson.Error(StatusCodes.Status400BadRequest, string.Join("; ", errors));
            faults.Set(fault);
            return List(faults);
        });
    }

    private static IResult List(FaultBoard faults) => BrokerJson.Answer(faults.InForce().Select(FaultOrder.From));
}
