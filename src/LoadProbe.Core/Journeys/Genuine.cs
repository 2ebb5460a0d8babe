using System.IO.Enumeration;
using System.Net;

namespace LoadProbe.Core;

/// <summary>
/// Who may answer in a target's name, and with what. What is not so was hijacked on the way (another address, another name in the
/// answer of a name server, another certificate) or tampered with (another body).
/// </summary>
public sealed record Genuine
{
    /// <summary>Where answers may come from, or names may lead to; empty = anywhere.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>Names that a name may lead to, in which <c>*</c> stands for anything; empty = any.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>SHA-256 of certificates, in lower case: one of those that a server sends must be among them. Empty = any.</summary>
    public IReadOnlyList<string> Certificates { get; init; } = [];

    /// <summary>SHA-256 of the whole body, in lower case; null = any.</summary>
    public string? BodyHash { get; init; }

    /// <summary>What is wrong with the address that answered; null when nothing is.</summary>
    public string? Fault(IPAddress? address)
    {
        if (Networks.Count == 0 || address is null) return null;
        IPAddress bare = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Networks.Any(n => n.Contains(bare)) ? null : $"{bare} answered, and genuine.from is {string.Join(", ", Networks)}";
    }

    /// <summary>The same of what a name server says.</summary>
    /// <param name="records">Addresses and names, as they are shown.</param>
    public string? Fault(IReadOnlyList<string> records)
    {
        foreach (string record in records)
        {
            bool isAddress = IPAddress.TryParse(record, out IPAddress? address);
            bool isGenuine = isAddress ? Networks.Count == 0 || Networks.Any(n => n.Contains(address!)) : Names.Count == 0 || Names.Any(n => FileSystemName.MatchesSimpleExpression(n, record.TrimEnd('.'), ignoreCase: true));
            if (!isGenuine) return $"the name leads to {record}, and genuine.from is {string.Join(", ", Networks.Select(n => $"{n}").Concat(Names))}";
        }

        return null;
    }

    /// <summary>The same of the certificates that a server sent; null also where there was no TLS.</summary>
    public string? Fault(TlsSession? session)
    {
        if (Certificates.Count == 0 || session is null || session.Chain.Any(c => Certificates.Contains(c.Fingerprint))) return null;
        return $"the server's certificates are {string.Join(", ", session.Chain.Select(c => $"{c.Subject} ({c.Fingerprint[..16]}…)"))}, and none of them is genuine.certificate";
    }
}
