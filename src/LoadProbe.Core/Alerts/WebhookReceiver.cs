namespace LoadProbe.Core;

/// <summary>An HTTP server that takes a JSON document.</summary>
public sealed record WebhookReceiver : Receiver
{
    /// <summary>An absolute http or https URL; it may have secrets in it.</summary>
    public required Template Url { get; init; }

    public string Method { get; init; } = "POST";

    public IReadOnlyList<Header> Headers { get; init; } = [];

    /// <summary>JSON with placeholders; null = the document that docs/operations.md describes.</summary>
    public Template? Body { get; init; }
}
