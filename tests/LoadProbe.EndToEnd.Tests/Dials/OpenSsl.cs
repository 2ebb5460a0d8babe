namespace LoadProbe.EndToEnd.Tests;

/// <summary>An authority of the test's own and what it vouches for, made by the openssl program; and servers of it that speak TLS in ways that others no longer do.</summary>
internal sealed class OpenSsl : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("openssl-").FullName;
    private readonly List<Running> _servers = [];

    public string Authority => Path.Combine(_folder, "authority.pem");

    /// <summary>Certificates called good, expired and elsewhere, each for 127.0.0.1 but the last.</summary>
    public static async Task<OpenSsl> MakeAsync()
    {
        Machine.Need("openssl");
        var made = new OpenSsl();
        await made.SayAsync("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=authority.test -keyout authority.key -out authority.pem");
        await made.CertifyAsync("good", "IP:127.0.0.1", "-days 20");
        await made.CertifyAsync("expired", "IP:127.0.0.1", "-not_before 20240101000000Z -not_after 20240201000000Z");
        await made.CertifyAsync("elsewhere", "DNS:elsewhere.test", "-days 20");
        return made;
    }

    /// <summary>The certificate, and the authority's behind it.</summary>
    public string Chain(string name) => Path.Combine(_folder, $"{name}.chain");

    public string Key(string name) => Path.Combine(_folder, $"{name}.key");

    /// <summary>A server that says HTTP over TLS by such a certificate.</summary>
    /// <param name="options">More of s_server's, such as -tls1_2.</param>
    public async Task<int> ServeAsync(string name, string options = "")
    {
        int port = Machine.FreePort();
        Running server = Running.Start(Machine.Need("openssl"), $"s_server -accept 127.0.0.1:{port} -cert {name}.pem -cert_chain authority.pem -key {name}.key -www {options}", _folder);
        _servers.Add(server);
        await server.LineAsync("ACCEPT");
        return port;
    }

    /// <summary>A certificate more, with extensions besides its name.</summary>
    public Task AddAsync(string name, string? extensions = null) => CertifyAsync(name, "IP:127.0.0.1", "-days 20", extensions);

    public Task RevokeAsync(string name) => SayAsync($"ca -config ca.conf -cert authority.pem -keyfile authority.key -revoke {name}.pem");

    /// <summary>The OCSP response of a certificate, as a file.</summary>
    /// <param name="name">Of the certificate.</param>
    /// <param name="signer">Who signs it.</param>
    /// <param name="options">More of the ocsp program's, such as -ndays 1.</param>
    public async Task<string> OcspAsync(string name, string signer = "authority", string options = "-ndays 1")
    {
        string file = Path.Combine(_folder, $"{Guid.NewGuid():n}.der");
        await SayAsync($"ocsp -index index -CA authority.pem -rsigner {signer}.pem -rkey {signer}.key -issuer authority.pem -cert {name}.pem -respout {file} -noverify {options}");
        return file;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Running server in _servers) await server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task CertifyAsync(string name, string subject, string validity, string? extensions = null)
    {
        await SayAsync($"req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN={name}.test -keyout {name}.key -out {name}.csr");
        await File.WriteAllTextAsync(Path.Combine(_folder, $"{name}.ext"), $"subjectAltName={subject}\n{extensions}\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "ca.conf"), "[ca]\ndefault_ca=own\n[own]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=any\nrand_serial=yes\nunique_subject=no\n[any]\ncommonName=supplied\n");
        if (!File.Exists(Path.Combine(_folder, "index"))) await File.WriteAllTextAsync(Path.Combine(_folder, "index"), "");
        string dates = validity.Replace("-not_before", "-startdate", StringComparison.Ordinal).Replace("-not_after", "-enddate", StringComparison.Ordinal);
        await SayAsync($"ca -batch -config ca.conf -cert authority.pem -keyfile authority.key -in {name}.csr -out {name}.pem -extfile {name}.ext -notext {dates}");
        await File.WriteAllTextAsync(Chain(name), await File.ReadAllTextAsync(Path.Combine(_folder, $"{name}.pem")) + await File.ReadAllTextAsync(Authority));
    }

    private async Task SayAsync(string arguments)
    {
        Ended said = await Running.RunAsync(Machine.Need("openssl"), arguments, TimeSpan.FromSeconds(30), _folder);
        Assert.True(said.ExitCode == 0, said.ToString());
    }
}
