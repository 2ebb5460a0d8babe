namespace LoadProbe.Link;

/// <summary>What went wrong on a link so far, each thing by its own count.</summary>
public sealed record LinkCounts
{
    /// <summary>Messages that found no room.</summary>
    public long Dropped { get; init; }

    /// <summary>Messages and probes that the disk of an agent did not take, and that it has in memory only.</summary>
    public long Unkept { get; init; }

    /// <summary>Messages of an unknown kind, or that could not be read, or of another's name.</summary>
    public long Unreadable { get; init; }

    /// <summary>Leases that were too old when they came, or of another plan.</summary>
    public long Stale { get; init; }

    /// <summary>Leases, commands and signs of life not sent because the connection was down.</summary>
    public long Unsent { get; init; }

    /// <summary>Messages that came once more and were passed over.</summary>
    public long Repeated { get; init; }

    /// <summary>What the server refused or complained of: -ERR.</summary>
    public long Refused { get; init; }

    /// <summary>Times that a connection was lost.</summary>
    public long Disconnected { get; init; }

    /// <summary>Each by its word.</summary>
    public IEnumerable<(string Event, long Count)> ByWord() =>
    [
        ("dropped", Dropped), ("unkept", Unkept), ("unreadable", Unreadable), ("stale", Stale), ("unsent", Unsent),
        ("repeated", Repeated), ("refused", Refused), ("disconnected", Disconnected),
    ];
}
