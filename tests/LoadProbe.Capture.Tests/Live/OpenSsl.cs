using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace LoadProbe.Capture.Tests;

/// <summary>A server of OpenSSL on loopback, and clients of OpenSSL that say what they saw.</summary>
internal sealed class OpenSsl : IAsyncDisposable
{
    private const string Name = "a.test";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly string _folder = Directory.CreateTempSubdirectory("loadprobe-openssl-").FullName;
    private readonly Process _server;

    private OpenSsl(string options)
    {
        WriteCertificate();
        _server = Start($"s_server -accept 127.0.0.1:0 -cert {_folder}/cert.pem -key {_folder}/key.pem {options}");
    }

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    public static async Task<OpenSsl> ServeAsync(string options)
    {
        var served = new OpenSsl(options);
        const string Ready = "ACCEPT 127.0.0.1:";
        while (await served._server.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit) is { } line)
        {
            if (!line.StartsWith(Ready, StringComparison.Ordinal)) continue;
            served.EndPoint.Port = int.Parse(line[Ready.Length..], CultureInfo.InvariantCulture);
            break;
        }

        Assert.NotEqual(0, served.EndPoint.Port);
        // A pipe that nobody reads would hold it up.
        _ = served._server.StandardOutput.ReadToEndAsync(CancellationToken.None);
        return served;
    }

    /// <summary>A file for a session or for early data.</summary>
    public string At(string file) => Path.Combine(_folder, file);

    /// <summary>Shakes hands, waits for the session where one is to be kept, and ends; tells what was printed.</summary>
    public async Task<string> ConnectAsync(string options, string? session = null)
    {
        using Process client = Start($"s_client -connect {EndPoint} -servername {Name} {options}{(session is null ? "" : $" -sess_out {session}")}");
        var said = new List<string>();
        while (await client.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Limit) is { } line)
        {
            said.Add(line);
            if (!line.Contains("Verify return code", StringComparison.Ordinal)) continue;
            // With TLS 1.3 its ticket comes after the handshake.
            if (session is not null) await WrittenAsync(session);
            await TellAsync(client);
        }

        await client.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit);
        return string.Join('\n', said);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Kill();
        await _server.WaitForExitAsync(CancellationToken.None);
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task WrittenAsync(string session)
    {
        using var late = new CancellationTokenSource(Limit);
        while (!File.Exists(session) || !(await File.ReadAllTextAsync(session, late.Token)).Contains("END SSL SESSION", StringComparison.Ordinal)) await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, late.Token);
    }

    // The line that ends it; it may have ended by itself.
    private static async Task TellAsync(Process client)
    {
        try
        {
            await client.StandardInput.WriteAsync("Q\n");
            await client.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
        }
    }

    private static Process Start(string arguments)
    {
        var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = process.StandardError.ReadToEndAsync(CancellationToken.None);
        return process;
    }

    private void WriteCertificate()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(At("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(At("key.pem"), key.ExportPkcs8PrivateKeyPem());
    }
}
