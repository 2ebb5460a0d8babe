namespace LoadProbe.Core;

/// <summary>How mail is kept from others on its way to the server.</summary>
public enum MailTls : byte
{
    /// <summary>The connection begins in the clear, and nothing is sent before it is encrypted.</summary>
    StartTls,

    /// <summary>Encrypted from its first byte.</summary>
    Tls,

    /// <summary>Not at all.</summary>
    None,
}
