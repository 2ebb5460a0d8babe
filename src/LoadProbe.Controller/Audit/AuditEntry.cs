using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LoadProbe.Controller;

/// <summary>
/// An entry of the audit: each has the hash of the one before in its own, so that none can be changed, taken out or put in between without
/// all later ones fitting no more (a hash chain, as of Haber and Stornetta, "How to time-stamp a digital document", 1991).
/// </summary>
/// <param name="Number">From 1, without a gap.</param>
/// <param name="At">When, by the controller's clock; whole microseconds.</param>
/// <param name="Event">What.</param>
/// <param name="Hash">SHA-256 of <see cref="Canonical"/> in hexadecimal.</param>
public sealed record AuditEntry(long Number, DateTimeOffset At, AuditEvent Event, string Hash)
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>What the first entry has in the place of a hash before it.</summary>
    public static string Root { get; } = new('0', SHA256.HashSizeInBytes * 2);

    /// <summary>The entry after one with this hash.</summary>
    public static AuditEntry After(string before, long number, DateTimeOffset at, AuditEvent @event) => new(number, at, @event, HashOf(before, number, at, @event));

    /// <summary>Whether it follows on an entry with this hash, and is as it was written.</summary>
    public bool Follows(string before) => Hash == HashOf(before, Number, At, Event);

    /// <summary>What is hashed: a JSON list of the hash before, the number, the instant, who, action, about, detail, in UTF-8.</summary>
    public static byte[] Canonical(string before, long number, DateTimeOffset at, AuditEvent @event) =>
        JsonSerializer.SerializeToUtf8Bytes<object[]>([before, number, at.Rfc3339(), @event.Who, @event.Action, @event.About, @event.Detail], Plain);

    private static string HashOf(string before, long number, DateTimeOffset at, AuditEvent @event) => Convert.ToHexStringLower(SHA256.HashData(Canonical(before, number, at, @event)));
}
