namespace LoadProbe.DemoBroker;

/// <summary>A login: the token that proves it, whose it is and when it ends.</summary>
internal sealed record Session(string Token, string User, DateTimeOffset Expires);
