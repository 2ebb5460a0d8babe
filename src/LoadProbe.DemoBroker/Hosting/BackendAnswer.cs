using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LoadProbe.DemoBroker;

/// <summary>What another service answered; when it did not answer well, a gateway status and the reason.</summary>
internal sealed record BackendAnswer(int Status, ReadOnlyMemory<byte> Body, string? Failure = null)
{
    public bool IsSuccess => Status is >= 200 and < 300;

    public T Read<T>() => JsonSerializer.Deserialize<T>(Body.Span, BrokerJson.Options)
        ?? throw new InvalidOperationException($"a service of the broker answered {Status} with the body null");

    /// <summary>The answer passed on to our own caller as it came, or the reason there is none.</summary>
    public IResult ToResult() => Failure is null
        ? Results.Text(Body.Span, "application/json; charset=utf-8", Status)
        : BrokerJson.Error(Status, Failure);
}
