namespace LoadProbe.Link;

/// <summary>What somebody who is invited asks.</summary>
/// <param name="Secret">The invitation's.</param>
/// <param name="Key">A user's public key, made by the agent.</param>
internal sealed record JoinRequest(string Secret, string Key);

/// <summary>What is answered, to that and to the wish for a renewal: one of the two.</summary>
internal sealed record JoinAnswer(string? Jwt = null, string? Refused = null);
