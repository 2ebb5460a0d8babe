using LoadProbe.Capture;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoadProbe.Agent;

/// <summary>GET /packets: the packets that an agent keeps, those of an address, a port and a time, as pcapng.</summary>
internal static class PacketsEndpoint
{
    // More than any ring holds.
    private const long MostBytes = 1L << 40;

    /// <param name="app">The web server.</param>
    /// <param name="ring">What is kept; null = nothing.</param>
    /// <param name="isOpen">Whether everybody may ask, who then is told nothing.</param>
    /// <param name="time">Its clock.</param>
    public static void Map(IEndpointRouteBuilder app, PacketRing? ring, bool isOpen, TimeProvider time) => app.MapGet("/packets", (HttpContext context) =>
    {
        if (isOpen) return Results.Text("packets hold what was said: they are told to whoever shows a token (--metrics-token-file), or on 127.0.0.1 and [::1]\n", statusCode: StatusCodes.Status403Forbidden);
        if (ring is null) return Results.Text("this agent keeps no packets: --capture has it capture them, and --packets-limit 0 keep none\n", statusCode: StatusCodes.Status404NotFound);
        IQueryCollection asked = context.Request.Query;
        if (PacketFilter.Read("", asked["host"], asked["port"], asked["from"], asked["to"], time.GetUtcNow(), out string? mistake) is not { } filter)
        {
            return Results.Text(mistake + "\n", statusCode: StatusCodes.Status400BadRequest);
        }

        // A file, as the bound of a ring may be more than there is memory. It is gone as soon as it was sent.
        var file = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.Delete, 4096, FileOptions.DeleteOnClose);
        bool isHandedOver = false;
        try
        {
            ExtractedPackets taken = ring.Extract(filter, file, MostBytes, bare: false, context.RequestAborted);
            file.Position = 0;
            context.Response.Headers["LoadProbe-Packets"] = taken.Packets.ToString(System.Globalization.CultureInfo.InvariantCulture);
            IResult sent = Results.Stream(file, AttachmentKinds.Packets, "packets.pcapng");
            isHandedOver = true;
            return sent;
        }
        finally
        {
            if (!isHandedOver) file.Dispose();
        }
    });
}
