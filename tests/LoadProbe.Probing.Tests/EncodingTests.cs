using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.Probing.Tests;

/// <summary>What the whole process holds is measured here, so nothing else runs beside it.</summary>
[CollectionDefinition(nameof(EncodingTests), DisableParallelization = true)]
public sealed class EncodingCollection;

[Collection(nameof(EncodingTests))]
public sealed class EncodingTests
{
    private static Task<WebServer> SayingAsync(string encoding, byte[] body) => WebServer.StartAsync(context =>
    {
        context.Response.Headers.ContentEncoding = encoding;
        return context.Response.Body.WriteAsync(body).AsTask();
    });

    private static HttpStep Asking(string? encodings, string expected) => Dialled.Get("/", new() { Body = [new Match { Is = Dialled.Text(expected) }] }) with
    {
        Headers = encodings is null ? [] : [new Header("Accept-Encoding", Template.Constant(encodings))],
    };

    public static byte[] Packed(string encoding, byte[] bytes)
    {
        var packed = new MemoryStream();
        using (Stream stream = encoding switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            _ => new ZLibStream(packed, CompressionLevel.Fastest),
        })
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task An_answer_in_an_encoding_that_was_asked_for_is_read_without_it(string encoding)
    {
        byte[] packed = Packed(encoding, Encoding.UTF8.GetBytes("hello, hello, hello"));
        await using WebServer server = await SayingAsync(encoding, packed);
        StepResult step = await Dialled.StepAsync(server.Target, Asking("gzip, br, deflate", "hello, hello, hello"));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
    }

    [Fact]
    public async Task Two_encodings_are_taken_off_the_last_one_first()
    {
        byte[] packed = Packed("br", Packed("gzip", "twice"u8.ToArray()));
        await using WebServer server = await SayingAsync("gzip, br", packed);
        StepResult step = await Dialled.StepAsync(server.Target, Asking("gzip, br", "twice"));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
    }

    [Fact]
    public async Task An_encoding_that_nobody_asked_for_is_left_as_it_came()
    {
        byte[] packed = Packed("gzip", "hello"u8.ToArray());
        await using WebServer server = await SayingAsync("gzip", packed);
        Assert.Equal(Outcome.BodyMismatch, (await Dialled.StepAsync(server.Target, Asking(null, "hello"))).Outcome);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task An_answer_that_is_not_in_the_encoding_it_names_is_a_protocol_error(string encoding)
    {
        await using WebServer server = await SayingAsync(encoding, "plain text after all"u8.ToArray());
        StepResult step = await Dialled.StepAsync(server.Target, Asking("gzip, br, deflate", "plain text after all"));
        Assert.Equal(Outcome.ProtocolError, step.Outcome);
        Assert.Contains("not what its Content-Encoding says", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gigabyte_packed_into_a_megabyte_is_too_large_and_never_held()
    {
        byte[] bomb = Bomb();
        await using WebServer server = await SayingAsync("gzip", bomb);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        StepResult step = await Dialled.StepAsync(server.Target, Asking("gzip", "x"), TimeSpan.FromSeconds(30));
        Assert.Equal(Outcome.TooLarge, step.Outcome);
        Assert.Contains("longer than 256 MB", step.Detail, StringComparison.Ordinal);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 32 << 20);
    }

    private static byte[] Bomb()
    {
        var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
        {
            byte[] nothing = new byte[1 << 20];
            for (int i = 0; i < 1024; i++) stream.Write(nothing);
        }

        return packed.ToArray();
    }
}
