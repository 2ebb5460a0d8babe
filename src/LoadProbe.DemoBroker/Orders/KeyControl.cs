using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>/control/keys on the gateway: what came of the keys of a run's orders.</summary>
internal static class KeyControl
{
    public static void Map(IEndpointRouteBuilder routes, OrderKeys keys) => routes.MapGet("/control/keys", (string? run) =>
    {
        if (string.IsNullOrEmpty(run))
            return BrokerJson.Error(StatusCodes.Status400BadRequest, "run: is missing; /control/keys?run=ID is expected");
        var known = keys.Of(run);
        return BrokerJson.Answer(new
        {
            keys = known.Count,
            placed = known.Count(key => key.Order is not null),
            cancelled = known.Count(key => key.IsVoid),
            again = known.Sum(key => Math.Max(key.Cancels - 1, 0)),
        });
    });
}
