namespace LoadProbe.Core;

/// <summary>The Alertmanagers of one cluster. Each is told all, as often as it takes for none of them to believe that it is over; they group and repeat by themselves.</summary>
public sealed record AlertmanagerReceiver : Receiver
{
    /// <summary>Alertmanager's own resolve_timeout, as long as nobody changes it: what it is not told again within that is over.</summary>
    public static readonly TimeSpan UsualTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Where they are, with the path that they are under.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>How often they are told again.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Null = they ask for no token.</summary>
    public Template? Bearer { get; init; }
}
