namespace LoadProbe.Core;

/// <summary>By which way requests go.</summary>
public sealed record BlackboxProxy
{
    /// <summary>Scheme, host and port, without user and password; null = straight there.</summary>
    public Uri? Address { get; init; }

    public string? User { get; init; }

    public BlackboxSecret? Password { get; init; }

    /// <summary>Names and networks that are dialled straight, between commas.</summary>
    public string? Except { get; init; }

    /// <summary>True = HTTP_PROXY, HTTPS_PROXY and NO_PROXY say.</summary>
    public bool FromEnvironment { get; init; }

    /// <summary>Headers of the CONNECT request, each with all its values.</summary>
    public IReadOnlyList<KeyValuePair<string, IReadOnlyList<BlackboxSecret>>> ConnectHeaders { get; init; } = [];

    /// <summary>The address as it may be shown: where there is a password, with xxxxx for it.</summary>
    public string? Shown => Address is null || User is null ? Address?.OriginalString
        : $"{Address.Scheme}://{Uri.EscapeDataString(User)}{(Password is null ? "" : ":xxxxx")}@{Address.OriginalString[(Address.Scheme.Length + 3)..]}";
}
