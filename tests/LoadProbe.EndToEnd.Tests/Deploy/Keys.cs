using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;

namespace LoadProbe.EndToEnd.Tests;

/// <summary>All that somebody who deploys LoadProbe makes himself: keys of a link, a certificate, a store's address and a token, none of which leads anywhere any more.</summary>
public sealed class Keys : IAsyncLifetime
{
    /// <summary>What a server is told is where it looks for it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("loadprobe-deploy-").FullName;

    public string StoreAddress => "postgres://loadprobe:hidden@127.0.0.1:1/loadprobe";

    public string MetricsToken => "0123456789abcdef0123456789abcdef";

    public string Certificate { get; private set; } = "";

    public string CertificateKey { get; private set; } = "";

    public string Token { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        string program = Machine.Need("nats-server");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 certificate = new CertificateRequest("CN=loadprobe test", key, HashAlgorithmName.SHA256).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        (Certificate, CertificateKey) = (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());

        int port = Machine.FreePort();
        await InitAsync("one", $"--port {port}");
        await using Running nats = Running.Start(program, $"-c {Folder}/one/nats-server.conf -a 127.0.0.1");
        await nats.LineAsync("Server is ready");
        await using Running controller = Running.Start(Machine.Program, $"controller --listen 127.0.0.1:0 --link tls://127.0.0.1:{port} --link-keys {Folder}/one --store {Folder}/store.db");
        using var client = new HttpClient();
        HttpResponseMessage invited = await client.PostAsJsonAsync(new Uri(await controller.AddressAsync(), "/api/invitations"), new { agent = "loadprobe-agent-0" });
        Token = (await invited.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("token").GetString()!;
    }

    /// <summary>link init, in a folder of this one.</summary>
    public async Task InitAsync(string folder, string options)
    {
        Ended set = await Running.LoadProbeAsync($"link init {Folder}/{folder} {options}");
        Assert.True(set.ExitCode == 0, $"{set}");
    }

    /// <summary>A controller that was told all it needs gets as far as its store, an agent as far as the server of its token.</summary>
    public static async Task GetsFarAsync(string arguments)
    {
        Ended ended = await Running.LoadProbeAsync(arguments);
        Assert.True(ended.ExitCode == 5, $"loadprobe {arguments}\n{ended}");
        Assert.Contains(arguments.StartsWith("controller ", StringComparison.Ordinal) ? "the store postgres://loadprobe@127.0.0.1:1/loadprobe cannot be reached" : "the token is refused: tls://127.0.0.1:", ended.Error);
    }

    /// <summary>nats-server takes a configuration, and the keys that it names.</summary>
    public static async Task IsTakenAsync(string arguments)
    {
        Ended ended = await Running.RunAsync(Machine.Need("nats-server"), $"{arguments} -t", TimeSpan.FromSeconds(30));
        Assert.True(ended.ExitCode == 0 && ended.Error.Contains("is valid", StringComparison.Ordinal), $"nats-server {arguments}\n{ended}");
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
