namespace LoadProbe.Core;

/// <summary>What must hold of a call by gRPC. An empty <see cref="Status"/> means <see cref="GrpcStatus.Ok"/>.</summary>
public sealed record GrpcExpectation
{
    public IReadOnlyList<GrpcStatus> Status { get; init; } = [];

    /// <summary>Of the message; of a stream, of the list of its messages.</summary>
    public IReadOnlyList<JsonExpectation> Json { get; init; } = [];

    /// <summary>So many messages of a stream must come, and then it is left; null = it is read to its end.</summary>
    public int? Messages { get; init; }

    public bool Accepts(GrpcStatus status) => Status.Count == 0 ? status == GrpcStatus.Ok : Status.Contains(status);
}
