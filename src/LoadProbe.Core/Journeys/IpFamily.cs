namespace LoadProbe.Core;

/// <summary>The addresses that a step may use of those that a name leads to.</summary>
public enum IpFamily : byte
{
    /// <summary>The first that can be connected to, of IPv4 before IPv6.</summary>
    Any,

    V4,

    V6,
}
