namespace LoadProbe.Core;

/// <summary>The OCSP response that a server stapled to its certificate (RFC 6960, RFC 6066 section 8), as far as there was one.</summary>
/// <param name="Status">What it says of the certificate, or why it says nothing.</param>
public sealed record Staple(StapleStatus Status)
{
    // Clocks differ; RFC 5019 leaves how much to us.
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>From when what it says is known to be right.</summary>
    public DateTimeOffset? ThisUpdate { get; init; }

    /// <summary>Until when there will be something newer; null = it may be had at any time.</summary>
    public DateTimeOffset? NextUpdate { get; init; }

    /// <summary>When it was signed.</summary>
    public DateTimeOffset? ProducedAt { get; init; }

    /// <summary>Since when the certificate is revoked; null = it is not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>Whether it is of the certificate that it was stapled to, by number and issuer.</summary>
    public bool IsOfCertificate { get; init; }

    /// <summary>Who has signed it, of those who may.</summary>
    public StapleSigner Signer { get; init; }

    /// <summary>Why it could not be read; null = it could.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether the server stapled anything.</summary>
    public bool IsPresent => Status is not (StapleStatus.None or StapleStatus.Unread);

    /// <summary>Why it does not prove, at this time, that the certificate is good; null = it does.</summary>
    public string? Fault(DateTimeOffset now) => Status switch
    {
        StapleStatus.None => "the server staples no OCSP response",
        StapleStatus.Unread => $"the OCSP response could not be asked for: {Detail}",
        StapleStatus.Malformed => $"what the server staples is no OCSP response: {Detail}",
        _ when !IsOfCertificate => "the stapled OCSP response is of another certificate",
        _ when Signer == StapleSigner.Nobody => "the stapled OCSP response is signed by nobody who may: neither the issuer nor a responder of his",
        StapleStatus.Revoked => $"the certificate is revoked since {RevokedAt:u}",
        StapleStatus.Unknown => "the responder does not know the certificate",
        _ when ThisUpdate > now + Skew => $"the stapled OCSP response is not valid before {ThisUpdate:u}",
        _ when NextUpdate < now => $"the stapled OCSP response has expired: there should be a newer one since {NextUpdate:u}",
        _ => null,
    };
}
