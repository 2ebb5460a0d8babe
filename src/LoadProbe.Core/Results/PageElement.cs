using System.Text.Json.Serialization;

namespace LoadProbe.Core;

/// <summary>Something a page fetched.</summary>
/// <param name="Url">Without its query, which may hold secrets.</param>
/// <param name="Type">document, stylesheet, script, image, fetch, …</param>
/// <param name="Start">From the start of the first element of the step.</param>
/// <param name="Phases">As far as the browser tells them.</param>
public sealed record PageElement(string Url, string Type, string Method, int? Status, TimeSpan Start, TimeSpan Duration, Phases Phases, long? Bytes, string? Failure)
{
    /// <summary>The connection it was fetched over, where the browser was asked and told. It stays with the agent, which joins packets by it.</summary>
    [JsonIgnore]
    public ElementUse? Use { get; init; }

    /// <summary>What the network did to it; null where packets were not asked for.</summary>
    public PacketFigures? Packets { get; init; }
}
