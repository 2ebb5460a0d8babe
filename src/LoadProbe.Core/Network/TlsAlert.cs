namespace LoadProbe.Core;

/// <summary>An alert that was sent in clear.</summary>
/// <param name="ByClient">Who sent it.</param>
/// <param name="Fatal">Its level; else it was a warning.</param>
/// <param name="Description">In the words of RFC 8446 §6 and of the versions before: <c>handshake_failure</c>; <c>unknown_123</c> for one without.</param>
public sealed record TlsAlert(bool ByClient, bool Fatal, string Description);
