namespace LoadProbe.Definitions;

/// <summary>A call by gRPC: the method, its message, what is expected of the answer.</summary>
internal static class GrpcReader
{
    public static GrpcStep? Read(Node node, Target? target, Scope scope)
    {
        Fields fields = Fields.Of(node, "a step", GrpcKeys.Grpc, scope.Mistakes);
        Fields expect = Fields.Of(fields["expect"] ?? new MappingNode(node.At, []), "expect", GrpcKeys.Expect, scope.Mistakes);
        if (target is { Address.Scheme: not ("http" or "https") }) scope.Mistakes.Add(fields["grpc"]!.At, $"grpc calls the target, and target {Quote.Bare(target.Name)} is {target.Address.Scheme}, not http or https");
        (string Service, string Method)? called = Called(fields);
        ProtoTypes? types = fields["proto"] is { } proto ? ProtoTypes.Read(proto, scope.Mistakes) : null;
        if (called is { } c) types?.Check(c.Service, c.Method, fields, expect);
        Template? message = fields["message"] is { } fieldsOf ? JsonText.Read(fieldsOf, scope) : null;
        var step = new GrpcStep
        {
            Name = fields.Text("name") ?? $"grpc {called?.Service}/{called?.Method}",
            At = fields.At,
            Effect = fields.Choice("kind", StepKeys.Effects) ?? StepEffect.WriteReal,
            Timeout = fields.Duration("timeout"),
            Within = expect.Duration("within"),
            Service = called?.Service ?? "",
            Method = called?.Method ?? "",
            Message = message,
            Metadata = Metadata(fields, scope),
            Descriptors = types?.Set,
            Expect = new GrpcExpectation
            {
                Status = [.. expect.Items("status").Select(s => Scalars.Choice(s, "status", scope.Mistakes, GrpcKeys.Statuses)).OfType<GrpcStatus>()],
                Messages = expect.Whole("messages", 1, 1_000_000),
                Json = ExpectationReader.Json(expect, scope),
            },
            Saves = SaveReader.FromMessage(fields, scope),
        };
        return called is null ? null : step;
    }

    private static (string Service, string Method)? Called(Fields fields)
    {
        if (fields.Text("grpc") is not { } text) return null;
        string[] parts = text.Split('/');
        if (parts.Length == 2 && parts[0].Split('.').All(IsName) && IsName(parts[1])) return (parts[0], parts[1]);
        fields.Mistakes.Add(fields["grpc"]!.At, $"grpc {Quote.Of(text)} is not a method: write package.Service/Method, for instance shop.v1.Orders/Place");
        return null;

        static bool IsName(string part) => part.Length > 0 && !char.IsAsciiDigit(part[0]) && part.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
    }

    private static IReadOnlyList<Header> Metadata(Fields fields, Scope scope)
    {
        foreach ((TextNode name, _) in fields.Entries("metadata"))
        {
            bool own = name.Text.ToLowerInvariant() is "te" or "content-type" or "host" or "content-length" || name.Text.StartsWith("grpc-", StringComparison.OrdinalIgnoreCase);
            if (own) scope.Mistakes.Add(name.At, $"{name.Text} is the protocol's own: leave it out");
        }

        return Headers.Read(fields, scope, "metadata");
    }
}
