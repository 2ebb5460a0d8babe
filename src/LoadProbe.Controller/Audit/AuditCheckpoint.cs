using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoadProbe.Controller;

/// <summary>That an entry of the audit had this hash at some time, signed by the controller that wrote it.</summary>
/// <param name="Number">Of the entry.</param>
/// <param name="Hash">Of the entry, and by it of all before.</param>
/// <param name="At">When it was signed.</param>
/// <param name="Signature">ECDSA over P-256 with SHA-256 (FIPS 186-5), of <see cref="Signed"/>, in base64.</param>
public sealed record AuditCheckpoint(long Number, string Hash, string At, string Signature)
{
    /// <summary>What is signed.</summary>
    [JsonIgnore]
    public byte[] Signed => JsonSerializer.SerializeToUtf8Bytes<object[]>(["loadprobe audit", Number, Hash, At]);
}
