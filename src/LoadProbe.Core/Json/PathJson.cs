using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>A path as JSON.</summary>
internal static class PathJson
{
    public static void Write(Utf8JsonWriter json, PathFigures path)
    {
        json.WriteStartObject("path");
        json.WriteString("by", path.By.ToString().ToLowerInvariant());
        json.WriteBoolean("reached", path.Reached);
        json.WriteNumber("loss_ratio", path.Loss);
        json.WriteOptional("loss_from_hop", path.LossFrom);
        json.WriteNumber("route_hash", path.RouteHash);
        json.WriteBoolean("route_changed", path.Changed);
        json.WriteStartArray("hops");
        foreach (PathHop hop in path.Hops) Write(json, hop);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PathHop hop)
    {
        json.WriteStartObject();
        json.WriteNumber("ttl", hop.Ttl);
        json.WriteStrings("addresses", [.. hop.Addresses.Select(a => a.ToString())]);
        json.WriteNumber("sent", hop.Sent);
        json.WriteNumber("received", hop.Received);
        json.WriteNumber("loss_ratio", hop.Loss);
        json.WriteSeconds("min_seconds", hop.Min);
        json.WriteSeconds("mean_seconds", hop.Mean);
        json.WriteSeconds("max_seconds", hop.Max);
        json.WriteOptional("unreachable", hop.Unreachable);
        json.WriteEndObject();
    }
}
