namespace LoadProbe.Definitions.Tests;

public class GrpcStepTests
{
    [Fact]
    public void A_method_is_enough()
    {
        GrpcStep step = One("  - grpc: shop.v1.Orders/Place");
        Assert.Equal(("grpc shop.v1.Orders/Place", "shop.v1.Orders", "Place", StepEffect.WriteReal), (step.Name, step.Service, step.Method, step.Effect));
        Assert.Null(step.Message);
        Assert.Null(step.Descriptors);
    }

    [Fact]
    public void Everything_a_call_may_say()
    {
        GrpcStep step = One("""
              - name: watch
                kind: read
                grpc: shop.v1.Orders/Watch
                message: { symbol: "${symbol}", limit: { units: 5 } }
                metadata: { authorization: "Bearer ${symbol}" }
                timeout: 3s
                expect: { status: [OK, NOT_FOUND], messages: 3, within: 1s, json: { "$[0].symbol": "${symbol}" } }
                save: { first: "$[0].symbol" }
            """, "vars: { symbol: A }");
        Assert.Equal(("watch", StepEffect.Read, TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(1)), (step.Name, step.Effect, step.Timeout, step.Within));
        Assert.Equal("""{"symbol":"${symbol}","limit":{"units":5}}""", step.Message!.Source);
        Assert.Equal([GrpcStatus.Ok, GrpcStatus.NotFound], step.Expect.Status);
        Assert.Equal((3, 1, "authorization", "first"), (step.Expect.Messages, step.Expect.Json.Count, step.Metadata[0].Name, step.Saves[0].Variable));
    }

    [Theory]
    [InlineData("OK", GrpcStatus.Ok)]
    [InlineData("DEADLINE_EXCEEDED", GrpcStatus.DeadlineExceeded)]
    [InlineData("UNAUTHENTICATED", GrpcStatus.Unauthenticated)]
    public void Statuses_are_written_as_the_protocol_has_them(string word, GrpcStatus status) =>
        Assert.Equal(status, Assert.Single(One($"  - grpc: a.B/C\n    expect: {{ status: {word} }}").Expect.Status));

    [Fact]
    public void The_types_of_a_file_come_with_those_it_imports_and_a_compiled_one_serves_as_well()
    {
        using var scratch = new Scratch();
        foreach (string file in new[] { "shop.proto", "money.proto" }) scratch.With(file, File.ReadAllText(Files.Broken($"shared/{file}")));
        GrpcStep parsed = Assert.IsType<GrpcStep>(scratch.Steps("  - grpc: shop.v1.Orders/Place\n    proto: shop.proto\n    message: { symbol: A, limit: { units: 5 }, fees: { a: { currency: X } } }").Journey.Steps[0]);
        Assert.Contains("shop.v1", System.Text.Encoding.UTF8.GetString(parsed.Descriptors!.Bytes.Span), StringComparison.Ordinal);
        Assert.Contains("money.proto", System.Text.Encoding.UTF8.GetString(parsed.Descriptors.Bytes.Span), StringComparison.Ordinal);

        File.WriteAllBytes(scratch["shop.pb"], parsed.Descriptors.Bytes.ToArray());
        GrpcStep compiled = Assert.IsType<GrpcStep>(scratch.Steps("  - grpc: shop.v1.Orders/Place\n    proto: shop.pb\n    message: { symbol: A }").Journey.Steps[0]);
        Assert.Equal(parsed.Descriptors.Bytes.ToArray(), compiled.Descriptors!.Bytes.ToArray());
    }

    [Fact]
    public void However_broken_a_proto_is_it_is_a_mistake_and_never_a_crash()
    {
        string whole = File.ReadAllText(Files.Broken("shared/shop.proto"));
        var chance = new Random(7);
        using var scratch = new Scratch();
        scratch.With("money.proto", File.ReadAllText(Files.Broken("shared/money.proto"))).With("deep.proto", string.Concat(Enumerable.Repeat("message A {", 50_000)));
        for (int i = 0; i < 300; i++)
        {
            int at = chance.Next(whole.Length), length = chance.Next(Math.Min(20, whole.Length - at));
            scratch.With("shop.proto", whole.Remove(at, length).Insert(at, ((string[])["", "{", "}", "\"", ";", "= 1", "import \"deep.proto\";", "message", "\0"])[chance.Next(9)]));
            var loaded = scratch.Probe("target: http://127.0.0.1:8080\nsteps:\n  - grpc: shop.v1.Orders/Place\n    proto: shop.proto\n");
            Assert.True(loaded.Value is not null || loaded.Mistakes.Count > 0);
        }
    }

    private static GrpcStep One(string step, string head = "")
    {
        using var scratch = new Scratch();
        return Assert.IsType<GrpcStep>(Assert.Single(scratch.Steps(step, $"target: http://127.0.0.1:8080\n{head}").Journey.Steps));
    }
}
