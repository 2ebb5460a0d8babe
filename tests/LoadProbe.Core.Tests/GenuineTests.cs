using System.Net;

namespace LoadProbe.Core.Tests;

public sealed class GenuineTests
{
    private static readonly Genuine OwnNetwork = new() { Networks = [IPNetwork.Parse("10.0.0.0/8")] };

    [Theory]
    [InlineData("10.1.2.3", null)]
    [InlineData("::ffff:10.1.2.3", null)]
    [InlineData("192.0.2.66", "192.0.2.66 answered, and genuine.from is 10.0.0.0/8")]
    public void An_answer_comes_from_the_networks_that_are_said(string address, string? fault) => Assert.Equal(fault, OwnNetwork.Fault(IPAddress.Parse(address)));

    [Fact]
    public void A_name_leads_to_addresses_in_the_networks_and_to_names_of_the_list()
    {
        Genuine genuine = OwnNetwork with { Names = ["*.cdn.example.com"] };

        Assert.Null(genuine.Fault(["a1.cdn.example.com.", "10.1.2.3"]));
        Assert.Equal("the name leads to 192.0.2.66, and genuine.from is 10.0.0.0/8, *.cdn.example.com", genuine.Fault(["a1.cdn.example.com", "192.0.2.66"]));
        Assert.Equal("the name leads to park.example.net, and genuine.from is 10.0.0.0/8, *.cdn.example.com", genuine.Fault(["park.example.net", "10.1.2.3"]));
        // A list of networks alone says nothing of names.
        Assert.Null(OwnNetwork.Fault(["park.example.net", "10.1.2.3"]));
    }

    [Fact]
    public void One_of_the_certificates_must_be_the_one_that_is_known()
    {
        Certificate Of(string fingerprint) => new($"CN={fingerprint[..1]}", "CN=x", default, default, fingerprint);
        string own = new('a', 64), other = new('b', 64);
        var genuine = new Genuine { Certificates = [own] };

        Assert.Null(genuine.Fault(new TlsSession("TLS 1.3", null, null, [Of(other), Of(own)], [])));
        Assert.Null(genuine.Fault((TlsSession?)null));
        Assert.Equal("the server's certificates are CN=b (bbbbbbbbbbbbbbbb…), and none of them is genuine.certificate", genuine.Fault(new TlsSession("TLS 1.3", null, null, [Of(other)], [])));
    }
}
