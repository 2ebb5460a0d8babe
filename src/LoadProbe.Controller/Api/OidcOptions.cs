namespace LoadProbe.Controller;

/// <summary>An OpenID Connect issuer whose access tokens are taken.</summary>
/// <param name="Issuer">Its address; by plain HTTP only on this machine.</param>
/// <param name="Audience">What its tokens must be for.</param>
/// <param name="ScopeClaim">The claim that grants: words or roles such as <c>loadprobe:read</c>.</param>
public sealed record OidcOptions(Uri Issuer, string Audience, string ScopeClaim = "scope")
{
    /// <summary>What a claim's values begin with to mean this program.</summary>
    public const string Prefix = "loadprobe:";
}
