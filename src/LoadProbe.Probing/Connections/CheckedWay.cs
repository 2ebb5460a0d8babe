using System.Net;

namespace LoadProbe.Probing;

/// <summary>The same check for whoever connects through us, as a browser does.</summary>
public static class CheckedWay
{
    /// <summary>Connects where the agent's own limits allow it: a name is looked up once, and what was checked is connected to.</summary>
    /// <param name="egress">The list.</param>
    /// <param name="time">The clock.</param>
    /// <param name="resolver">How names are looked up; null = as this machine does.</param>
    public static WayOut Under(Egress egress, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolver = null)
    {
        var connector = new Connector(new Target { Name = "page", Address = new Uri("http://page.invalid"), Allow = AllowList.Everywhere }, time, egress);
        if (resolver is not null) connector.Resolver = resolver;
        return async (host, port, token) =>
        {
            try
            {
                var meter = new ConnectionMeter(new RequestClock(time), time);
                Stream stream = await connector.ConnectAsync(host, port, meter, clocked: false, token).ConfigureAwait(false);
                return new Way(stream, Outcome.Ok, null) { Local = meter.Local, Remote = meter.Remote };
            }
            catch (DialException e)
            {
                return new Way(null, e.Outcome, e.Message);
            }
        };
    }
}
