namespace LoadProbe.Core;

/// <summary>Which of a name's addresses is dialled.</summary>
/// <param name="Prefers4">False = IPv6 first.</param>
/// <param name="Fallback">When there is no address of the preferred kind, one of the other will do.</param>
public sealed record BlackboxIp(bool Prefers4 = false, bool Fallback = true);
