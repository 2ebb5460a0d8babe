using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Primitives;

namespace LoadProbe.Probing.Tests;

/// <summary>What the requests of a run carry, of whatever kind they are.</summary>
public sealed partial class MarkTests
{
    private static readonly PressureMark Mark = PressureMark.Of(Core.Mark.Standard, "r-1")!;

    [Fact]
    public void A_request_carries_the_run_in_a_header_in_baggage_and_in_a_trace_of_its_own() =>
        Assert.Equal([("X-LoadProbe-Run", "r-1"), ("baggage", "loadprobe.run=r-1,loadprobe.kind=read"), ("tracestate", "loadprobe=r-1")], Fields(StepEffect.Read).Take(3));

    [Fact]
    public void The_header_may_be_another() => Assert.Equal(("X-Run", "r-1"), PressureMark.Of(new Mark("X-Run"), "r-1")!.Fields([], StepEffect.Read)[0]);

    [Fact]
    public void None_is_none() => Assert.Null(PressureMark.Of(Core.Mark.None, "r-1"));

    [Theory]
    [InlineData(StepEffect.Read, "read")]
    [InlineData(StepEffect.WriteShadow, "write-shadow")]
    [InlineData(StepEffect.WriteReal, "write-real")]
    public void A_write_is_told_from_a_read(StepEffect effect, string kind) => Assert.Equal($"loadprobe.run=r-1,loadprobe.kind={kind}", Value(Fields(effect), "baggage"));

    [Theory]
    [InlineData("tenant=a;ttl=3, user=%E8%8C%85", "tenant=a;ttl=3,user=%E8%8C%85,loadprobe.run=r-1,loadprobe.kind=read")]
    [InlineData("", "loadprobe.run=r-1,loadprobe.kind=read")]
    public void The_baggage_of_a_step_goes_before(string own, string baggage) => Assert.Equal(baggage, Value(Fields(StepEffect.Read, ("Baggage", own)), "baggage"));

    [Theory]
    [InlineData("loadprobe.kind=write-shadow")]
    [InlineData("loadprobe.kind = write-shadow;x")]
    [InlineData("loadprobe.run=other,loadprobe.kind")]
    public void A_step_cannot_say_in_its_baggage_that_it_is_something_else(string own) =>
        Assert.Equal("a=b,loadprobe.run=r-1,loadprobe.kind=write-real", Value(Fields(StepEffect.WriteReal, ("baggage", $"a=b,{own}")), "baggage"));

    [Fact]
    public void Nor_that_it_is_of_another_run()
    {
        IReadOnlyList<(string Name, string Value)> fields = Fields(StepEffect.Read, ("x-loadprobe-run", "other"));
        Assert.Equal("r-1", Assert.Single(fields, f => f.Name.Equals("X-LoadProbe-Run", StringComparison.OrdinalIgnoreCase)).Value);
    }

    [Fact]
    public void A_step_that_names_its_trace_keeps_it_and_stands_behind_us_in_its_state()
    {
        const string own = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        IReadOnlyList<(string Name, string Value)> fields = Fields(StepEffect.Read, ("Traceparent", own), ("Tracestate", "shop=1, loadprobe=old ,desk=2"));
        Assert.Equal(own, Assert.Single(fields, f => f.Name.Equals("traceparent", StringComparison.OrdinalIgnoreCase)).Value);
        Assert.Equal("loadprobe=r-1,shop=1,desk=2", Value(fields, "tracestate"));
    }

    [Fact]
    public void A_state_has_32_members_at_the_most()
    {
        string[] state = Value(Fields(StepEffect.Read, ("tracestate", string.Join(',', Enumerable.Range(0, 40).Select(i => $"k{i}=1")))), "tracestate").Split(',');
        Assert.Equal((32, "loadprobe=r-1", "k30=1"), (state.Length, state[0], state[^1]));
    }

    [Fact]
    public void Each_trace_is_a_new_one()
    {
        string[] traces = [.. Enumerable.Range(0, 100).Select(_ => TraceParent.Next())];
        Assert.All(traces, t => Assert.Matches(Trace(), t));
        Assert.Equal((100, 100), (traces.Select(t => t[3..35]).Distinct().Count(), traces.Select(t => t[36..52]).Distinct().Count()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task HTTP_steps_carry_it_each_time_they_are_sent_also_after_a_redirect(int version)
    {
        var seen = new List<IHeaderDictionary>();
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            seen.Add(Copy(context));
            if (context.Request.Path == "/orders") context.Response.Redirect("/done");
            return Task.CompletedTask;
        }, protocols: version == 1 ? HttpProtocols.Http1 : HttpProtocols.Http2);
        HttpStep step = Dialled.Get("/orders") with { Method = "POST", Effect = StepEffect.WriteShadow, Version = new Version(version, version == 1 ? 1 : 0) };
        await PressAsync(server.Target, step, times: 2);
        Assert.Equal(4, seen.Count);
        Assert.All(seen, s => AssertMarked(s, "write-shadow"));
        Assert.Equal(4, seen.Select(s => s["traceparent"].ToString()).Distinct().Count());
    }

    [Fact]
    public async Task A_request_that_varies_carries_it_too()
    {
        var seen = new List<IHeaderDictionary>();
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            seen.Add(Copy(context));
            return Task.CompletedTask;
        });
        await PressAsync(server.Target, Dialled.Get("/${n}") with { Headers = [new Header("baggage", Dialled.Text("n=${n}"))] }, times: 2);
        Assert.Equal(["n=0,loadprobe.run=r-1,loadprobe.kind=read", "n=1,loadprobe.run=r-1,loadprobe.kind=read"], seen.Select(s => s["baggage"].ToString()));
        Assert.Equal(2, seen.Select(s => s["traceparent"].ToString()).Distinct().Count());
    }

    [Fact]
    public async Task A_call_by_gRPC_carries_it_as_metadata_and_so_does_asking_for_its_types()
    {
        var seen = new List<(string Path, IHeaderDictionary Headers)>();
        await using GrpcServer server = await GrpcServer.StartAsync(watch: context => seen.Add((context.Request.Path, Copy(context))));
        var step = new GrpcStep { Name = "place", At = default, Service = "shop.v1.Orders", Method = "Place", Effect = StepEffect.WriteReal, Metadata = [new Header("tenant", Dialled.Text("a"))] };
        await PressAsync(server.Target, step, times: 1);
        Assert.Equal(["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "/shop.v1.Orders/Place"], seen.Select(s => s.Path));
        AssertMarked(seen[0].Headers, "read");
        AssertMarked(seen[1].Headers, "write-real");
        Assert.Equal("a", seen[1].Headers["tenant"]);
    }

    [Fact]
    public async Task The_request_that_opens_a_WebSocket_carries_it()
    {
        IHeaderDictionary? seen = null;
        await using WebServer server = await WebSocketServer.StartAsync(async (socket, context) =>
        {
            seen = Copy(context);
            await WebSocketServer.EchoAsync(socket, context);
        });
        var step = new WebSocketStep { Name = "stream", At = default, Url = Template.Constant("/ws"), Headers = [new Header("X-Own", Dialled.Text("1"))], Messages = [new SentMessage(Template.Constant("hello"))] };
        await PressAsync(server.Target, step, times: 1);
        AssertMarked(seen!, "read");
        Assert.Equal("1", seen!["X-Own"]);
    }

    [Fact]
    public async Task What_is_dialled_carries_none()
    {
        IHeaderDictionary? seen = null;
        await using WebServer server = await WebServer.StartAsync(context =>
        {
            seen = Copy(context);
            return Task.CompletedTask;
        });
        await Dialled.StepAsync(server.Target, Dialled.Get("/"));
        Assert.Equal(["Host", "User-Agent"], seen!.Keys.Order());
    }

    private static IReadOnlyList<(string Name, string Value)> Fields(StepEffect effect, params (string, string)[] own) => Mark.Fields(own, effect);

    private static string Value(IEnumerable<(string Name, string Value)> fields, string name) => Assert.Single(fields, f => f.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static HeaderDictionary Copy(HttpContext context) => new(new Dictionary<string, StringValues>(context.Request.Headers, StringComparer.OrdinalIgnoreCase));

    private static void AssertMarked(IHeaderDictionary headers, string kind)
    {
        Assert.Equal(("r-1", $"loadprobe.run=r-1,loadprobe.kind={kind}", "loadprobe=r-1"), (headers["X-LoadProbe-Run"].ToString(), headers["baggage"].ToString(), headers["tracestate"].ToString()));
        Assert.Matches(Trace(), headers["traceparent"].ToString());
    }

    private static async Task PressAsync(Target target, Step step, int times)
    {
        var journey = new Journey { Name = "journey", Target = target, Steps = [step] };
        using var connections = new HttpConnections(target, TimeProvider.System, mark: Mark);
        using var pressed = new ApiJourney(journey, connections, TimeProvider.System, Dialled.Token);
        var facts = new Facts();
        for (int i = 0; i < times; i++)
        {
            var variables = new Variables(new KnownSecret()) { ["n"] = $"{i}" };
            await pressed.PressAsync(variables, facts, TimeProvider.System.GetTimestamp(), CancellationToken.None);
        }

        Assert.All(facts.Ends, f => Assert.True(f.Outcome == Outcome.Ok, f.Detail));
    }

    [GeneratedRegex("^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00$")]
    private static partial Regex Trace();
}
