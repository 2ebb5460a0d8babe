namespace LoadProbe.Core;

/// <summary>A proxy that a target is reached through.</summary>
/// <param name="Address">Scheme http or socks5, host and port.</param>
/// <param name="User">Who we are to it; null when it does not ask. May use secrets, no variables.</param>
/// <param name="Password">Likewise.</param>
public sealed record Proxy(Uri Address, Template? User = null, Template? Password = null);
