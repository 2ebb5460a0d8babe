using System.Text.Json;

namespace LoadProbe.Capture;

/// <summary>Writes what a TLS conversation showed as it stands in a flow of <c>analyze --json</c>; docs/npm.md has every key.</summary>
internal static class TlsJson
{
    public static void Write(Utf8JsonWriter json, TlsHandshake tls)
    {
        json.WriteStartObject("tls");
        Text(json, "version", tls.Version);
        Text(json, "sni", tls.ServerName);
        Seconds(json, "handshake_seconds", tls.Duration);
        json.WriteBoolean("hello_retry", tls.HelloRetry);
        Text(json, "cipher", tls.Cipher);
        Text(json, "alpn", tls.Protocol);
        if (tls.OfferedProtocols.Count > 0) Texts(json, "alpn_offered", tls.OfferedProtocols);
        if (tls.Resumed is { } resumed) json.WriteBoolean("resumed", resumed);
        if (tls.EarlyData is { } early) json.WriteBoolean("early_data", early);
        Seconds(json, "server_hello_seconds", tls.ServerHello);
        Seconds(json, "network_seconds", tls.Network);
        Seconds(json, "server_seconds", tls.Server);
        Seconds(json, "client_seconds", tls.Client);
        if (tls.Alert is { } alert)
        {
            json.WriteStartObject("alert");
            json.WriteString("by", alert.ByClient ? "client" : "server");
            json.WriteString("level", alert.Fatal ? "fatal" : "warning");
            json.WriteString("description", alert.Description);
            json.WriteEndObject();
        }
        if (tls.LostSync) json.WriteBoolean("lost_sync", true);
        json.WriteEndObject();
    }

    private static void Texts(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null) json.WriteString(name, value);
    }

    private static void Seconds(Utf8JsonWriter json, string name, TimeSpan? span)
    {
        if (span is { } known) json.WriteNumber(name, (decimal)known.Ticks / TimeSpan.TicksPerSecond);
    }
}
