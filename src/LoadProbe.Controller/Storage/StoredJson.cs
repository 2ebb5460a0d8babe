using System.Text.Json;
using System.Text.Json.Serialization;

namespace LoadProbe.Controller;

/// <summary>What a store keeps whole.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, IgnoreReadOnlyProperties = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(RunOrders))]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(AlertGroup))]
[JsonSerializable(typeof(SortedDictionary<string, long>))]
internal sealed partial class StoredJson : JsonSerializerContext
{
    public static byte[] Write(Snapshot snapshot) => JsonSerializer.SerializeToUtf8Bytes(snapshot, Default.Snapshot);

    public static byte[] Write(RunOrders orders) => JsonSerializer.SerializeToUtf8Bytes(orders, Default.RunOrders);

    public static byte[] Write(Incident incident) => JsonSerializer.SerializeToUtf8Bytes(incident, Default.Incident);

    public static byte[] Write(AlertGroup group) => JsonSerializer.SerializeToUtf8Bytes(group, Default.AlertGroup);

    public static string Write(SortedDictionary<string, long> counts) => JsonSerializer.Serialize(counts, Default.SortedDictionaryStringInt64);

    public static SortedDictionary<string, long> ReadCounts(string text) => JsonSerializer.Deserialize(text, Default.SortedDictionaryStringInt64)!;

    public static Snapshot ReadSnapshot(byte[] bytes) => JsonSerializer.Deserialize(bytes, Default.Snapshot)!;

    public static RunOrders ReadOrders(byte[] bytes) => JsonSerializer.Deserialize(bytes, Default.RunOrders)!;

    public static Incident ReadIncident(byte[] bytes) => JsonSerializer.Deserialize(bytes, Default.Incident)!;

    public static AlertGroup ReadAlertGroup(byte[] bytes) => JsonSerializer.Deserialize(bytes, Default.AlertGroup)!;
}
