using System.Text.Json;

namespace LoadProbe.Core;

/// <summary>How a call by gRPC ended, by the numbers of the protocol.</summary>
public enum GrpcStatus : byte
{
    Ok,
    Cancelled,
    Unknown,
    InvalidArgument,
    DeadlineExceeded,
    NotFound,
    AlreadyExists,
    PermissionDenied,
    ResourceExhausted,
    FailedPrecondition,
    Aborted,
    OutOfRange,
    Unimplemented,
    Internal,
    Unavailable,
    DataLoss,
    Unauthenticated,
}

/// <summary>How a <see cref="GrpcStatus"/> is written.</summary>
public static class GrpcStatuses
{
    /// <summary>As the field writes it, for instance <c>NOT_FOUND</c>.</summary>
    public static string Word(this GrpcStatus status) => JsonNamingPolicy.SnakeCaseUpper.ConvertName(status.ToString());
}
