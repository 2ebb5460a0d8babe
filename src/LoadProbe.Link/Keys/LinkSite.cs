namespace LoadProbe.Link;

/// <summary>What is where on the machines of a link's servers.</summary>
/// <param name="Port">On which agents and controllers dial.</param>
/// <param name="RoutePort">On which servers of a cluster dial each other.</param>
/// <param name="At">Where a server will find its folder; null = where it is written.</param>
/// <param name="Jetstream">Where it keeps what is to survive; null = in its folder.</param>
public sealed record LinkSite(int Port, int RoutePort = 6222, string? At = null, string? Jetstream = null);
