namespace LoadProbe.Core;

/// <summary>A certificate of a chain.</summary>
public sealed record Certificate(string Subject, string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter, string Fingerprint);
