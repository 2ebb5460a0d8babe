namespace LoadProbe.Capture.Tests;

/// <summary>What packets tell of TLS, beside what OpenSSL says of the same connection.</summary>
[Collection(nameof(LiveCaptureTests))]
public class RealTlsTests
{
    [Fact]
    public async Task A_session_of_TLS_1_3_that_is_taken_up_and_early_data()
    {
        await using OpenSsl server = await ServeAsync("-early_data -max_early_data 16384");
        await File.WriteAllTextAsync(server.At("early"), "GET / HTTP/1.0\r\n\r\n", TestContext.Current.CancellationToken);
        string session = server.At("session");

        (string said, TlsHandshake tls) = await ShakeAsync(server, "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256", session);
        Assert.Contains("New, TLSv1.3, Cipher is TLS_CHACHA20_POLY1305_SHA256", said, StringComparison.Ordinal);
        Assert.Equal(("TLS 1.3", "TLS_CHACHA20_POLY1305_SHA256", "a.test", false, false, false), (tls.Version, tls.Cipher, tls.ServerName, tls.Resumed, tls.EarlyData, tls.HelloRetry));

        (said, tls) = await ShakeAsync(server, $"-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256 -sess_in {session} -early_data {server.At("early")}");
        Assert.Contains("Reused, TLSv1.3", said, StringComparison.Ordinal);
        Assert.Contains("Early data was accepted", said, StringComparison.Ordinal);
        Assert.Equal((true, true), (tls.Resumed, tls.EarlyData));
        Assert.InRange(tls.Duration!.Value, TimeSpan.FromTicks(1), TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-no_ticket")]
    public async Task A_session_before_TLS_1_3_that_is_taken_up_by_its_ticket_or_by_its_number(string ticket)
    {
        await using OpenSsl server = await ServeAsync("-tls1_2");
        string session = server.At("session");

        (string said, TlsHandshake tls) = await ShakeAsync(server, $"-tls1_2 {ticket} -alpn http/1.1", session);
        Assert.Contains("New, TLSv1.2", said, StringComparison.Ordinal);
        Assert.Equal(("TLS 1.2", false), (tls.Version, tls.Resumed));
        Assert.Equal(["http/1.1"], tls.OfferedProtocols);

        (said, tls) = await ShakeAsync(server, $"-tls1_2 {ticket} -sess_in {session}");
        Assert.Contains("Reused, TLSv1.2", said, StringComparison.Ordinal);
        Assert.Equal(("TLS 1.2", true), (tls.Version, tls.Resumed));
    }

    [Theory]
    [InlineData("-tls1_2", "-tls1_3", false, "protocol_version")]
    [InlineData("-tls1_2 -cipher ECDHE-RSA-AES128-GCM-SHA256", "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384", false, "handshake_failure")]
    [InlineData("-tls1_2", "-tls1_2 -verify_return_error", true, "unknown_ca")]
    public async Task Who_refuses_and_why(string ofServer, string ofClient, bool byClient, string word)
    {
        await using OpenSsl server = await ServeAsync(ofServer);
        (string said, TlsHandshake tls) = await ShakeAsync(server, ofClient);

        Assert.Contains("Cipher is (NONE)", said, StringComparison.Ordinal);
        Assert.Equal(new TlsAlert(byClient, true, word), tls.Alert);
    }

    [Fact]
    public async Task A_server_that_asks_for_a_second_hello()
    {
        await using OpenSsl server = await ServeAsync("-tls1_3 -groups P-384");
        (string said, TlsHandshake tls) = await ShakeAsync(server, "-tls1_3 -groups X25519:P-384");

        Assert.Contains("New, TLSv1.3", said, StringComparison.Ordinal);
        Assert.Equal((true, false, null), (tls.HelloRetry, tls.Resumed, tls.Alert));
    }

    private static Task<OpenSsl> ServeAsync(string options)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/openssl"), "openssl is not installed");
        return OpenSsl.ServeAsync(options);
    }

    private static async Task<(string Said, TlsHandshake Tls)> ShakeAsync(OpenSsl server, string options, string? session = null)
    {
        // Whole packets: the certificate is looked for.
        CaptureStart start = LiveCapture.TryStart([server.EndPoint], new CaptureOptions { SnapLength = 65535 });
        Assert.SkipWhen(start.Capture is null, $"this machine cannot capture: {start.Reason}: {start.Detail}");
        string said = await server.ConnectAsync(options, session);
        return (said, Assert.Single((await start.Capture.StopAsync()).Flows).Tls!);
    }
}
