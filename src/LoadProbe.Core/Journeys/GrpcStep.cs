namespace LoadProbe.Core;

/// <summary>One call by gRPC of a method that takes one message and answers with one, or with a stream of them.</summary>
public sealed record GrpcStep : Step
{
    public override StepKind Kind => StepKind.Grpc;

    /// <summary>With its package.</summary>
    public required string Service { get; init; }

    public required string Method { get; init; }

    /// <summary>JSON; null = a message without fields.</summary>
    public Template? Message { get; init; }

    public IReadOnlyList<Header> Metadata { get; init; } = [];

    /// <summary>The types of the service; null = the target is asked for them (server reflection).</summary>
    public DescriptorSet? Descriptors { get; init; }

    public GrpcExpectation Expect { get; init; } = new();

    public IReadOnlyList<Save> Saves { get; init; } = [];
}
