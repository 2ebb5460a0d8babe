namespace LoadProbe.Core;

/// <summary>How the certificates of a target are checked.</summary>
/// <param name="Verify">False = any certificate will do (its faults are still reported).</param>
/// <param name="AuthorityFile">PEM file with the authorities to trust besides the system's.</param>
public sealed record TlsTrust(bool Verify = true, string? AuthorityFile = null);
