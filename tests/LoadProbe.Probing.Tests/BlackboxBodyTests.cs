using System.IO.Compression;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>How the body and the headers of an answer are held against a module, as blackbox_exporter has it.</summary>
public sealed class BlackboxBodyTests
{
    [Theory]
    [InlineData("gzip", true, 11_000)]
    [InlineData(null, true, null)]
    [InlineData("br", false, 0)]
    public async Task Unpacks_what_the_module_says_is_packed(string? compression, bool success, int? length)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true)) gzip.Write(Enumerable.Repeat("hello world"u8.ToArray(), 1_000).SelectMany(b => b).ToArray());
        await using WebServer server = await WebServer.StartAsync(context => context.Response.Body.WriteAsync(packed.ToArray()).AsTask());
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address, new() { Compression = compression });
        Assert.Equal((success, (double)(length ?? packed.Length)), (got.Success, got["probe_http_uncompressed_body_length"]));
    }

    [Fact]
    public async Task A_body_over_its_limit_fails_at_the_limit()
    {
        await using WebServer server = await WebServer.SayingAsync("hello world");
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address, new() { BodySizeLimit = 3 });
        Assert.Equal((false, 3d), (got.Success, got["probe_http_uncompressed_body_length"]));
    }

    [Fact]
    public async Task A_bomb_is_counted_and_not_held()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 200; i++) gzip.Write(zeros);
        }

        await using WebServer server = await WebServer.StartAsync(context => context.Response.Body.WriteAsync(packed.ToArray()).AsTask());
        BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address, new() { Compression = "gzip", FailIfBodyMatches = [Pattern("x")] });
        Assert.Equal((false, 200d * (1 << 20), 1d), (got.Success, got["probe_http_uncompressed_body_length"], got["probe_failed_due_to_regex"]));
    }

    [Fact]
    public async Task Regular_expressions_on_body_and_headers_decide_and_say_so()
    {
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            context.Response.Headers["X-A"] = "p";
            return context.Response.WriteAsync("hello world");
        });
        async Task<(bool, double?)> Of(BlackboxHttpProbe http)
        {
            BlackboxAnswer got = await BlackboxAsked.ProbeAsync(server.Address, http);
            return (got.Success, got["probe_failed_due_to_regex"]);
        }

        Assert.Equal((true, 0), await Of(new() { FailIfBodyNotMatches = [Pattern("o w")], FailIfHeaderMatches = [new("X-A", Pattern("q"))] }));
        Assert.Equal((false, 1), await Of(new() { FailIfBodyMatches = [Pattern("world$")] }));
        Assert.Equal((false, 1), await Of(new() { FailIfHeaderMatches = [new("X-B", Pattern("q"))] }));
        Assert.Equal((true, 0), await Of(new() { FailIfHeaderNotMatches = [new("X-B", Pattern("q"), AllowMissing: true)] }));
        Assert.Equal((false, 1), await Of(new() { FailIfHeaderNotMatches = [new("x-a", Pattern("q"))] }));
    }

    private static BlackboxPattern Pattern(string text) => new(text, new Regex(text, RegexOptions.NonBacktracking), [""]);
}
