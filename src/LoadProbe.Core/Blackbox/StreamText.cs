namespace LoadProbe.Core;

/// <summary>The parts of the configuration's text that are of the probers tcp, unix and websocket.</summary>
internal static class StreamText
{
    public static ConfigLines Of(BlackboxTcpProbe tcp)
    {
        var lines = new ConfigLines();
        lines.Ip(tcp.Ip);
        lines.Text("source_ip_address", tcp.SourceAddress);
        Write(tcp.QueryResponse, lines);
        lines.Flag("tls", tcp.UsesTls);
        lines.Part("tls_config", ClientText.Of(tcp.Tls));
        return lines;
    }

    public static ConfigLines Of(BlackboxUnixProbe unix)
    {
        var lines = new ConfigLines();
        Write(unix.QueryResponse, lines);
        lines.Flag("tls", unix.UsesTls);
        lines.Part("tls_config", ClientText.Of(unix.Tls));
        return lines;
    }

    public static ConfigLines Of(BlackboxWebSocketProbe socket)
    {
        var lines = new ConfigLines();
        lines.Part("http_config", ClientText.Of(socket.Client));
        lines.Part("headers", ClientText.Of(socket.Headers));
        Write(socket.QueryResponse, lines);
        lines.Ip(socket.Ip);
        return lines;
    }

    private static void Write(IReadOnlyList<BlackboxQueryResponse> conversation, ConfigLines lines) => lines.Items("query_response", conversation.Select(Of));

    private static ConfigLines Of(BlackboxQueryResponse line)
    {
        var lines = new ConfigLines();
        lines.Text("expect", line.Expect?.Text);
        lines.Text("expect_bytes", line.ExpectBytes);
        lines.Items("labels", line.Labels.Select(Label));
        lines.Text("send", line.Send);
        lines.Flag("starttls", line.StartTls);
        return lines;
    }

    private static ConfigLines Label(KeyValuePair<string, string> label)
    {
        var lines = new ConfigLines();
        lines.Text("name", label.Key);
        lines.Text("value", label.Value);
        return lines;
    }
}
