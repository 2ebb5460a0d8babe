using Microsoft.Extensions.Time.Testing;

namespace LoadProbe.Probing.Tests;

/// <summary>Cookies where loopback is not enough: names, TLS and time.</summary>
public sealed class CookieTests
{
    private static readonly Uri Shop = new("https://www.shop.example.com/cart/items");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly CookieJar _jar;

    public CookieTests() => _jar = new CookieJar(_time);

    private string At(string url) => _jar.Header(new Uri(url));

    [Fact]
    public void Without_a_domain_it_is_the_hosts_alone()
    {
        _jar.Set(Shop, "a=1; Path=/");
        Assert.Equal("a=1", At("https://www.shop.example.com/"));
        Assert.Equal("", At("https://shop.example.com/"));
        Assert.Equal("", At("https://x.www.shop.example.com/"));
    }

    [Theory]
    [InlineData("shop.example.com", true)]
    [InlineData(".shop.example.com", true)]
    [InlineData("EXAMPLE.com", true)]
    [InlineData("www.shop.example.com", true)]
    [InlineData("pay.shop.example.com", false)]
    [InlineData("op.example.com", false)]
    [InlineData("com", false)]
    [InlineData("example.org", false)]
    public void A_domain_must_be_the_hosts_own_or_above_it(string domain, bool taken) =>
        Assert.Equal(taken, _jar.Set(Shop, $"a=1; Domain={domain}") is not null);

    [Fact]
    public void With_a_domain_it_is_for_all_hosts_below_it()
    {
        _jar.Set(Shop, "a=1; Domain=example.com; Path=/");
        Assert.Equal("a=1", At("https://pay.example.com/"));
        Assert.Equal("a=1", At("http://example.com/"));
        Assert.Equal("", At("https://myexample.com/"));
    }

    [Fact]
    public void Without_a_path_it_is_for_the_folder_it_came_from()
    {
        _jar.Set(Shop, "a=1");
        Assert.Equal("a=1", At("https://www.shop.example.com/cart"));
        Assert.Equal("a=1", At("https://www.shop.example.com/cart/pay/now"));
        Assert.Equal("", At("https://www.shop.example.com/cartoons"));
    }

    [Fact]
    public void Those_with_longer_paths_go_first_and_else_those_set_first()
    {
        foreach (string line in (string[])["a=1; Path=/", "b=2; Path=/cart", "c=3; Path=/", "d=4; Path=/cart/items"]) _jar.Set(Shop, line);
        Assert.Equal("d=4; b=2; a=1; c=3", _jar.Header(Shop));
    }

    [Fact]
    public void One_for_TLS_goes_over_TLS_alone()
    {
        _jar.Set(Shop, "a=1; Secure; Path=/");
        Assert.Equal("a=1", At("https://www.shop.example.com/"));
        Assert.Equal("", At("http://www.shop.example.com/"));
    }

    [Theory]
    [InlineData("__Host-a=1; Secure; Path=/", true)]
    [InlineData("__Host-a=1; Path=/", false)]
    [InlineData("__Host-a=1; Secure", false)]
    [InlineData("__Host-a=1; Secure; Path=/; Domain=www.shop.example.com", false)]
    [InlineData("__Secure-a=1; Secure", true)]
    [InlineData("__Secure-a=1", false)]
    [InlineData("__sEcUrE-a=1", false)]
    public void A_name_that_promises_something_is_held_to_it(string line, bool taken) => Assert.Equal(taken, _jar.Set(Shop, line) is not null);

    [Fact]
    public void It_goes_when_its_time_is_over()
    {
        _jar.Set(Shop, "a=1; Path=/; Max-Age=60");
        _jar.Set(Shop, "b=2; Path=/; Expires=Mon, 02-Mar-26 12:02:00 GMT");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal("a=1; b=2", _jar.Header(Shop));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("b=2", _jar.Header(Shop));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("", _jar.Header(Shop));
    }

    [Theory]
    [InlineData("Mon, 02 Mar 2026 11:00:00 GMT", false)]
    [InlineData("Fri, 02 Mar 2026 13:00:00 GMT", true)]
    [InlineData("Monday, 02-Mar-26 13:00:00 GMT", true)]
    [InlineData("Mon Mar  2 13:00:00 2026", true)]
    [InlineData("Thu, 01-Jan-70 00:00:00 GMT", false)]
    [InlineData("0", true)]
    public void Its_end_is_read_however_it_is_written(string expires, bool taken) => Assert.Equal(taken, _jar.Set(Shop, $"a=1; Expires={expires}") is not null);

    [Fact]
    public void However_many_are_set_five_hundred_are_kept()
    {
        for (int i = 0; i < 600; i++) _jar.Set(Shop, $"c{i}=1; Path=/");
        string[] sent = _jar.Header(Shop).Split("; ");
        Assert.Equal((500, "c100=1", "c599=1"), (sent.Length, sent[0], sent[^1]));
    }
}
