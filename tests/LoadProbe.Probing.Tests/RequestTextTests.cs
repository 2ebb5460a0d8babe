using System.Buffers;
using System.Text;

namespace LoadProbe.Probing.Tests;

/// <summary>Requests as they are written (RFC 9112, 3 and 6).</summary>
public sealed class RequestTextTests
{
    [Fact]
    public void A_request_without_a_body() =>
        Assert.Equal("GET /quotes?of=600519 HTTP/1.1\r\nHost: shop.test\r\nAccept: */*\r\n\r\n", Text("GET", "http://shop.test/quotes?of=600519#top", null, ("Accept", "*/*")));

    [Fact]
    public void A_body_has_its_length() =>
        Assert.Equal("POST /orders HTTP/1.1\r\nHost: shop.test\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", Text("POST", "https://shop.test/orders", "{}", ("Content-Type", "application/json")));

    [Theory]
    [InlineData("POST", true)]
    [InlineData("PUT", true)]
    [InlineData("PATCH", true)]
    [InlineData("GET", false)]
    [InlineData("HEAD", false)]
    [InlineData("DELETE", false)]
    [InlineData("OPTIONS", false)]
    public void No_body_is_said_to_be_none_where_one_is_expected(string method, bool isSaid) =>
        Assert.Equal(isSaid, Text(method, "http://shop.test/").Contains("Content-Length: 0\r\n"));

    [Theory]
    [InlineData("http://shop.test:80/", "shop.test")]
    [InlineData("https://shop.test:443/", "shop.test")]
    [InlineData("https://shop.test:80/", "shop.test:80")]
    [InlineData("http://127.0.0.1:8080/", "127.0.0.1:8080")]
    [InlineData("http://[::1]/", "[::1]")]
    [InlineData("http://[::1]:8080/", "[::1]:8080")]
    [InlineData("http://bücher.test/", "xn--bcher-kva.test")]
    public void The_host_is_named_as_the_address_has_it(string url, string host) => Assert.Contains($"\r\nHost: {host}\r\n", Text("GET", url));

    [Fact]
    public void A_step_may_name_another_host() =>
        Assert.Equal("GET / HTTP/1.1\r\nhost: other.test\r\n\r\n", Text("GET", "http://127.0.0.1/", null, ("host", "other.test")));

    [Fact]
    public void A_step_may_ask_for_chunks() =>
        Assert.Equal("POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\nc\r\nhello, world\r\n0\r\n\r\n", Text("POST", "http://shop.test/", "hello, world", ("Transfer-Encoding", "chunked")));

    [Fact]
    public void A_length_that_is_not_the_bodys_is_not_said() =>
        Assert.Contains("Content-Length: 5\r\n\r\nhello", Text("POST", "http://shop.test/", "hello", ("Content-Length", "99")));

    [Fact]
    public void What_is_no_ASCII_is_written_in_UTF_8() => Assert.Contains("X-Name: 茅台\r\n", Text("GET", "http://shop.test/", null, ("X-Name", "茅台")));

    [Fact]
    public void A_path_is_escaped() => Assert.StartsWith("GET /%E8%8C%85%E5%8F%B0?q=a%20b HTTP/1.1\r\n", Text("GET", "http://shop.test/茅台?q=a b"));

    [Fact]
    public void A_proxy_is_given_the_whole_address() =>
        Assert.StartsWith("GET http://shop.test:8080/a?b=c HTTP/1.1\r\nHost: shop.test:8080\r\nProxy-Authorization: Basic eDp5\r\n", Text(Request("GET", "http://shop.test:8080/a?b=c", null), new ForwardedBy("Basic eDp5")));

    [Fact]
    public void A_long_body_is_left_to_follow_by_itself()
    {
        HttpRequest request = Request("POST", "http://shop.test/", new string('x', 100_000));
        Assert.EndsWith("Content-Length: 100000\r\n\r\n", Text(request, null));
        Assert.Equal(100_000, Http1Text.LongBody(request)?.Length);
    }

    private static string Text(string method, string url, string? body = null, params (string, string)[] fields) => Text(Request(method, url, body, fields), null);

    private static string Text(HttpRequest request, ForwardedBy? proxy)
    {
        var text = new ArrayBufferWriter<byte>();
        Http1Text.Write(request, proxy, text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }

    private static HttpRequest Request(string method, string url, string? body, params (string, string)[] fields) =>
        new(method, new Uri(url), new Version(1, 1), fields, body is null ? null : Encoding.UTF8.GetBytes(body));
}
