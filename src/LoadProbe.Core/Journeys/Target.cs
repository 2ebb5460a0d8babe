namespace LoadProbe.Core;

/// <summary>What is dialled and pressed.</summary>
public sealed record Target
{
    public required string Name { get; init; }

    /// <summary>Scheme, host and port that relative steps are resolved against.</summary>
    public required Uri Address { get; init; }

    /// <summary>What is not said is production.</summary>
    public EnvironmentClass Class { get; init; }

    /// <summary>The team that owns it; null when the file does not say.</summary>
    public string? Owner { get; init; }

    /// <summary>So many persons other than who wants a run have to approve of it, 0 to 5; null = as its class says: 1 for prod, which cannot be less, 0 for others.</summary>
    public int? Approvals { get; init; }

    /// <summary>By what its owner shows that he agrees to be pressed; null = not at all.</summary>
    public Proof? Proof { get; init; }

    /// <summary>Limits over all pressure on it.</summary>
    public Caps Caps { get; init; } = new();

    /// <summary>What may be connected to. Null = just <see cref="Address"/>; empty = nothing.</summary>
    public AllowList? Allow { get; init; }

    /// <summary>How long the parts of its HTTP steps may take; null = as long as the steps.</summary>
    public PhaseTimeouts? Timeouts { get; init; }

    /// <summary>What its HTTP steps go through; null = nothing. What the environment says of proxies is not looked at.</summary>
    public Proxy? Proxy { get; init; }

    /// <summary>What pressure on it carries, unless the scenario says otherwise; null = not said.</summary>
    public Mark? Mark { get; init; }

    /// <summary>How its certificates are checked.</summary>
    public TlsTrust Tls { get; init; } = new();
}
