using System.Net;
using System.Net.Sockets;
using System.Text;
using LoadProbe.Capture;
using LoadProbe.Probing;

namespace LoadProbe.Agent;

/// <summary>
/// A customer's way through a service of our own, dialled before the first way through a target's: what is compiled at its
/// first call then stands in no phase of a step, and takes no processor from a target on the same machine.
/// </summary>
public static class DialRehearsal
{
    // While all is new, what would be waited for is there before the wait: only later ones wait.
    private const int Customers = 4;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    // Few packets, had at once.
    private static readonly CaptureOptions Small = new() { ReadTimeout = TimeSpan.FromMilliseconds(2), BufferBytes = 256 * 1024 };

    // As services answer: in chunks or as a whole, with a cookie and a header of their own.
    private const string Headers = """
        HTTP/1.1 200 OK
        Content-Type: application/json; charset=utf-8
        Date: Thu, 01 Jan 2026 00:00:00 GMT
        Set-Cookie: session=s-1; max-age=60; path=/; httponly
        Cache-Control: no-store
        X-Instance: rehearsal

        """;

    private const string Chunked = $$"""
        {{Headers}}Transfer-Encoding: chunked

        1c
        {"token":"t-1","quantity":7}
        0


        """;

    private const string Whole = $$"""
        {{Headers}}Content-Length: 28

        {"token":"t-1","quantity":7}
        """;

    /// <summary>A few customers go that way; gives the last one's result. Null when this machine has no port for it: that is no fault of the dials to come.</summary>
    /// <param name="captured">Whether their packets will be.</param>
    /// <param name="time">The clock.</param>
    /// <param name="token">Ends it early.</param>
    public static async Task<JourneyResult?> RunAsync(bool captured, TimeProvider time, CancellationToken token)
    {
        try
        {
            // What ends with it ends before the first dial begins.
            await using var responder = new Responder(Bytes(Chunked), Bytes(Whole));
            Journey journey = To(responder.Target);
            // A capture of its own: its packets are in none beside a probe.
            await using LiveCapture? capture = captured ? LiveCapture.TryStart([responder.Address], Small, time).Capture : null;
            JourneyResult? last = null;
            for (int n = 0; n < Customers; n++) last = await DialAsync(journey, captured, time, token).ConfigureAwait(false);
            return last;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static async Task<JourneyResult> DialAsync(Journey journey, bool captured, TimeProvider time, CancellationToken token)
    {
        using var connections = new HttpConnections(journey.Target, time);
        using var dialled = new ApiJourney(journey, connections, time, token, captured);
        return await dialled.RunAsync(Variables.For(journey, 0, NoSecrets.Instance, time)).ConfigureAwait(false);
    }

    private static Journey To(Target target) => new()
    {
        Name = target.Name,
        Target = target with { Allow = new AllowList([new AllowRule(IPNetwork.Parse("127.0.0.0/8"), null, null)]) },
        Timeout = Longest,
        Variables = new Dictionary<string, IStartValue> { ["user"] = Template.Constant("rehearsal") },
        Steps =
        [
            Step("POST", "/login") with { Body = Json("""{"user":"${user}"}"""), Saves = [new Save("token", SaveSource.Json, Path: JsonPath.Parse("$.token"))] },
            Step("POST", "/orders") with { Body = Json("""{"quantity":7}"""), Headers = [new Header("Authorization", Text("Bearer ${token}"))] },
            Step("GET", "/orders/${token}") with { Headers = [new Header("Authorization", Text("Bearer ${token}"))] },
        ],
    };

    private static HttpStep Step(string method, string url) => new()
    {
        Name = url,
        At = default,
        Method = method,
        Url = Text(url),
        Within = Longest,
        Expect = new HttpExpectation
        {
            Status = [new StatusRange(200, 200)],
            Headers = [new HeaderExpectation("Content-Type", new Match { Contains = Text("json") })],
            Json = [new JsonExpectation(JsonPath.Parse("$.quantity")!, new Match { Is = Text("7") })],
        },
    };

    private static byte[] Bytes(string answer) => Encoding.ASCII.GetBytes(answer.ReplaceLineEndings("\r\n"));

    private static HttpBody Json(string content) => new(Text(content, TemplateEscape.Json), "application/json");

    private static Template Text(string source, TemplateEscape escape = TemplateEscape.None)
    {
        Template.TryParse(source, escape, out Template template, out _);
        return template;
    }
}
