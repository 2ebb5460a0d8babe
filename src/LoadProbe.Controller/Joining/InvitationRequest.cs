using System.Text.Json.Serialization;

namespace LoadProbe.Controller;

/// <summary>The wish for a token.</summary>
/// <param name="Agent">Who it makes of its bearer.</param>
/// <param name="ExpiresInSeconds">How long it may be used; an hour when it is not said.</param>
internal sealed record InvitationRequest(string? Agent, [property: JsonPropertyName("expires_in_seconds")] double? ExpiresInSeconds = null)
{
    private static readonly TimeSpan ByDefault = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public TimeSpan Life => ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : ByDefault;

    /// <summary>What is wrong with it; null = nothing.</summary>
    public string? Fault() =>
        !Link.NatsAgentEnd.IsName(Agent ?? "") ? $"agent {Agent}: use at most 64 letters, digits, - and _"
        : ExpiresInSeconds is { } seconds && !(seconds >= 1 && seconds <= Longest.TotalSeconds) ? $"expires_in_seconds {seconds}: use 1 to {Longest.TotalSeconds} (7 days)"
        : null;
}
