using System.Buffers.Binary;
using System.Net;

namespace LoadProbe.Core;

/// <summary>The way to a host as a trace found it.</summary>
/// <param name="Hops">Nearest first; the last one is the host itself, when it was reached.</param>
/// <param name="Reached">Whether the host answered.</param>
public sealed record PathFigures(PathProtocol By, IReadOnlyList<PathHop> Hops, bool Reached)
{
    /// <summary>Whom each hop was; one that was silent is who it was the time before, null when that is not known either.</summary>
    public IReadOnlyList<IPAddress?> Route { get; init; } = [.. Hops.Select(h => h.Addresses.Count > 0 ? h.Addresses[0] : null)];

    /// <summary>Another way than the time before: a hop that is somebody else, or more or fewer of them. A silent hop, or a host that does not answer, is no change.</summary>
    public bool Changed { get; init; }

    /// <summary>The share of packets to the host that it left unanswered, 0 to 1: the loss that a customer has.</summary>
    public double Loss => Reached ? Hops[^1].Loss : 1;

    /// <summary>To the host and back, the mean; null when it did not answer.</summary>
    public TimeSpan? RoundTrip => Reached ? Hops[^1].Mean : null;

    /// <summary>
    /// From which hop on packets are lost: the first one after which every hop that answers at all loses at least half as much
    /// as the host. Loss that does not go on to the end is a router that answers seldom, not loss. Null = nothing is lost.
    /// </summary>
    public int? LossFrom
    {
        get
        {
            if (Loss == 0 || Hops.Count == 0) return null;
            int from = Hops[^1].Ttl;
            foreach (PathHop hop in Hops.Reverse())
            {
                if (hop.Received == 0 && Reached) continue;
                if (hop.Loss < Loss / 2) break;
                from = hop.Ttl;
            }

            return from;
        }
    }

    /// <summary>The same for the same route: Fowler, Noll and Vo's hash 1a, 32 bits, of each hop's number and address.</summary>
    public uint RouteHash
    {
        get
        {
            uint hash = Fnv1a.Start;
            Span<byte> hop = stackalloc byte[20];
            for (int i = 0; i < Route.Count; i++)
            {
                BinaryPrimitives.WriteInt32BigEndian(hop, i);
                int length = 4;
                if (Route[i] is { } address && address.TryWriteBytes(hop[4..], out int written)) length += written;
                hash = Fnv1a.Hash(hop[..length], hash);
            }

            return hash;
        }
    }

    /// <summary>The same, held against the time before.</summary>
    public PathFigures After(PathFigures before)
    {
        int common = Math.Min(Route.Count, before.Route.Count);
        var route = new List<IPAddress?>(Route);
        bool changed = Reached && before.Reached && Route.Count != before.Route.Count;
        for (int i = 0; i < common; i++)
        {
            route[i] ??= before.Route[i];
            changed |= before.Route[i] is { } known && Hops[i].Addresses is { Count: > 0 } seen && !seen.Contains(known);
        }

        if (!Reached && !changed) route.AddRange(before.Route.Skip(common));
        return this with { Route = route, Changed = changed };
    }
}
