using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LoadProbe.Core;

/// <summary>
/// Where an agent may connect to at all, as its owner wrote into a file on its machine: held against each address just before
/// the socket is opened. Empty = nowhere.
/// </summary>
/// <param name="At">Where the list stands; null = there is no file.</param>
/// <param name="Rules">One is enough.</param>
public sealed record Egress(Place? At, IReadOnlyList<EgressRule> Rules)
{
    /// <summary>Without a file nothing may be dialled.</summary>
    public static Egress Nowhere { get; } = new(null, []);

    /// <summary>Why this address may not be connected to for this name, and what would allow it; null when it may.</summary>
    /// <param name="host">The name that led to the address, or the address as it was written.</param>
    /// <param name="address">What is about to be connected to.</param>
    /// <param name="port">0 = there is none, as with a ping.</param>
    public string? Refusal(string host, IPAddress address, int port)
    {
        IPAddress bare = SpecialAddresses.Bare(address);
        bool isName = !IPAddress.TryParse(host, out _);
        string to = isName ? $"{Shown(host, port)} ({address})" : Shown(address, port);
        if (SpecialAddresses.Never(bare) is { } never) return $"{to} is {never}, which is never dialled: no file allows it";
        foreach (EgressRule rule in Rules)
        {
            if (rule.Covers(bare, port)) return null;
        }

        if (!isName || Named(host, port) is not { } named) return Unlisted(to, isName ? Shown(host, port) : Shown(bare, port));
        return SpecialAddresses.Inner(bare) is { } inner ? $"{to} is {inner}, which a name alone does not allow ({named.At}): an entry \"{Shown(bare, port)}\" would" : null;
    }

    /// <summary>The same of a name that somebody else looks up: where it leads is not known, and so no network allows it.</summary>
    public string? Refusal(string host, int port)
    {
        if (IPAddress.TryParse(host, out IPAddress? literal)) return Refusal(host, literal, port);
        return Named(host, port) is null ? Unlisted(Shown(host, port), Shown(host, port)) : null;
    }

    private EgressRule? Named(string host, int port) => Rules.FirstOrDefault(r => r.Names(host, port));

    private string Unlisted(string to, string entry) => At is { } place
        ? $"{to} is not allowed by {place}: an entry \"{entry}\" would allow it"
        : $"{to} is not allowed: this agent has no --limits file, and without one nothing may be dialled";

    private static string Shown(IPAddress address, int port) => Shown(address.AddressFamily == AddressFamily.InterNetworkV6 && port > 0 ? $"[{address}]" : address.ToString(), port);

    private static string Shown(string host, int port) => port > 0 ? string.Create(CultureInfo.InvariantCulture, $"{host}:{port}") : host;
}
