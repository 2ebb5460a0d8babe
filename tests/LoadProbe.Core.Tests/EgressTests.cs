using System.Net;

namespace LoadProbe.Core.Tests;

/// <summary>What an agent's own list allows: names by themselves only to addresses of the open internet, the rest by its network, and some never.</summary>
public class EgressTests
{
    [Theory]
    [InlineData("api.example.com:443", "api.example.com", 443, true)]
    [InlineData("api.example.com:443", "API.Example.com", 443, true)]
    [InlineData("api.example.com:443", "api.example.com", 80, false)]
    [InlineData("api.example.com", "www.api.example.com", 443, false)]
    [InlineData("*.example.com", "api.example.com", 443, true)]
    [InlineData("*.example.com", "a.b.example.com", 443, true)]
    [InlineData("*.example.com", "example.com", 443, false)]
    [InlineData("*.example.com", "api.example.com.evil.example.org", 443, false)]
    [InlineData("*.example.com", "apiXexample.com", 443, false)]
    [InlineData("api-*.example.com:443", "api-1.example.com", 443, true)]
    [InlineData("*", "anything.example.org", 443, true)]
    [InlineData("8.8.0.0/16", "any.example.com", 443, true)]
    [InlineData("9.9.9.0/24", "any.example.com", 443, false)]
    public void A_public_address_is_allowed_by_its_name_or_its_network(string entry, string host, int port, bool allowed) =>
        Assert.Equal(allowed, Of(entry).Refusal(host, IPAddress.Parse("8.8.4.4"), port) is null);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("::1")]
    [InlineData("fd12::1")]
    [InlineData("::ffff:10.1.2.3")]
    [InlineData("::10.1.2.3")]
    [InlineData("64:ff9b::10.1.2.3")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("2002:a01:203::1")]
    public void An_inner_address_is_allowed_by_no_name(string address)
    {
        string? refusal = Of("*", "inner.example.com:80").Refusal("inner.example.com", IPAddress.Parse(address), 80);
        Assert.Contains("which a name alone does not allow (limits.yaml:2:5)", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8:80", "10.1.2.3", true)]
    [InlineData("10.0.0.0/8:443", "10.1.2.3", false)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.2.3", true)]
    [InlineData("10.0.0.0/8", "64:ff9b::10.1.2.3", true)]
    [InlineData("::/0", "64:ff9b::10.1.2.3", false)]
    [InlineData("::/0", "::ffff:10.1.2.3", false)]
    [InlineData("::/0", "2002:a01:203::1", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("0.0.0.0/0", "127.0.0.1", true)]
    public void An_inner_address_is_allowed_by_its_network_and_one_in_the_clothes_of_IPv6_by_that_of_IPv4(string entry, string address, bool allowed) =>
        Assert.Equal(allowed, Of(entry).Refusal("inner.example.com", IPAddress.Parse(address), 80) is null);

    [Theory]
    [InlineData("169.254.169.254", "a metadata address")]
    [InlineData("100.100.100.200", "a metadata address")]
    [InlineData("168.63.129.16", "a metadata address")]
    [InlineData("fd00:ec2::254", "a metadata address")]
    [InlineData("::ffff:169.254.169.254", "a metadata address")]
    [InlineData("64:ff9b::a9fe:a9fe", "a metadata address")]
    [InlineData("::a9fe:a9fe", "a metadata address")]
    [InlineData("::ffff:0:a9fe:a9fe", "a metadata address")]
    [InlineData("2002:a9fe:a9fe::", "a metadata address")]
    [InlineData("169.254.0.1", "a link-local address")]
    [InlineData("fe80::1", "a link-local address")]
    [InlineData("224.0.0.1", "a multicast address")]
    [InlineData("ff02::1", "a multicast address")]
    [InlineData("0.0.0.0", "an address of no host")]
    [InlineData("::", "an address of no host")]
    [InlineData("::ffff:0.0.0.0", "an address of no host")]
    [InlineData("255.255.255.255", "an address of no host")]
    [InlineData("2001:0:a9fe:a9fe::1", "a tunnel's address")]
    [InlineData("64:ff9b:1::a9fe:a9fe", "a tunnel's address")]
    public void Some_addresses_are_never_dialled_whatever_is_listed(string address, string kind)
    {
        Egress all = Of("*", "0.0.0.0/0", "::/0");
        Assert.Contains($"is {kind}, which is never dialled", all.Refusal("any.example.com", IPAddress.Parse(address), 80), StringComparison.Ordinal);
        Assert.Contains($"is {kind}, which is never dialled", all.Refusal(address, 80), StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_names_the_place_and_what_would_allow_it()
    {
        Egress egress = Of("api.example.com:443");
        Assert.Equal("10.0.0.7:443 is not allowed by limits.yaml:1:9: an entry \"10.0.0.7:443\" would allow it", egress.Refusal("10.0.0.7", IPAddress.Parse("10.0.0.7"), 443));
        Assert.Equal("[fd12::7]:443 is not allowed by limits.yaml:1:9: an entry \"[fd12::7]:443\" would allow it", egress.Refusal("fd12::7", IPAddress.Parse("fd12::7"), 443));
        Assert.Equal("www.example.com:80 (8.8.4.4) is not allowed by limits.yaml:1:9: an entry \"www.example.com:80\" would allow it", egress.Refusal("www.example.com", IPAddress.Parse("8.8.4.4"), 80));
        Assert.Equal("api.example.com:443 (10.0.0.7) is a private address, which a name alone does not allow (limits.yaml:2:5): an entry \"10.0.0.7:443\" would", egress.Refusal("api.example.com", IPAddress.Parse("10.0.0.7"), 443));
        Assert.Equal("10.0.0.7 is not allowed by limits.yaml:1:9: an entry \"10.0.0.7\" would allow it", egress.Refusal("10.0.0.7", IPAddress.Parse("10.0.0.7"), 0));
    }

    [Fact]
    public void Without_a_file_nothing_may_be_dialled() =>
        Assert.Equal("127.0.0.1:80 is not allowed: this agent has no --limits file, and without one nothing may be dialled", Egress.Nowhere.Refusal("127.0.0.1", IPAddress.Loopback, 80));

    [Theory]
    [InlineData("api.example.com", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("www.example.com", false)]
    [InlineData("169.254.169.254", false)]
    public void A_name_that_a_proxy_looks_up_is_allowed_by_that_name_and_by_no_network(string host, bool allowed) =>
        Assert.Equal(allowed, Of("api.example.com:443", "0.0.0.0/0").Refusal(host, 443) is null);

    [Theory]
    [InlineData("*.example.com:443")]
    [InlineData("*")]
    [InlineData("*:443")]
    [InlineData("10.0.0.0/8:443")]
    public void An_entry_is_read(string text) => Assert.NotNull(EgressRule.Parse(text, default));

    [Theory]
    [InlineData("")]
    [InlineData("10.*")]
    [InlineData("10.*.0.1")]
    [InlineData("api.*")]
    [InlineData("*.*")]
    [InlineData("api.example.c*")]
    [InlineData("*.example.com:0")]
    [InlineData("https://example.com")]
    [InlineData("example.com/path")]
    [InlineData("[*]:80")]
    public void An_entry_that_could_mean_more_than_was_meant_is_not(string text) => Assert.Null(EgressRule.Parse(text, default));

    private static Egress Of(params string[] entries) =>
        new(new Place("limits.yaml", 1, 9), [.. entries.Select((e, i) => EgressRule.Parse(e, new Place("limits.yaml", i + 2, 5))!)]);
}
