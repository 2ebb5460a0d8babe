namespace LoadProbe.Link;

/// <summary>Who may join and who may stay: asked by the link, answered by whoever keeps the invitations.</summary>
public interface IRoster
{
    /// <summary>Uses an invitation up, for a key.</summary>
    Task<Admission> AdmitAsync(string invitation, string secret, string key, CancellationToken token);

    /// <summary>The key that an agent has joined with, unless it was removed.</summary>
    Task<Admission> StayAsync(string agent, CancellationToken token);
}

/// <summary>An agent and its public key, or why it is refused.</summary>
public sealed record Admission(string Agent, string Key, string? Refused = null)
{
    public static Admission Refuse(string reason) => new("", "", reason);
}
