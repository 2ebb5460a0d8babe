namespace LoadProbe.Core;

/// <summary>What a stapled OCSP response says of a certificate.</summary>
public enum StapleStatus : byte
{
    /// <summary>Nothing was stapled.</summary>
    None,
    Good,
    Revoked,

    /// <summary>The responder does not know the certificate.</summary>
    Unknown,

    /// <summary>What was stapled is no response, or an error of the responder.</summary>
    Malformed,

    /// <summary>The handshake that asks for it did not come so far.</summary>
    Unread,
}
