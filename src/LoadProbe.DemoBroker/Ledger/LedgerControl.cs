using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.DemoBroker;

/// <summary>/control/ledger and /control/positions on the gateway: what proves where the orders of a run went, counted in the files themselves.</summary>
internal static class LedgerControl
{
    public static void Map(IEndpointRouteBuilder routes, Twin<LedgerStore> ledgers)
    {
        routes.MapGet("/control/ledger", async (string? run, CancellationToken token) =>
        {
            if (string.IsNullOrEmpty(run))
                return BrokerJson.Error(StatusCodes.Status400BadRequest, "run: is missing; /control/ledger?run=ID is expected");
            await Task.WhenAll(ledgers.Shadow.Writer.FlushAsync(token), ledgers.Real.Writer.FlushAsync(token));
            return BrokerJson.Answer(new { shadow = Count(ledgers.Shadow, run), real = Count(ledgers.Real, run) });
        });
        routes.MapGet("/control/positions", async (CancellationToken token) =>
        {
            await ledgers.Real.Writer.FlushAsync(token);
            return BrokerJson.Answer(ledgers.Real.Reader.Proof());
        });
    }

    private static object Count(LedgerStore ledger, string run)
    {
        var (orders, alive) = ledger.Reader.CountOf(run);
        return new { orders, alive };
    }
}
