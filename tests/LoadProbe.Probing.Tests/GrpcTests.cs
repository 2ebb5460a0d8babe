using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Http;
using Shop.V1;

namespace LoadProbe.Probing.Tests;

public sealed class GrpcTests
{
    private static GrpcStep Call(string method, string? message = null, GrpcExpectation? expect = null, params Save[] saves) => new()
    {
        Name = method, At = default, Service = "shop.v1.Orders", Method = method, Message = message is null ? null : Dialled.Text(message, json: true), Expect = expect ?? new(), Saves = saves,
    };

    private static GrpcExpectation Json(params (string Path, string Value)[] wanted) =>
        new() { Json = [.. wanted.Select(w => new JsonExpectation(JsonPath.Parse(w.Path)!, new Match { Is = Dialled.Text(w.Value) }))] };

    private static DescriptorSet Descriptors(params FileDescriptor[] files)
    {
        var set = new FileDescriptorSet();
        set.File.AddRange(files.Select(f => f.ToProto()));
        return new DescriptorSet("shop.pb", set.ToByteArray());
    }

    [Fact]
    public async Task A_method_is_called_by_what_the_target_tells_of_it()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place", """{"symbol":"A"}""", Json(("$.order.symbol", "A"))));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal((StepKind.Grpc, 0, "2"), (step.Kind, step.Status, step.HttpVersion));
        Assert.Equal(["/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", "/shop.v1.Orders/Place"], server.Seen);
    }

    [Fact]
    public async Task A_step_asks_once_however_often_it_is_taken()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        GrpcStep step = Call("Place");
        for (int i = 0; i < 3; i++) Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(server.Target, step)).Outcome);
        Assert.Equal(4, server.Seen.Count);
    }

    [Fact]
    public async Task A_descriptor_set_takes_the_place_of_asking()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false);
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place") with { Descriptors = Descriptors(ShopReflection.Descriptor) });
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal(["/shop.v1.Orders/Place"], server.Seen);
    }

    [Fact]
    public async Task A_proto_file_does_so_too()
    {
        string folder = Directory.CreateTempSubdirectory("grpc-").FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "shop.proto"), Path.Combine(folder, "shop.proto"));
        string file = Path.Combine(folder, "orders.yaml");
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false);
        File.WriteAllText(file, $$"""
            target: {{server.Address}}
            steps:
              - grpc: shop.v1.Orders/Place
                proto: shop.proto
                message: { symbol: A, side: SELL, shadow: true, valid_until: "2026-03-02T09:30:00Z", hedge: { limits: { a: 1 } }, steps: [ 3, -4 ] }
                expect: { json: { $.order.side: SELL, $.order.shadow: true, $.order.validUntil: "2026-03-02T09:30:00Z", $.order.hedge.limits.a: 1, "$.order.steps[1]": -4 } }
            """);
        var loaded = LoadProbe.Definitions.DefinitionFiles.LoadProbe(file);
        Directory.Delete(folder, recursive: true);
        Assert.Empty(loaded.Mistakes);
        StepResult step = await Dialled.StepAsync(server.Target, loaded.Value!.Journey.Steps[0]);
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
    }

    [Fact]
    public async Task It_is_pressed_as_it_is_dialled()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        var journey = new Journey { Name = "orders", Target = server.Target, Steps = [Call("Place", """{"symbol":"A"}""", Json(("$.order.symbol", "A"))), Call("Watch", """{"symbol":"none","quantity":2}""", Json(("$.length()", "3")))] };
        using var connections = new HttpConnections(server.Target, TimeProvider.System);
        using var pressed = new ApiJourney(journey, connections, TimeProvider.System, Dialled.Token);
        var facts = new Facts();
        for (int i = 0; i < 2; i++) Assert.Equal(Outcome.JsonMismatch, await pressed.PressAsync(Variables.For(journey, i, new KnownSecret()), facts, TimeProvider.System.GetTimestamp(), CancellationToken.None));
        Assert.Equal([Outcome.Ok, Outcome.JsonMismatch, Outcome.Ok, Outcome.JsonMismatch], facts.Ends.Select(f => f.Outcome));
        Assert.Equal([true, false, false, false], facts.Ends.Select(f => f.Phases.Connect is not null));
        Assert.All(facts.Ends, f => Assert.True(f.BytesSent > 0 && f.BytesReceived > 0 && f.Phases.Wait is not null));
    }

    [Fact]
    public async Task Without_either_the_way_out_is_told()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false);
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place"));
        Assert.Equal(Outcome.StatusMismatch, step.Outcome);
        Assert.Contains("UNIMPLEMENTED", step.Detail, StringComparison.Ordinal);
        Assert.Contains("proto: FILE", step.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shop.v1.Ordres", "Place", "service shop.v1.Ordres is not in shop.pb: there are shop.v1.Orders")]
    [InlineData("shop.v1.Orders", "Plaice", "has no method Plaice: it has Place, Watch, Gather")]
    [InlineData("shop.v1.Orders", "Gather", "takes a stream of messages")]
    public async Task A_method_that_is_not_there_is_our_fault_and_nothing_is_sent(string service, string method, string told)
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Call(method) with { Service = service, Descriptors = Descriptors(ShopReflection.Descriptor) });
        Assert.Equal(Outcome.AgentFault, step.Outcome);
        Assert.Contains(told, step.Detail, StringComparison.Ordinal);
        Assert.Empty(server.Seen);
    }

    [Fact]
    public async Task Every_kind_of_field_goes_there_and_back()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        const string message = """
            {"symbol":"张三 \"A\"","side":"SELL","quantity":"9007199254740993","limit_price":1.25,"tags":["x","y"],"limits":{"a":1,"b":-2},
             "validUntil":"2026-03-02T09:30:00Z","shadow":false,"token":"AQID","hedge":{"symbol":"B","side":1},"steps":[-1,2],"note":"n","legs":[{},{"quantity":"5"}],
             "big":18446744073709551615,"ratio":"0.5","code":7}
            """;
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place", message, Json(
            ("$.order.symbol", "张三 \"A\""), ("$.order.side", "SELL"), ("$.order.quantity", "9007199254740993"), ("$.order.limitPrice", "1.25"), ("$.order.tags[1]", "y"),
            ("$.order.limits.b", "-2"), ("$.order.validUntil", "2026-03-02T09:30:00Z"), ("$.order.shadow", "false"), ("$.order.token", "AQID"), ("$.order.hedge.side", "BUY"),
            ("$.order.steps[0]", "-1"), ("$.order.note", "n"), ("$.order.legs.length()", "2"), ("$.order.legs[1].quantity", "5"), ("$.order.big", "18446744073709551615"),
            ("$.order.ratio", "0.5"), ("$.order.code", "7"))));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
    }

    [Fact]
    public async Task What_was_left_out_reads_as_nothing_where_it_is_not_optional()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        GrpcExpectation expect = Json(("$.number", "0"), ("$.order.quantity", "0"), ("$.order.side", "SIDE_UNKNOWN"), ("$.order.tags.length()", "0"));
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place", "{}", expect with { Json = [.. expect.Json, new JsonExpectation(JsonPath.Parse("$.order.shadow")!, new Match { Exists = false })] }));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
    }

    [Theory]
    [InlineData("""{"symbl":"A"}""", "message: shop.v1.Order has no field symbl: it has symbol, side")]
    [InlineData("""{"quantity":"many"}""", "message.quantity is \"many\": write int64")]
    [InlineData("""{"side":"HOLD"}""", "message.side is \"HOLD\": write one of SIDE_UNKNOWN, BUY, SELL")]
    [InlineData("""{"symbol":5}""", "message.symbol is 5: write text: quote it")]
    [InlineData("""{"hedge":{"tags":"x"}}""", "message.hedge.tags is \"x\": write a list")]
    [InlineData("""{"validUntil":"soon"}""", "message.validUntil is \"soon\": write google.protobuf.Timestamp")]
    [InlineData("""{"token":"?"}""", "message.token is \"?\": write base64")]
    public async Task A_message_that_does_not_fit_is_our_fault_and_says_where(string message, string told)
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place", message));
        Assert.Equal(Outcome.AgentFault, step.Outcome);
        Assert.Contains(told, step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_and_variables_go_there_and_what_comes_back_is_kept()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        var save = new Save("id", SaveSource.Json, Path: JsonPath.Parse("$.id"));
        JourneyResult journey = await Dialled.RunAsync(server.Target,
            Call("Place", "{}", null, save) with { Name = "first", Metadata = [new Header("x-trace", Dialled.Text("t1"))] },
            Call("Place", """{"symbol":"${id}"}""", Json(("$.order.symbol", "o-t1"))));
        Assert.True(journey.Outcome == Outcome.Ok, journey.Detail);
        Assert.Null(journey.Steps[1].Phases.Connect);
    }

    [Fact]
    public async Task A_stream_is_the_list_of_its_messages()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Call("Watch", """{"quantity":3}""", Json(("$.length()", "3"), ("$[0].number", "1"), ("$[-1].number", "3"))));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Equal(0, step.Status);
    }

    [Fact]
    public async Task A_stream_without_end_is_left_after_so_many_messages()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Call("Watch", "{}", Json(("$[4].number", "5")) with { Messages = 5 }));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.Null(step.Status);
    }

    [Fact]
    public async Task A_stream_of_fewer_messages_than_expected_fails()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Call("Watch", """{"quantity":3}""", new GrpcExpectation { Messages = 4 }));
        Assert.Equal(Outcome.AnswerMismatch, step.Outcome);
        Assert.Contains("3 messages, expected 4", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_status_is_told_with_its_message_and_may_be_what_is_expected()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place", """{"symbol":"none"}"""));
        Assert.Equal((Outcome.StatusMismatch, 5), (step.Outcome, step.Status));
        Assert.Contains("NOT_FOUND \"no such symbol: 没有\", expected OK", step.Detail, StringComparison.Ordinal);
        Assert.Equal(Outcome.Ok, (await Dialled.StepAsync(server.Target, Call("Place", """{"symbol":"none"}""", new GrpcExpectation { Status = [GrpcStatus.NotFound] }))).Outcome);
    }

    [Fact]
    public async Task A_call_that_takes_too_long_times_out_waiting_and_the_target_was_told_its_deadline()
    {
        string? told = null;
        await using GrpcServer server = await GrpcServer.StartAsync(odd: context =>
        {
            told = context.Request.Headers["grpc-timeout"];
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place") with { Descriptors = Descriptors(ShopReflection.Descriptor) }, TimeSpan.FromSeconds(2));
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
        Assert.InRange(int.Parse(told!.TrimEnd('u'), System.Globalization.CultureInfo.InvariantCulture), 1, 2_000_000);
    }

    [Fact]
    public async Task A_target_that_ends_the_call_at_our_deadline_timed_out_too()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place", """{"symbol":"slow"}""") with { Descriptors = Descriptors(ShopReflection.Descriptor) }, TimeSpan.FromSeconds(2));
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
    }

    [Fact]
    public async Task Phases_bytes_and_the_connection_are_told_and_add_up()
    {
        var pause = TimeSpan.FromMilliseconds(200);
        await using GrpcServer server = await GrpcServer.StartAsync(odd: async context =>
        {
            await Task.Delay(pause, TimeProvider.System, context.RequestAborted);
            await GrpcServer.Answering(GrpcServer.Framed(new Receipt { Id = "a" }))(context);
        });
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place", null, Json(("$.id", "a"))));
        Assert.True(step.Outcome == Outcome.Ok, step.Detail);
        Assert.NotNull(step.Phases.Connect);
        Assert.NotNull(step.Phases.Send);
        Assert.NotNull(step.Phases.Receive);
        Assert.InRange(step.Phases.Wait!.Value, pause / 2, step.Duration);
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
        Assert.InRange(step.BytesSent!.Value, 50, 2000);
        Assert.NotNull(step.Connection);
    }

    [Fact]
    public async Task It_goes_over_TLS_too()
    {
        using var made = new SelfSigned(TimeProvider.System.GetUtcNow().AddDays(30));
        await using GrpcServer server = await GrpcServer.StartAsync(certificate: made.Certificate);
        StepResult trusted = await Dialled.StepAsync(server.Target with { Tls = new TlsTrust(Verify: false) }, Call("Place"));
        StepResult untrusted = await Dialled.StepAsync(server.Target, Call("Place"));
        Assert.True(trusted.Outcome == Outcome.Ok, trusted.Detail);
        Assert.NotNull(trusted.Phases.Tls);
        Assert.Equal("h2", trusted.Tls!.Protocol);
        Assert.Equal(Outcome.TlsUntrusted, untrusted.Outcome);
    }

    [Fact]
    public async Task A_target_that_is_not_in_the_allow_list_is_not_even_asked()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult step = await Dialled.StepAsync(server.Target with { Allow = new AllowList([]) }, Call("Place"));
        Assert.Equal(Outcome.NotAllowed, step.Outcome);
        Assert.Empty(server.Seen);
    }

    private static ServerReflectionResponse Told(params (string Name, string[] Imports)[] files)
    {
        var told = new FileDescriptorResponse();
        foreach ((string name, string[] imports) in files)
        {
            var file = new FileDescriptorProto { Name = name };
            file.Dependency.AddRange(imports);
            told.FileDescriptorProto.Add(file.ToByteString());
        }

        return new ServerReflectionResponse { FileDescriptorResponse = told };
    }

    public static TheoryData<string, byte[], Outcome, string> OddTypes => new()
    {
        { "bytes", [0, 0, 0, 0, 3, 1, 2, 3], Outcome.ProtocolError, "" },
        { "a file of bytes", GrpcServer.Framed(new ServerReflectionResponse { FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { ByteString.CopyFrom(1, 2, 3) } } }), Outcome.ProtocolError, "" },
        { "nothing", GrpcServer.Framed(new ServerReflectionResponse()), Outcome.ProtocolError, "something else" },
        { "an error", GrpcServer.Framed(new ServerReflectionResponse { ErrorResponse = new ErrorResponse { ErrorCode = 5, ErrorMessage = "gone" } }), Outcome.StatusMismatch, "gone (5)" },
        { "two that import each other", GrpcServer.Framed(Told(("a", ["b"]), ("b", ["a"]))), Outcome.ProtocolError, "do not fit together" },
        { "one that imports itself", GrpcServer.Framed(Told(("a", ["a"]))), Outcome.ProtocolError, "" },
        { "the same again when asked for another", GrpcServer.Framed(Told(("a", ["b"]))), Outcome.ProtocolError, "another file" },
        { "others", GrpcServer.Framed(Told(("a", []))), Outcome.AgentFault, "is not in what the target tells" },
    };

    [Theory]
    [MemberData(nameof(OddTypes))]
    public async Task Odd_answers_about_types_are_named(string what, byte[] bytes, Outcome outcome, string told)
    {
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false, odd: GrpcServer.Answering(bytes));
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place"));
        Assert.True(step.Outcome == outcome, $"{what}: {step.Outcome} {step.Detail}");
        Assert.Contains(told, step.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("/shop.v1.Orders/Place", server.Seen);
    }

    [Fact]
    public async Task Files_that_import_others_without_end_are_refused()
    {
        int asked = 0;
        await using GrpcServer server = await GrpcServer.StartAsync(reflection: false, odd: context =>
        {
            int n = Interlocked.Increment(ref asked);
            return GrpcServer.Answering(GrpcServer.Framed(Told(($"f{n}", [$"f{n + 1}"]))))(context);
        });
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place"), TimeSpan.FromSeconds(60));
        Assert.Equal(Outcome.ProtocolError, step.Outcome);
        Assert.Contains("more than 1000 files", step.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[], string?, string, Outcome> OddAnswers => new()
    {
        { "no status", GrpcServer.Framed(new Receipt()), null, "application/grpc", Outcome.ProtocolError },
        { "a status that is no number", GrpcServer.Framed(new Receipt()), "fine", "application/grpc", Outcome.ProtocolError },
        { "a status nobody knows", GrpcServer.Framed(new Receipt()), "77", "application/grpc", Outcome.StatusMismatch },
        { "a page", "<html>"u8.ToArray(), null, "text/html", Outcome.ProtocolError },
        { "no message", [], "0", "application/grpc", Outcome.ProtocolError },
        { "two messages", [.. GrpcServer.Framed(new Receipt()), .. GrpcServer.Framed(new Receipt())], "0", "application/grpc", Outcome.ProtocolError },
        { "half of a length", [0, 0, 0], "0", "application/grpc", Outcome.ProtocolError },
        { "half of a message", [0, 0, 0, 0, 9, 1], "0", "application/grpc", Outcome.ProtocolError },
        { "packed", [1, 0, 0, 0, 0], "0", "application/grpc", Outcome.ProtocolError },
        { "too long", [0, 0xFF, 0xFF, 0xFF, 0xFF], "0", "application/grpc", Outcome.TooLarge },
        { "another type", [0, 0, 0, 0, 3, 0x0A, 0x7F, 0x01], "0", "application/grpc", Outcome.ProtocolError },
        { "text that is not UTF-8", [0, 0, 0, 0, 4, 0x0A, 2, 0xC3, 0x28], "0", "application/grpc", Outcome.ProtocolError },
        { "a field of another kind is passed over", [0, 0, 0, 0, 2, 0x08, 0x01], "0", "application/grpc", Outcome.Ok },
    };

    [Theory]
    [MemberData(nameof(OddAnswers))]
    public async Task Odd_answers_are_named(string what, byte[] bytes, string? status, string type, Outcome outcome)
    {
        await using GrpcServer server = await GrpcServer.StartAsync(odd: GrpcServer.Answering(bytes, status, type));
        GrpcExpectation any = new() { Json = [new JsonExpectation(JsonPath.Parse("$.id")!, new Match { Exists = true })] };
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place", null, any) with { Descriptors = Descriptors(ShopReflection.Descriptor) });
        Assert.True(step.Outcome == outcome, $"{what}: {step.Outcome} {step.Detail}");
        Assert.InRange(step.Phases.Other(step.Duration), TimeSpan.Zero, step.Duration);
    }

    [Fact]
    public async Task Messages_within_messages_without_end_are_refused()
    {
        var order = new Order();
        for (int i = 0; i < 80; i++) order = new Order { Hedge = order };
        await using GrpcServer server = await GrpcServer.StartAsync(odd: GrpcServer.Answering(GrpcServer.Framed(new Receipt { Order = order })));
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place", null, Json(("$.id", ""))));
        Assert.Equal(Outcome.ProtocolError, step.Outcome);
    }

    [Fact]
    public async Task A_stream_that_never_ends_is_left_when_time_is_up_and_is_too_large_when_all_of_it_is_to_be_kept()
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult counted = await Dialled.StepAsync(server.Target, Call("Watch", "{}"), TimeSpan.FromSeconds(2));
        Assert.Equal(Outcome.ReceiveTimedOut, counted.Outcome);
        await using GrpcServer empty = await GrpcServer.StartAsync(odd: async context =>
        {
            byte[] frames = new byte[5 * 10_000];
            context.Response.ContentType = "application/grpc";
            while (!context.RequestAborted.IsCancellationRequested) await context.Response.Body.WriteAsync(frames, context.RequestAborted);
        });
        StepResult kept = await Dialled.StepAsync(empty.Target, Call("Watch", "{}", Json(("$.length()", "1"))) with { Descriptors = Descriptors(ShopReflection.Descriptor) }, TimeSpan.FromSeconds(30));
        Assert.Equal(Outcome.TooLarge, kept.Outcome);
    }

    [Fact]
    public async Task A_status_of_HTTP_that_is_not_200_is_a_mismatch()
    {
        await using GrpcServer server = await GrpcServer.StartAsync(odd: context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place") with { Descriptors = Descriptors(ShopReflection.Descriptor) });
        Assert.Equal(Outcome.StatusMismatch, step.Outcome);
        Assert.Contains("HTTP status 503", step.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_speaks_only_HTTP_1_fails()
    {
        await using WebServer server = await WebServer.SayingAsync("hello");
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place") with { Descriptors = Descriptors(ShopReflection.Descriptor) });
        // It answers in HTTP/1.1 and hangs up; either may be seen first.
        Assert.True(step.Outcome is Outcome.ProtocolError or Outcome.ConnectionClosed, $"{step.Outcome} {step.Detail}");
    }

    [Fact]
    public async Task A_target_that_never_answers_when_asked_for_its_types_times_out()
    {
        await using OddServer server = OddServer.Answering("", OddServer.Hang);
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place"), TimeSpan.FromSeconds(2));
        Assert.Equal(Outcome.WaitTimedOut, step.Outcome);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0x0A, 3, 0x0A, 1, (byte)'a', 0x0A, 4, 0x0A, 1, (byte)'b', 0xFF })]
    public async Task A_file_that_is_no_descriptor_set_is_our_fault(byte[] bytes)
    {
        await using GrpcServer server = await GrpcServer.StartAsync();
        StepResult step = await Dialled.StepAsync(server.Target, Call("Place") with { Descriptors = new DescriptorSet("shop.pb", bytes) });
        Assert.Equal(Outcome.AgentFault, step.Outcome);
    }
}
