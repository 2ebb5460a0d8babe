using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using NATS.Client.Core;

namespace LoadProbe.Link.Tests;

/// <summary>A server as <c>link init</c> sets it up, with its keys, and the ends and clients that a test opens on it.</summary>
internal sealed class KeyedLink : IAsyncDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(1);

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("link-").FullName, "keys");
    private readonly List<IAsyncDisposable> _open = [];
    private readonly NatsServer _server = new();

    private KeyedLink()
    {
        Assert.Null(LinkFolder.Create(_folder, [], new LinkSite(_server.Port), Now));
        _server.Configuration = Path.Combine(_folder, LinkFolder.Configuration);
        Keys = LinkKeys.Open(_folder, out string? fault)!;
        Assert.Null(fault);
        Authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(_folder, "ca.pem"));
    }

    public static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public string Folder => _folder;

    public LinkKeys Keys { get; }

    public X509Certificate2 Authority { get; }

    public string Url => $"tls://127.0.0.1:{_server.Port}";

    public int Port => _server.Port;

    /// <summary>What was said at all ends.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public static async Task<KeyedLink> StartAsync()
    {
        var link = new KeyedLink();
        link._open.Add(await link._server.StartAsync());
        return link;
    }

    public NatsLinkOptions Options(Access access) => new() { Server = Url, Access = access, Told = Told.Enqueue };

    /// <summary>An agent's, with a key of its own.</summary>
    public Credentials Agent(string name, DateTimeOffset? issued = null, TimeSpan? life = null) => Issuer.WithKey(key => Keys.Issuer.Agent(name, key, issued ?? Now, life ?? Long));

    public Credentials User(string name, Grants grants) => Issuer.WithKey(key => Keys.Issuer.Mint(key, name, grants, Now, Now + Long));

    public JoinToken Token(string invitation, string agent, DateTimeOffset? expires = null) =>
        new(Url, Authority.RawData, agent, invitation, "open sesame", Keys.Issuer.Invitation(invitation, Now.AddHours(-1), expires ?? Now + Long));

    public async Task<Admissions> AdmitAsync(IRoster roster, TimeSpan? life = null) =>
        Closing(await Admissions.OpenAsync(Options(Keys.Access), Keys.Issuer, roster, life ?? Long, TimeProvider.System, TestContext.Current.CancellationToken));

    public async Task<NatsControllerEnd> ControllerAsync() =>
        Closing(await NatsControllerEnd.ConnectAsync(Options(Keys.Access), 7, new FewDefinitions(), TimeProvider.System, TestContext.Current.CancellationToken));

    public async Task<NatsAgentEnd> ConnectAsync(string agent, Access access, CancellationToken? token = null) =>
        Closing(await NatsAgentEnd.ConnectAsync(agent, Options(access), new FewDefinitions(), TimeProvider.System, token ?? TestContext.Current.CancellationToken));

    /// <summary>A client of its own, and what the server complains of to it.</summary>
    public async Task<(NatsConnection Connection, ConcurrentQueue<string> Complaints)> ClientAsync(Credentials credentials, string inbox = "_INBOX.client")
    {
        var complaints = new ConcurrentQueue<string>();
        var access = new Access(Authority, credentials);
        var connection = Closing(new NatsConnection(NatsOpts.Default with { Url = Url, InboxPrefix = inbox, AuthOpts = access.Auth(), TlsOpts = access.Tls(complaints.Enqueue) }));
        connection.ServerError += (_, e) =>
        {
            complaints.Enqueue(e.Error);
            return ValueTask.CompletedTask;
        };
        await connection.ConnectAsync();
        return (connection, complaints);
    }

    /// <summary>A client that hears and may say everything.</summary>
    public async Task<NatsConnection> WatcherAsync() => (await ClientAsync(User("watcher", new Grants([">"], [">"])))).Connection;

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable each in Enumerable.Reverse(_open)) await each.DisposeAsync();
        Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
    }

    private T Closing<T>(T end)
        where T : IAsyncDisposable
    {
        _open.Add(end);
        return end;
    }
}
