namespace LoadProbe.DemoBroker;

/// <summary>The body of POST /api/login.</summary>
internal sealed record Login(string? User, string? Password);
