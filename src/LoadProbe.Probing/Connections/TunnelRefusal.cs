namespace LoadProbe.Probing;

/// <summary>Why a proxy makes no tunnel. That it could not reach the target says something of the target; anything else does not.</summary>
internal sealed record TunnelRefusal(Outcome Outcome, string Said);
