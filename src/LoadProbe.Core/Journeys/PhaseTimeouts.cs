namespace LoadProbe.Core;

/// <summary>The longest that parts of a request may take, each within the time of its step; null = as long as that lasts.</summary>
public sealed record PhaseTimeouts
{
    public TimeSpan? Dns { get; init; }
    public TimeSpan? Connect { get; init; }
    public TimeSpan? Tls { get; init; }
    public TimeSpan? Send { get; init; }
    public TimeSpan? Wait { get; init; }
    public TimeSpan? Receive { get; init; }

    /// <summary>The shortest of them; null when there is none.</summary>
    public TimeSpan? Shortest => Shorter(Shorter(Shorter(Dns, Connect), Shorter(Tls, Send)), Shorter(Wait, Receive));

    public TimeSpan? this[Phase phase] => phase switch
    {
        Phase.Dns => Dns,
        Phase.Connect => Connect,
        Phase.Tls => Tls,
        Phase.Send => Send,
        Phase.Wait => Wait,
        _ => Receive,
    };

    /// <summary>These, and what they leave open as <paramref name="wider"/> has it.</summary>
    public PhaseTimeouts Over(PhaseTimeouts? wider) => wider is null ? this : new PhaseTimeouts
    {
        Dns = Dns ?? wider.Dns,
        Connect = Connect ?? wider.Connect,
        Tls = Tls ?? wider.Tls,
        Send = Send ?? wider.Send,
        Wait = Wait ?? wider.Wait,
        Receive = Receive ?? wider.Receive,
    };

    // Asked for each step of a pressed journey.
    private static TimeSpan? Shorter(TimeSpan? one, TimeSpan? other) => one is null || other < one ? other : one;
}
