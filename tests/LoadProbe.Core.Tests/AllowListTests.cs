using System.Net;

namespace LoadProbe.Core.Tests;

public class AllowListTests
{
    [Theory]
    [InlineData("10.0.0.0/8", "10.255.1.2", 443, true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", 443, false)]
    [InlineData("10.0.0.1/8", "10.255.1.2", 443, true)]
    [InlineData("10.1.2.3", "10.1.2.3", 9, true)]
    [InlineData("10.1.2.3", "10.1.2.4", 9, false)]
    [InlineData("10.1.2.3:443", "10.1.2.3", 443, true)]
    [InlineData("10.1.2.3:443", "10.1.2.3", 80, false)]
    [InlineData("10.0.0.0/8:443", "10.9.9.9", 443, true)]
    [InlineData("10.0.0.0/8:443", "10.9.9.9", 80, false)]
    [InlineData("0.0.0.0/0", "192.0.2.1", 1, true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", 1, false)]
    [InlineData("2001:db8::/32", "2001:db8:7::1", 1, true)]
    [InlineData("2001:db8::/32", "2001:db9::1", 1, false)]
    [InlineData("::1", "::1", 8080, true)]
    [InlineData("[::1]:443", "::1", 443, true)]
    [InlineData("[::1]:443", "::1", 80, false)]
    [InlineData("[::1]", "::1", 80, true)]
    [InlineData("10.0.0.0/8", "::ffff:10.1.1.1", 443, true)]
    [InlineData("10.0.0.0/8", "::ffff:11.1.1.1", 443, false)]
    [InlineData("::ffff:10.1.1.1", "10.1.1.1", 443, true)]
    [InlineData("::ffff:10.1.1.1", "::ffff:10.1.1.1", 443, true)]
    public void A_network_is_held_against_the_resolved_address(string rule, string address, int port, bool allowed) =>
        Assert.Equal(allowed, List(rule).Allows("any.example.com", IPAddress.Parse(address), port));

    [Theory]
    [InlineData("api.example.com", "api.example.com", 443, true)]
    [InlineData("api.example.com", "API.Example.COM", 80, true)]
    [InlineData("api.example.com", "www.api.example.com", 443, false)]
    [InlineData("api.example.com", "example.com", 443, false)]
    [InlineData("api.example.com:443", "api.example.com", 443, true)]
    [InlineData("api.example.com:443", "api.example.com", 80, false)]
    public void A_name_is_held_against_the_name_dialled(string rule, string host, int port, bool allowed) =>
        Assert.Equal(allowed, List(rule).Allows(host, IPAddress.Parse("192.0.2.1"), port));

    [Fact]
    public void One_rule_is_enough_and_none_allows_nothing()
    {
        AllowList list = List("10.0.0.0/8", "api.example.com:443");

        Assert.True(list.Allows("api.example.com", IPAddress.Parse("192.0.2.1"), 443));
        Assert.True(list.Allows("other", IPAddress.Parse("10.0.0.1"), 1));
        Assert.False(List().Allows("localhost", IPAddress.Loopback, 80));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("*")]
    [InlineData("*.example.com")]
    [InlineData("10.0.0.0/33")]
    [InlineData("[10.0.0.1]:80")]
    [InlineData("[::1]443")]
    [InlineData("0x7f.1")]
    [InlineData("010.0.0.1")]
    [InlineData("2001:db8::/129")]
    [InlineData("10.1.2.3:0")]
    [InlineData("10.1.2.3:70000")]
    [InlineData("10.1.2.3:-1")]
    [InlineData("api.example.com:")]
    [InlineData("api.example.com:https")]
    [InlineData(":443")]
    [InlineData("https://api.example.com")]
    [InlineData("[::1")]
    [InlineData("256.1.1.1")]
    [InlineData("443")]
    public void What_is_no_destination_is_refused(string text) => Assert.Null(AllowRule.Parse(text));

    private static AllowList List(params string[] rules) => new([.. rules.Select(r => AllowRule.Parse(r)!)]);
}
