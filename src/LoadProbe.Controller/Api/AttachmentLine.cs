using System.Text.Json.Serialization;

namespace LoadProbe.Controller;

/// <summary>Something that was seen in a failed run of an incident.</summary>
/// <param name="Name">Unlike all others of the incident.</param>
/// <param name="Kind">picture, certificates, packets or note.</param>
/// <param name="Step">Null = it is of the whole run.</param>
/// <param name="Result">The id of the run's result.</param>
/// <param name="At">When the run started.</param>
/// <param name="Href">Where it is.</param>
internal sealed record AttachmentLine(string Name, string Kind, string MediaType, long Bytes, string Agent, string? Step, string Result, string At, string Href)
{
    /// <summary>What is in certificates, the server's own first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CertificateLine>? Certificates { get; init; }

    public static AttachmentLine Of(Incident incident, StoredAttachment a)
    {
        string name = NameOf(a);
        return new AttachmentLine(name, AttachmentKinds.Word(a.MediaType) ?? AttachmentKinds.Word(AttachmentKinds.Note)!, a.MediaType, a.Size, a.Agent, a.Step, $"{a.Result}", a.At.Rfc3339(), $"/api/incidents/{incident.Id}/evidence/{name}");
    }

    /// <summary>The result's id and its own name.</summary>
    public static string NameOf(StoredAttachment attachment) => $"{attachment.Result}-{attachment.Name}";
}
