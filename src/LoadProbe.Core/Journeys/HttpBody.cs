namespace LoadProbe.Core;

/// <summary>What a request carries.</summary>
public sealed record HttpBody(Template Content, string ContentType);
