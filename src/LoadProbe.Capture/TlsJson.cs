using System.Text.Json;

namespace LoadProbe.Capture;

/// <summary>Writes what a TLS conversation showed as it stands in a flow of <c>analyze --json</c>; docs/npm.md has every key.</summary>
internal static class TlsJson
{
    public static void Write(Utf8JsonWriter json, TlsHandshake tls)
    {
        json.WriteStartObject("tls");
        json.WriteOptional("version", tls.Version);
        json.WriteOptional("sni", tls.ServerName);
        json.WriteExactSeconds("handshake_seconds", tls.Duration);
        json.WriteBoolean("hello_retry", tls.HelloRetry);
        json.WriteOptional("cipher", tls.Cipher);
        json.WriteOptional("alpn", tls.Protocol);
        if (tls.OfferedProtocols.Count > 0) json.WriteStrings("alpn_offered", tls.OfferedProtocols);
        if (tls.Resumed is { } resumed) json.WriteBoolean("resumed", resumed);
        if (tls.EarlyData is { } early) json.WriteBoolean("early_data", early);
        json.WriteExactSeconds("server_hello_seconds", tls.ServerHello);
        json.WriteExactSeconds("network_seconds", tls.Network);
        json.WriteExactSeconds("server_seconds", tls.Server);
        json.WriteExactSeconds("client_seconds", tls.Client);
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
}
