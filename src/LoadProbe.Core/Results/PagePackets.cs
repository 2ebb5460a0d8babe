namespace LoadProbe.Core;

/// <summary>
/// Where the time of the requests of a page went, summed over them: requests overlap, so a sum may be longer than the page took.
/// Only of requests whose figure is known.
/// </summary>
public sealed record PagePackets
{
    /// <summary>Requests whose packets were found.</summary>
    public required int Joined { get; init; }

    /// <summary>Those of them whose server time is known.</summary>
    public required int ServerKnown { get; init; }

    /// <summary>Requests whose packets were not found: how many for which <see cref="CaptureReason"/>.</summary>
    public required IReadOnlyDictionary<string, int> NotJoined { get; init; }

    /// <summary>Name lookup, as the browser tells it.</summary>
    public required TimeSpan Lookup { get; init; }

    /// <summary>One network round trip each.</summary>
    public required TimeSpan Network { get; init; }
    public required TimeSpan Server { get; init; }
    public required TimeSpan Transfer { get; init; }
    public required TimeSpan RetransmitDelay { get; init; }

    /// <summary>Null when packets were not asked for.</summary>
    public static PagePackets? Of(IReadOnlyList<PageElement> elements)
    {
        List<PacketFigures> figures = [.. elements.Select(e => e.Packets).OfType<PacketFigures>()];
        if (figures.Count == 0) return null;
        List<PacketFigures> joined = [.. figures.Where(f => f.Tier == PacketTier.Packets)];
        return new PagePackets
        {
            Joined = joined.Count,
            ServerKnown = joined.Count(f => f.ServerResponse is not null),
            NotJoined = figures.Where(f => f.Tier != PacketTier.Packets).CountBy(f => f.Reason ?? CaptureReason.NotSeen).OrderBy(r => r.Key, StringComparer.Ordinal).ToDictionary(),
            Lookup = Sum(elements.Select(e => e.Phases.Dns)),
            Network = Sum(joined.Select(f => f.NetworkRtt)),
            Server = Sum(joined.Select(f => f.ServerResponse)),
            Transfer = Sum(joined.Select(f => f.Transfer)),
            RetransmitDelay = Sum(joined.Select(f => f.RetransmitDelay)),
        };
    }

    private static TimeSpan Sum(IEnumerable<TimeSpan?> times) => times.Aggregate(TimeSpan.Zero, (sum, time) => sum + (time ?? TimeSpan.Zero));
}
