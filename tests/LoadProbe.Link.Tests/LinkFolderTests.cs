using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Link.Tests;

/// <summary>The folder that <c>link init</c> writes, and an agent's own.</summary>
public sealed class LinkFolderTests : IDisposable
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly string _folder = Directory.CreateTempSubdirectory("link-folder-").FullName;

    private string Link => Path.Combine(_folder, "link");

    [Fact]
    public void Whatever_is_in_it_only_its_owner_can_read()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes");
        Assert.Null(LinkFolder.Create(Link, ["nats.example.com", "10.0.0.5"], new LinkSite(4222), Now));

        string[] files = Directory.GetFiles(Link, "*", SearchOption.AllDirectories);
        Assert.Equal(["account.seed", "ca.key", "ca.pem", "controller.creds", "nats-server.conf", "operator.seed", "server.key", "server.pem"], files.Select(f => Path.GetFileName(f)).Order());
        Assert.All(files, f => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(f)));
    }

    [Fact]
    public void A_set_up_that_is_there_is_not_written_over()
    {
        Assert.Null(LinkFolder.Create(Link, [], new LinkSite(4222), Now));
        string before = File.ReadAllText(Path.Combine(Link, "account.seed"));

        Assert.Contains("is not empty", LinkFolder.Create(Link, [], new LinkSite(4222), Now));
        Assert.Equal(before, File.ReadAllText(Path.Combine(Link, "account.seed")));
    }

    [Fact]
    public void A_host_that_is_none_is_named_and_nothing_is_written()
    {
        Assert.Equal("--host a b is neither a name nor an address", LinkFolder.Create(Link, ["a b"], new LinkSite(4222), Now));
        Assert.False(Directory.Exists(Link));
    }

    [Fact]
    public void Each_server_of_a_cluster_has_a_folder_with_its_own_key_and_the_way_to_the_others()
    {
        Assert.Null(LinkFolder.CreateCluster(Link, [["a.example", "10.0.0.1"], ["b.example"], ["fd00::3"]], new LinkSite(4222, At: "/etc/nats/", Jetstream: "/var/lib/nats"), Now));

        string[] servers = ["a.example", "b.example", "fd00::3"];
        Assert.Equal(["a.example", "b.example", "fd00::3", "offline"], Directory.GetDirectories(Link).Select(d => Path.GetFileName(d)).Order());
        Assert.Equal(["account.seed", "ca.pem", "controller.creds"], Directory.GetFiles(Link).Select(f => Path.GetFileName(f)).Order());
        Assert.All(servers, s => Assert.Equal(["ca.pem", "nats-server.conf", "server.key", "server.pem"], Directory.GetFiles(Path.Combine(Link, s)).Select(f => Path.GetFileName(f)).Order()));
        Assert.Equal(3, servers.Select(s => File.ReadAllText(Path.Combine(Link, s, "server.key"))).Distinct().Count());
        string third = File.ReadAllText(Path.Combine(Link, "fd00::3", "nats-server.conf"));
        foreach (string line in (string[])["server_name: \"fd00::3\"", "advertise: \"[fd00::3]:6222\"", "cert_file: \"/etc/nats/server.pem\"", "store_dir: \"/var/lib/nats\"", "routes: [ \"nats-route://a.example:6222\", \"nats-route://b.example:6222\", \"nats-route://[fd00::3]:6222\" ]"]) Assert.Contains(line, third);
        using var certificate = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Link, "a.example", "server.pem"));
        Assert.True(certificate.MatchesHostname("a.example") && certificate.MatchesHostname("10.0.0.1") && !certificate.MatchesHostname("b.example"));
        Assert.NotNull(LinkKeys.Open(Link, out _));
    }

    [Theory]
    [InlineData("a.example", "1 servers are no cluster that outlives the loss of one: use 3")]
    [InlineData("a.example b.example", "2 servers are no cluster that outlives the loss of one: use 3")]
    [InlineData("a.example b.example c.example d.example", "4 servers are no cluster")]
    [InlineData("a.example b.example a.example", "--server a.example is there twice")]
    [InlineData("a.example b_/.example c.example", "--server b_/.example is neither a name nor an address")]
    public void What_is_no_cluster_is_named_and_nothing_is_written(string servers, string fault)
    {
        Assert.StartsWith(fault, LinkFolder.CreateCluster(Link, [.. servers.Split(' ').Select(s => (string[])[s])], new LinkSite(4222), Now));
        Assert.Equal("etc/nats is no whole path: begin with /", LinkFolder.CreateCluster(Link, [["a.example"], ["b.example"], ["c.example"]], new LinkSite(4222, At: "etc/nats"), Now));
        Assert.False(Directory.Exists(Link));
    }

    [Fact]
    public void A_folder_without_keys_is_named()
    {
        Assert.Null(LinkKeys.Open(Link, out string? fault));
        Assert.StartsWith($"{Link} has no keys of a link", fault);
    }

    [Fact]
    public void What_an_agent_keeps_is_there_after_a_restart_until_it_expires()
    {
        Assert.Null(LinkFolder.Create(Link, [], new LinkSite(4222), Now));
        LinkKeys keys = LinkKeys.Open(Link, out _)!;
        var authority = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Link, "ca.pem"));
        var state = new AgentState(Path.Combine(_folder, "agent"));
        Assert.Null(state.Open(Now, out string? fault));
        Assert.Contains("has no credentials: join with a token first", fault);
        Credentials first = Issuer.WithKey(key => keys.Issuer.Agent("east", key, Now, TimeSpan.FromHours(1)));

        Access access = state.Keep(authority, first);
        Assert.Equal(first, state.Open(Now, out _)!.Credentials);
        access.Renew(keys.Issuer.Agent("east", "other", Now, TimeSpan.FromHours(5)));
        Assert.Equal(access.Credentials, state.Open(Now.AddHours(4), out _)!.Credentials);
        Assert.Equal(first.Seed, access.Credentials.Seed);

        Assert.Null(state.Open(Now.AddHours(6), out fault));
        Assert.Contains("the credentials of east ended at", fault);
    }

    [Fact]
    public void Tries_are_limited_of_each_and_of_all_and_a_minute_later_there_are_new_ones()
    {
        var time = new FakeTimeProvider();
        var limit = new TryLimit(each: 2, all: 3, time);

        Assert.Equal([true, true, false, true, false], new[] { "a", "a", "a", "b", "c" }.Select(limit.Allows));
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(limit.Allows("a"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
