namespace LoadProbe.Core;

/// <summary>Who has signed an OCSP response.</summary>
public enum StapleSigner : byte
{
    /// <summary>Nobody who may.</summary>
    Nobody,

    /// <summary>The issuer of the certificate.</summary>
    Issuer,

    /// <summary>A responder that the issuer has named for it by a certificate (id-kp-OCSPSigning).</summary>
    Responder,
}
