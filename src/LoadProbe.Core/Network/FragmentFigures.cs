namespace LoadProbe.Core;

/// <summary>What became of IP packets that came in fragments (RFC 791, RFC 8200 §4.5).</summary>
public sealed record FragmentFigures
{
    /// <summary>Frames that held a fragment.</summary>
    public long Seen { get; init; }

    /// <summary>Packets put together.</summary>
    public long Assembled { get; init; }

    /// <summary>Packets of which a fragment did not come within 30 s, or before the end of the capture.</summary>
    public long Incomplete { get; init; }

    /// <summary>Packets of which two fragments claimed the same bytes. Of IPv4 what came first counts; of IPv6 they are thrown away (RFC 5722).</summary>
    public long Overlapping { get; init; }

    /// <summary>Fragments that had come before.</summary>
    public long Duplicates { get; init; }

    /// <summary>Packets that gave way to later ones, or came in more than 512 fragments.</summary>
    public long Evicted { get; init; }
}
