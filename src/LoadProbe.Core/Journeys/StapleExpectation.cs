namespace LoadProbe.Core;

/// <summary>What a server must staple to its certificate.</summary>
public enum StapleExpectation : byte
{
    /// <summary>An OCSP response, whatever it says.</summary>
    Present,

    /// <summary>One that proves now that the certificate is good.</summary>
    Good,
}
