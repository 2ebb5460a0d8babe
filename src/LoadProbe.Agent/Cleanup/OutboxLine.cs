using System.Text.Json.Serialization;

namespace LoadProbe.Agent;

/// <summary>A line of an outbox: one of the three.</summary>
/// <param name="Head">The first: which run it is of.</param>
/// <param name="Entry">A journey that is about to write.</param>
/// <param name="Done">The number of an entry that was cleaned up after.</param>
internal sealed record OutboxLine(OutboxHead? Head = null, OutboxEntry? Entry = null, long? Done = null);

/// <summary>What an outbox begins with, so that its agent can clean up after it was started anew.</summary>
/// <param name="Version">Of the file's form.</param>
/// <param name="Run">The run's id, which is its mark.</param>
/// <param name="Bundle">The scenario, as the files it was written in; secrets are in it by their references only.</param>
internal sealed record OutboxHead(int Version, string Run, DefinitionBundle Bundle)
{
    public const int Current = 1;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(OutboxLine))]
internal sealed partial class OutboxJson : JsonSerializerContext;
