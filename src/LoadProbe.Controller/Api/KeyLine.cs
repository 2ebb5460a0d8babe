using System.Text.Json.Serialization;

namespace LoadProbe.Controller;

/// <summary>A key in a list.</summary>
/// <param name="Key">The key itself, where it has just been made.</param>
public sealed record KeyLine(string Id, string Name, string Scope, string Created, string Expires, string? Used, string? Revoked, string? Team, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key = null)
{
    public static KeyLine Of(ApiKey key) => new(key.Id, key.Name, key.Scope.Words(), key.Created.Rfc3339(), key.Expires.Rfc3339(), key.Used?.Rfc3339(), key.Revoked?.Rfc3339(), key.Team.Length == 0 ? null : key.Team);
}
