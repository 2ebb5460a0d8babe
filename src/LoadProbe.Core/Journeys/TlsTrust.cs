namespace LoadProbe.Core;

/// <summary>How the certificates of a target are checked, and which is ours.</summary>
/// <param name="Verify">False = any certificate will do (its faults are still reported).</param>
/// <param name="AuthorityFile">PEM file with the authorities to trust besides the system's.</param>
/// <param name="Certificate">Who we are to a target that asks, with the authorities between us and one that it knows: PEM. May use secrets, no variables.</param>
/// <param name="Key">Its key: PEM, likewise.</param>
public sealed record TlsTrust(bool Verify = true, string? AuthorityFile = null, Template? Certificate = null, Template? Key = null);
