namespace LoadProbe.Core;

/// <summary>
/// Where the time of a step went. A phase is null when it was not reached or cannot be measured (a kept connection has
/// no connect phase); it is never an invented zero. What the phases do not explain is <see cref="Other"/>, so that
/// they always add up to the step's duration.
/// </summary>
public readonly record struct Phases
{
    /// <summary>Name lookup.</summary>
    public TimeSpan? Dns { get; init; }

    /// <summary>TCP handshake.</summary>
    public TimeSpan? Connect { get; init; }

    /// <summary>TLS handshake.</summary>
    public TimeSpan? Tls { get; init; }

    /// <summary>First to last byte of the request.</summary>
    public TimeSpan? Send { get; init; }

    /// <summary>Last byte of the request to first byte of the answer.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>First to last byte of the answer.</summary>
    public TimeSpan? Receive { get; init; }

    public TimeSpan Sum => (Dns ?? default) + (Connect ?? default) + (Tls ?? default) + (Send ?? default) + (Wait ?? default) + (Receive ?? default);

    /// <summary>The rest of <paramref name="duration"/>: our own work and waiting for a connection.</summary>
    public TimeSpan Other(TimeSpan duration) => duration - Sum;

    /// <summary>Each phase by the name that users and programs read, in the order of time; <c>other</c>, the rest of <paramref name="duration"/>, last.</summary>
    public IReadOnlyList<(string Name, TimeSpan? Time)> Named(TimeSpan duration) =>
        [("dns", Dns), ("connect", Connect), ("tls", Tls), ("send", Send), ("wait", Wait), ("receive", Receive), ("other", Other(duration))];

    public static Phases operator +(Phases a, Phases b) => new()
    {
        Dns = Add(a.Dns, b.Dns),
        Connect = Add(a.Connect, b.Connect),
        Tls = Add(a.Tls, b.Tls),
        Send = Add(a.Send, b.Send),
        Wait = Add(a.Wait, b.Wait),
        Receive = Add(a.Receive, b.Receive),
    };

    private static TimeSpan? Add(TimeSpan? a, TimeSpan? b) => a is null ? b : b is null ? a : a + b;
}
